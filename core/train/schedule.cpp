#include "core/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace orrery {

double schedule_factor(Schedule schedule, double floor, int64_t warmup_steps, int64_t steps, int64_t step,
                       bool warmup_from_zero) {
  if (step < warmup_steps)
    return static_cast<double>(step + (warmup_from_zero ? 0 : 1)) / static_cast<double>(warmup_steps);
  if (schedule == Schedule::constant) return 1;

  const double done = static_cast<double>(step - warmup_steps);
  const double updates = static_cast<double>(std::max<int64_t>(steps - warmup_steps, 1));
  const double t = std::min(done / updates, 1.0);
  double wave = 0;
  switch (schedule) {
    case Schedule::constant:
    case Schedule::linear:
      wave = 1 - t;
      break;
    case Schedule::cosine:
      wave = (1 + std::cos(std::numbers::pi * t)) / 2;
      break;
    case Schedule::cosine_quarter: {
      // The notebook divides by T - 1, so that the last update has rate 0.
      const double quarter = std::min(done / std::max(updates - 1, 1.0), 1.0);
      wave = quarter == 1 ? 0 : std::cos(std::numbers::pi / 2 * quarter);
      break;
    }
  }
  return floor + (1 - floor) * wave;
}

}  // namespace orrery
