// A run on disk:
//
//   spec.json                              the description
//   metrics.jsonl                          one object a row
//   checkpoints/step_0000100.safetensors   everything that going on from step 100 needs
//   summary.json                           when the run is done: final measures, versions, wall time, device
//
// A kill at any moment loses at most the work since the last checkpoint: files appear by rename, a checkpoint
// only after the rows up to it are durable, and going on trims metrics.jsonl to the rows up to the checkpoint
// it starts from.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "core/measure/measures.h"
#include "core/train/run.h"
#include "native/io/files.h"

namespace orrery {

class RunDirectory {
 public:
  /// For a run from its start. The folder must be missing or empty; one that holds a run is refused (bad
  /// input) with what tells the two apart.
  static RunDirectory create(const std::filesystem::path& folder, const RunSpec& spec);

  /// For going on. `wanted` makes the run's description of the folder's own, or of none in a folder that holds no run
  /// yet; it must come to the same run. Without `wanted` a missing or empty folder is bad input.
  using Wanted = std::function<RunSpec(const std::optional<RunSpec>& held)>;
  static RunDirectory resume(const std::filesystem::path& folder, const Wanted& wanted);

  const RunSpec& spec() const { return spec_; }

  /// Brings `run`, made from spec(), to the newest checkpoint that is whole, or leaves it at its start; trims
  /// the rows beyond it. Call once, before the first row. Returns a line on each checkpoint that had to be
  /// passed over.
  std::vector<std::string> restore(Run& run);

  void add_row(int64_t step, const std::vector<Measure>& measures);

  /// Hands the rows so far to the file.
  void flush_rows();

  /// The state as it stands, after the rows up to it have been made durable.
  void add_checkpoint(Run& run);

  /// Done: writes summary.json.
  void finish(std::string_view summary_json);
  bool finished() const;

 private:
  RunDirectory(std::filesystem::path folder, Descriptor lock);
  void start(const RunSpec& spec);
  bool holds_a_run() const;
  void refuse_other_content() const;

  std::filesystem::path folder_;
  Descriptor lock_;  // on the folder itself: two programs writing one run would ruin it
  RunSpec spec_;
  AppendFile metrics_;
  std::string rows_;  // not yet handed to the file
  std::chrono::steady_clock::time_point flushed_{};
  std::optional<std::filesystem::path> interrupted_at_;
};

/// The checkpoint of the highest step in a run's folder. Throws bad input where there is none.
std::filesystem::path newest_checkpoint(const std::filesystem::path& folder);

/// `step_0000100.safetensors`, and the step of such a name.
std::string checkpoint_name(int64_t step);
std::optional<int64_t> checkpoint_step(std::string_view name);

}  // namespace orrery
