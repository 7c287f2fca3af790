// How long one step takes: repeats of many steps each, so that the clock and a neighbour's burst matter
// little.
#pragma once

#include <cstdint>
#include <functional>

namespace orrery {

struct Timing {
  double median_ms = 0;   // a step
  double minimum_ms = 0;  // a step
  int repeats = 0;
  int64_t steps_a_repeat = 0;
};

/// Calls `advance(steps)` `repeats` times after a warm-up, with as many steps as take about `repeat_seconds`.
Timing time_steps(const std::function<void(int64_t steps)>& advance, int repeats, double repeat_seconds);

}  // namespace orrery
