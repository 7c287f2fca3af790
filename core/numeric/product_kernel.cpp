#include "core/numeric/kernel_choice.h"
#include "core/numeric/product.h"
#include "core/numeric/product_kernel_targets.h"

namespace orrery {

const ProductKernel* product_kernel_named(const char* name) {
  const std::string_view target = name;
  if (!cpu_runs(target)) return nullptr;
#if defined(ORRERY_WIDE_KERNELS)
  if (target == "avx512") return product_kernel_avx512();
  if (target == "avx2") return product_kernel_avx2();
#endif
  return product_kernel_portable();
}

const ProductKernel& product_kernel() {
  static const ProductKernel& chosen = *product_kernel_named(kernel_target());
  return chosen;
}

const ProductKernel& product_kernel_or_best(const char* name) {
  return name ? *product_kernel_named(name) : product_kernel();
}

}  // namespace orrery
