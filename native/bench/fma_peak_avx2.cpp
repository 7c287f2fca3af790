#include "core/numeric/kernel_avx2.inc"
#include "native/bench/fma_peak_targets.h"

#include "native/bench/fma_peak_body.inc"

namespace orrery {
float multiply_adds_avx2(const float* start, float factor, float summand, int64_t rounds) {
  return avx2::multiply_adds(start, factor, summand, rounds);
}
}  // namespace orrery
