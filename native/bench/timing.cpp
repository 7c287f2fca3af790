#include "native/bench/timing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

namespace orrery {
namespace {

double seconds_of(const std::function<void(int64_t)>& advance, int64_t steps) {
  const auto start = std::chrono::steady_clock::now();
  advance(steps);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Timing time_steps(const std::function<void(int64_t steps)>& advance, int repeats, double repeat_seconds) {
  // Warm-up: caches, branch predictors and the clock frequency settle while the number of steps is found.
  int64_t steps = 16;
  double seconds = seconds_of(advance, steps);
  while (seconds < repeat_seconds / 2) seconds = seconds_of(advance, steps *= 2);
  steps = std::max<int64_t>(1, std::llround(static_cast<double>(steps) * repeat_seconds / seconds));

  std::vector<double> milliseconds;
  for (int i = 0; i < repeats; ++i)
    milliseconds.push_back(1e3 * seconds_of(advance, steps) / static_cast<double>(steps));
  std::sort(milliseconds.begin(), milliseconds.end());
  const auto middle = static_cast<size_t>(repeats / 2);
  const double median =
      repeats % 2 ? milliseconds[middle] : (milliseconds[middle - 1] + milliseconds[middle]) / 2;
  return {median, milliseconds.front(), repeats, steps};
}

}  // namespace orrery
