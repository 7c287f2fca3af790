// How the program ends when it can't go on: one line on stderr and an exit code. Core's errors are values;
// here they become exceptions, caught once in main().
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "core/result.h"

namespace orrery {

enum ExitCode : int {
  kDone = 0,
  kBadInput = 2,      // the reader's input is at fault: a field, a file, a folder
  kRunFailed = 3,     // the work itself failed: diverged, disk full
  kInterrupted = 130  // SIGINT, SIGTERM or SIGHUP, with the checkpoint written
};

/// Longest line of a failure: one that names each of a deep network's tensors still fits.
inline constexpr size_t kLongestLine = 4000;

/// Ends the command. what() is one line without line breaks or control characters.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, std::string_view line);
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

/// Exit code 2 with the error's line, `context: ` before it if given (a file's name).
Failure bad_input(const Error& error, std::string_view context = "");
Failure bad_input(std::string_view field, std::string_view value, std::string_view expected);

/// The value, or its Error thrown as bad input.
template <class T>
T value_or_throw(Result<T> result, std::string_view context = "") {
  if (!result) throw bad_input(result.error(), context);
  return std::move(*result);
}
inline void throw_unless(const Result<void>& result, std::string_view context = "") {
  if (!result) throw bad_input(result.error(), context);
}

/// `text` on one line: control characters become spaces, bytes that are no UTF-8 question marks, what is longer
/// than `limit` bytes is cut with an ellipsis (never inside a UTF-8 character).
std::string one_line(std::string_view text, size_t limit = 400);

}  // namespace orrery
