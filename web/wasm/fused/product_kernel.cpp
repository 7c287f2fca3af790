// In place of core's portable kernel.
#include "core/numeric/product.h"
#include "core/numeric/product_kernel_targets.h"
#include "web/wasm/fused/kernel_fused.inc"

#include "core/numeric/product_kernel_body.inc"

namespace orrery {
const ProductKernel* product_kernel_portable() {
  return &fused::product;
}
}  // namespace orrery
