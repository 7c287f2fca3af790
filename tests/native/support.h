// What the program's tests share: folders that vanish, and the built program run as a reader would run it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "native/failure.h"
#include "tests/catch.h"

namespace orrery::testing {

/// Under the sanitizers a step takes ten times as long, and what they look for shows in shorter runs too.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr int64_t kShorter = 20;
#else
inline constexpr int64_t kShorter = 1;
#endif

/// A new folder under the system's temporary one, removed with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Outcome {
  int code = -1;  // the exit code, or 128 + the signal that ended it
  std::string out, err;
};

/// The program beside this test program.
std::filesystem::path program();

/// `orrery arguments...`. `prepare` runs in the child before the program starts (limits, privileges); its
/// working folder is `folder` if given.
Outcome run_orrery(const std::vector<std::string>& arguments, const std::function<void()>& prepare = {},
                   const std::filesystem::path& folder = {});

/// Starts it and returns its process id; output goes nowhere. It ends at the latest with this program.
int start_orrery(const std::vector<std::string>& arguments);

/// Waits for a process; the code as in Outcome.
int wait_for(int pid);

std::string read(const std::filesystem::path& path);
void write(const std::filesystem::path& path, const std::string& content);

/// All files below `folder`: relative name and content.
std::vector<std::pair<std::string, std::string>> snapshot(const std::filesystem::path& folder);

/// The line with which `act` fails; empty when it does not.
std::string failure_of(const std::function<void()>& act);

/// One line, ended by a line break and holding no other.
bool is_one_line(const std::string& text);

}  // namespace orrery::testing
