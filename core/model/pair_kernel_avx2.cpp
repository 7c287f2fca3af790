#include "core/model/pair_kernel.h"
#include "core/model/pair_kernel_targets.h"
#include "core/numeric/kernel_avx2.inc"

#include "core/model/pair_kernel_body.inc"

namespace orrery {
const PairKernel* pair_kernel_avx2() {
  return &avx2::pairs;
}
}  // namespace orrery
