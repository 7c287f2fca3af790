// The kernel of every machine: 128-bit vectors (SSE2, NEON, wasm SIMD), multiply and add apart.
#include "core/model/toy_kernel.h"
#include "core/model/toy_kernel_targets.h"

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

#define ORRERY_TARGET portable
#define ORRERY_NAME "portable"
#define ORRERY_WIDTH 4
#define ORRERY_FMA 0
#include "core/model/toy_kernel_body.inc"

namespace orrery {
const ToyKernel* toy_kernel_portable() {
  return &portable::kernel;
}
}  // namespace orrery
