#include "core/model/toy_kernel.h"

#include <string_view>

#include "core/model/toy_kernel_targets.h"
#include "core/numeric/kernel_choice.h"

namespace orrery {
namespace {

const ToyKernel* named = nullptr;

}  // namespace

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
  if (named) return *named;
  static const ToyKernel& best = []() -> const ToyKernel& {
    for (const char* name : kKernelTargets)
      if (const ToyKernel* kernel = toy_kernel_named(name)) return *kernel;
    return *toy_kernel_portable();
  }();
  return best;
}

bool use_toy_kernel(const char* name) {
  const ToyKernel* const kernel = toy_kernel_named(name);
  if (kernel) named = kernel;
  return kernel != nullptr;
}

}  // namespace orrery
