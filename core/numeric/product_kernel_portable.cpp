#include "core/numeric/kernel_portable.inc"
#include "core/numeric/product.h"
#include "core/numeric/product_kernel_targets.h"

#include "core/numeric/product_kernel_body.inc"

namespace orrery {
const ProductKernel* product_kernel_portable() {
  return &portable::product;
}
}  // namespace orrery
