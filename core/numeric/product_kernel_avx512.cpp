#include "core/numeric/kernel_avx512.inc"
#include "core/numeric/product.h"
#include "core/numeric/product_kernel_targets.h"

#include "core/numeric/product_kernel_body.inc"

namespace orrery {
const ProductKernel* product_kernel_avx512() {
  return &avx512::product;
}
}  // namespace orrery
