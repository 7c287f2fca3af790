// The kernels as built, whatever the CPU can run. The wide ones exist where ORRERY_WIDE_KERNELS is defined.
#pragma once

namespace orrery {

struct ToyKernel;

const ToyKernel* toy_kernel_portable();
const ToyKernel* toy_kernel_avx2();
const ToyKernel* toy_kernel_avx512();

}  // namespace orrery
