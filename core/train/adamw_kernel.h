// The AdamW update of float arrays at the speed of the machine. Plain C interface, as in core/model/toy_kernel.h; every
// operation is rounded on its own, so that all kernels give the same bits.
#pragma once

#include <cstddef>
#include <cstdint>

namespace orrery {

/// The constants of one AdamW update (core/train/adamw.h), rounded to float.
struct AdamWFactors {
  float decay;  // 1 - lr * weight_decay
  float beta1, one_minus_beta1;
  float beta2, one_minus_beta2;
  float step;          // lr / (1 - beta1^t)
  float inverse_root;  // 1 / sqrt(1 - beta2^t)
  float epsilon;
};

struct AdamWKernel {
  const char* name;  // "portable", "avx2" or "avx512"

  /// One update of `count` parameters with their gradient and moments. Any alignment.
  void (*update)(const AdamWFactors& factors, float* parameter, const float* gradient, float* m, float* v,
                 size_t count);
};

/// The kernel of kernel_target() (core/numeric/kernel_choice.h), chosen once.
const AdamWKernel& adamw_kernel();

/// A kernel by name; null if it is not built or the CPU can't run it.
const AdamWKernel* adamw_kernel_named(const char* name);

}  // namespace orrery
