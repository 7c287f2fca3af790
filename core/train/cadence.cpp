#include "core/train/cadence.h"

#include <algorithm>
#include <cmath>

namespace orrery {
namespace {

int64_t next_multiple(int64_t step, int64_t every) {
  return (step / every + 1) * every;
}

/// The last step also counts; beyond it (a page that trains on) only the cadence does.
int64_t not_past_end(int64_t next, int64_t steps, int64_t step) {
  return step < steps ? std::min(next, steps) : next;
}

}  // namespace

int64_t next_metrics_step(const RecordSpec& record, int64_t steps, int64_t step) {
  if (record.cadence == Cadence::linear) {
    return not_past_end(next_multiple(step, record.metrics_every), steps, step);
  }
  const double per_decade = static_cast<double>(record.rows_per_decade);
  auto k =
      static_cast<int64_t>(step > 0 ? std::floor(std::log10(static_cast<double>(step)) * per_decade) : 0);
  int64_t next = 0;
  do {
    next = std::llround(std::pow(10.0, static_cast<double>(k++) / per_decade));
  } while (next <= step);
  return not_past_end(next, steps, step);
}

int64_t next_checkpoint_step(const RecordSpec& record, int64_t steps, int64_t step) {
  return not_past_end(record.checkpoint_every ? next_multiple(step, record.checkpoint_every) : steps, steps,
                      step);
}

}  // namespace orrery
