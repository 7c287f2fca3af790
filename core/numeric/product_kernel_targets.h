// The kernels as built, whatever the CPU can run. The wide ones exist where ORRERY_WIDE_KERNELS is defined.
#pragma once

namespace orrery {

struct ProductKernel;

const ProductKernel* product_kernel_portable();
const ProductKernel* product_kernel_avx2();
const ProductKernel* product_kernel_avx512();

}  // namespace orrery
