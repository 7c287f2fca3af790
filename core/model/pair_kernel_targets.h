// The kernels as built, whatever the CPU can run. The wide ones exist where ORRERY_WIDE_KERNELS is defined.
#pragma once

namespace orrery {

struct PairKernel;

const PairKernel* pair_kernel_portable();
const PairKernel* pair_kernel_avx2();
const PairKernel* pair_kernel_avx512();

}  // namespace orrery
