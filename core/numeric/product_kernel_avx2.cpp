#include "core/numeric/kernel_avx2.inc"
#include "core/numeric/product.h"
#include "core/numeric/product_kernel_targets.h"

#include "core/numeric/product_kernel_body.inc"

namespace orrery {
const ProductKernel* product_kernel_avx2() {
  return &avx2::product;
}
}  // namespace orrery
