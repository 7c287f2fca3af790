// The kernel for AVX2 with fused multiply-add, compiled with -mavx2 -mfma.
#include "core/model/toy_kernel.h"

#include <immintrin.h>

#include "core/model/toy_kernel_targets.h"
#include "core/numeric/product.h"

#define ORRERY_TARGET avx2
#define ORRERY_NAME "avx2"
#define ORRERY_WIDTH 8
#define ORRERY_FMA 1
#include "core/model/toy_kernel_body.inc"

namespace orrery {
const ToyKernel* toy_kernel_avx2() {
  return &avx2::kernel;
}
}  // namespace orrery
