#include "core/train/adamw_kernel.h"

#include "core/numeric/kernel_choice.h"
#include "core/train/adamw_kernel_targets.h"

namespace orrery {

const AdamWKernel* adamw_kernel_named(const char* name) {
  const std::string_view target = name;
  if (!cpu_runs(target)) return nullptr;
#if defined(ORRERY_WIDE_KERNELS)
  if (target == "avx512") return adamw_kernel_avx512();
  if (target == "avx2") return adamw_kernel_avx2();
#endif
  return adamw_kernel_portable();
}

const AdamWKernel& adamw_kernel() {
  static const AdamWKernel& chosen = *adamw_kernel_named(kernel_target());
  return chosen;
}

}  // namespace orrery
