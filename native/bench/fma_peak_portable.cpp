#include "core/numeric/kernel_portable.inc"
#include "native/bench/fma_peak_targets.h"

#include "native/bench/fma_peak_body.inc"

namespace orrery {
float multiply_adds_portable(const float* start, float factor, float summand, int64_t rounds) {
  return portable::multiply_adds(start, factor, summand, rounds);
}
}  // namespace orrery
