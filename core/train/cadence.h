// When a run writes a metrics row: every so many steps, or evenly on a logarithmic axis.
#pragma once

#include <cstdint>

#include "core/train/run_spec.h"

namespace orrery {

/// The first step after `step` with a metrics row. Linear: multiples of metrics_every. Logarithmic: the whole numbers
/// nearest 10^(k / rows_per_decade). The last step of a run has a row either way; this never passes it while
/// step < steps.
int64_t next_metrics_step(const RecordSpec& record, int64_t steps, int64_t step);

/// The first step after `step` with a checkpoint: multiples of checkpoint_every, and the last step.
int64_t next_checkpoint_step(const RecordSpec& record, int64_t steps, int64_t step);

}  // namespace orrery
