// What makes the figures resumable: their data is made in parts, and what an interrupted call has finished is kept for
// the next.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "native/io/strict_json.h"

namespace orrery {

/// One file a part in the figure's own work folder. Its name is a hash of what the part is made from, of this very program
/// and of the vectors it computes with; a file that is cut short, altered or another part's is named in one line and made
/// anew. A part read is to the bit the part made.
class FinishedParts {
 public:
  /// `folder` is made with the first part. Unless `resume`, what an earlier call left there goes.
  FinishedParts(std::filesystem::path folder, bool resume);

  /// The part made from `inputs`, which must say all that it depends on. Throws kInterrupted where it would have to be made
  /// after Ctrl-C or SIGTERM. May be called on several threads.
  Json one(const Json& inputs, const std::function<Json()>& make);

  /// Part k from inputs[k], for all k, on so many threads (0: one a core; 1 where `make` has threads of its own). Shows how
  /// many `of` them are done.
  std::vector<Json> each(const std::string& of, const std::vector<Json>& inputs, int threads,
                         const std::function<Json(size_t)>& make);

  /// How many parts were there, and how many have been made.
  int found() const { return found_; }
  int made() const { return made_; }

 private:
  /// The part in `file`; none unless it is whole and has this key.
  std::optional<Json> read(const std::filesystem::path& file, const Json& key) const;

  std::filesystem::path folder_;
  std::atomic<int> found_ = 0, made_ = 0;
};

/// Where the parts of a figure of the data in `out` lie.
std::filesystem::path parts_folder(const std::filesystem::path& out, std::string_view figure);

/// Removes them, and the folder around them if it is empty.
void remove_parts(const std::filesystem::path& out, std::string_view figure);

}  // namespace orrery
