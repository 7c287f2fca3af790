#include "core/numeric/kernel_avx2.inc"
#include "core/train/adamw_kernel.h"
#include "core/train/adamw_kernel_targets.h"

#include "core/train/adamw_kernel_body.inc"

namespace orrery {
const AdamWKernel* adamw_kernel_avx2() {
  return &avx2::adamw_update;
}
}  // namespace orrery
