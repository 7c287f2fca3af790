#include "core/model/pair_kernel.h"

#include "core/model/pair_kernel_targets.h"
#include "core/numeric/kernel_choice.h"

namespace orrery {

PairShape pair_shape(int heads, int hidden, int classes, bool skip, Activation activation, Loss loss) {
  const auto lines = [](int floats) { return (floats + 15) / 16; };
  const int used = lines(hidden) + (skip ? lines(classes) : 0);
  return {heads,      hidden, classes, skip, lines(hidden) * 16, used * 16, (used % 2 ? used : used + 1) * 16,
          activation, loss};
}

const PairKernel* pair_kernel_named(const char* name) {
  const std::string_view target = name;
  if (!cpu_runs(target)) return nullptr;
#if defined(ORRERY_WIDE_KERNELS)
  if (target == "avx512") return pair_kernel_avx512();
  if (target == "avx2") return pair_kernel_avx2();
#endif
  return pair_kernel_portable();
}

const PairKernel& pair_kernel() {
  static const PairKernel& chosen = *pair_kernel_named(kernel_target());
  return chosen;
}

const PairKernel& pair_kernel_or_best(const char* name) {
  return name ? *pair_kernel_named(name) : pair_kernel();
}

}  // namespace orrery
