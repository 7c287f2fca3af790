// How far long work has come, on stderr: a bar with rate and time left on a terminal, now and then a plain
// line elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace orrery {

/// `12,345,678`
std::string grouped(int64_t number);

/// `12 ms`, `0.8 s`, `42 s`, `3:07`, `2:03:07`
std::string duration_text(double seconds);

/// `850`, `12.3 k`, `1.21 M`: three digits
std::string rate_text(double per_second);

/// One state of the bar in `columns` columns: `[#####.....] 50 %  500 of 1,000 steps  2.1 k/s  0.2 s left`.
std::string bar_text(int64_t done, int64_t total, const std::string& unit, double per_second, int columns);

class Progress {
 public:
  /// `unit` in the plural: steps, seeds. `done` of `total` are done already.
  Progress(int64_t total, std::string unit, int64_t done = 0);
  ~Progress();
  Progress(const Progress&) = delete;

  /// Cheap: shows something only when enough time has passed.
  void update(int64_t done);

  /// Removes the bar until the next update, so that a line of output can be written.
  void clear();

  /// Removes the bar; the rate since the start is then known.
  double finish(int64_t done);

 private:
  using Clock = std::chrono::steady_clock;
  double elapsed() const;

  int64_t total_, first_;
  std::string unit_;
  bool terminal_;
  bool bar_shown_ = false;
  Clock::time_point start_ = Clock::now(), next_;
  std::chrono::milliseconds wait_;
};

}  // namespace orrery
