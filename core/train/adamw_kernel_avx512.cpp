#include "core/numeric/kernel_avx512.inc"
#include "core/train/adamw_kernel.h"
#include "core/train/adamw_kernel_targets.h"

#include "core/train/adamw_kernel_body.inc"

namespace orrery {
const AdamWKernel* adamw_kernel_avx512() {
  return &avx512::adamw_update;
}
}  // namespace orrery
