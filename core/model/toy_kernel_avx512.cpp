// The kernel for AVX-512 with fused multiply-add, compiled with -mavx512f -mfma.
#include "core/model/toy_kernel.h"

#include <immintrin.h>

#include "core/model/toy_kernel_targets.h"
#include "core/numeric/product.h"

#define ORRERY_TARGET avx512
#define ORRERY_NAME "avx512"
#define ORRERY_WIDTH 16
#define ORRERY_FMA 1
#include "core/model/toy_kernel_body.inc"

namespace orrery {
const ToyKernel* toy_kernel_avx512() {
  return &avx512::kernel;
}
}  // namespace orrery
