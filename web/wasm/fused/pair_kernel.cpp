// In place of core's portable kernel.
#include "core/model/pair_kernel.h"
#include "core/model/pair_kernel_targets.h"
#include "web/wasm/fused/kernel_fused.inc"

#include "core/model/pair_kernel_body.inc"

namespace orrery {
const PairKernel* pair_kernel_portable() {
  return &fused::pairs;
}
}  // namespace orrery
