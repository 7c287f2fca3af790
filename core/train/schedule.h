// Learning-rate schedules: the factor on the base rate, as a pure function of the update's index.
#pragma once

#include <cstdint>

namespace orrery {

/// After warm-up, with t in [0, 1] the fraction of the remaining updates done:
///   constant       1
///   linear         1 - t
///   cosine         (1 + cos(pi t)) / 2, a half wave
///   cosine_quarter cos(pi t / 2), the schedule of the superposition notebook
/// each scaled to end at `floor` instead of 0.
enum class Schedule { constant, linear, cosine, cosine_quarter };

/// Factor on the learning rate for the update that leads from step `step` to `step + 1`.
/// Warm-up rises linearly: (step + 1) / warmup_steps, or step / warmup_steps if it starts from zero. Updates past `steps`
/// keep the last factor's end value.
double schedule_factor(Schedule schedule, double floor, int64_t warmup_steps, int64_t steps, int64_t step,
                       bool warmup_from_zero = false);

}  // namespace orrery
