#include "core/model/pair_kernel.h"
#include "core/model/pair_kernel_targets.h"
#include "core/numeric/kernel_portable.inc"

#include "core/model/pair_kernel_body.inc"

namespace orrery {
const PairKernel* pair_kernel_portable() {
  return &portable::pairs;
}
}  // namespace orrery
