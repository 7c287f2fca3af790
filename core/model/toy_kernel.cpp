#include "core/model/toy_kernel.h"

#include <string_view>

#include "core/model/toy_kernel_targets.h"
#include "core/numeric/kernel_choice.h"

namespace orrery {

const ToyKernel* toy_kernel_named(const char* name) {
  const std::string_view target = name;
  if (!cpu_runs(target)) return nullptr;
#if defined(ORRERY_WIDE_KERNELS)
  if (target == "avx512") return toy_kernel_avx512();
  if (target == "avx2") return toy_kernel_avx2();
#endif
  return toy_kernel_portable();
}

const ToyKernel& toy_kernel() {
  static const ToyKernel& chosen = *toy_kernel_named(kernel_target());
  return chosen;
}

}  // namespace orrery
