#include "core/model/toy_kernel.h"

#include <string_view>

#include "core/model/toy_kernel_targets.h"

namespace orrery {
namespace {

const ToyKernel* wide_kernel([[maybe_unused]] std::string_view name) {
#if defined(ORRERY_WIDE_KERNELS)
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (name == "avx2" && avx2) return toy_kernel_avx2();
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
  if (name == "avx512" && avx2 && avx512) return toy_kernel_avx512();
#endif
  return nullptr;
}

const ToyKernel* named = nullptr;

}  // namespace

const ToyKernel* toy_kernel_named(const char* name) {
  return std::string_view(name) == "portable" ? toy_kernel_portable() : wide_kernel(name);
}

const ToyKernel& toy_kernel() {
  if (named) return *named;
  static const ToyKernel& best = []() -> const ToyKernel& {
    for (const char* name : {"avx512", "avx2"})
      if (const ToyKernel* kernel = wide_kernel(name)) return *kernel;
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
