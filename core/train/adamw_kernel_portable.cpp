#include "core/numeric/kernel_portable.inc"
#include "core/train/adamw_kernel.h"
#include "core/train/adamw_kernel_targets.h"

#include "core/train/adamw_kernel_body.inc"

namespace orrery {
const AdamWKernel* adamw_kernel_portable() {
  return &portable::adamw_update;
}
}  // namespace orrery
