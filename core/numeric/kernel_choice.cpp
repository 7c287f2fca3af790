#include "core/numeric/kernel_choice.h"

namespace orrery {
namespace {

const char* named = nullptr;

}  // namespace

bool cpu_runs(std::string_view target) {
  if (target == "portable") return true;
#if defined(ORRERY_WIDE_KERNELS)
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (target == "avx2") return avx2;
  if (target == "avx512")
    return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
#endif
  return false;
}

const char* kernel_target() {
  if (named) return named;
  for (const char* target : kKernelTargets)
    if (cpu_runs(target)) return target;
  return "portable";
}

bool use_kernels(std::string_view target) {
  for (const char* known : kKernelTargets) {
    if (target != known || !cpu_runs(known)) continue;
    named = known;
    return true;
  }
  return false;
}

}  // namespace orrery
