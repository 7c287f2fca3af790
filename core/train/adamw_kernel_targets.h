// The kernels as built, whatever the CPU can run. The wide ones exist where ORRERY_WIDE_KERNELS is defined.
#pragma once

namespace orrery {

struct AdamWKernel;

const AdamWKernel* adamw_kernel_portable();
const AdamWKernel* adamw_kernel_avx2();
const AdamWKernel* adamw_kernel_avx512();

}  // namespace orrery
