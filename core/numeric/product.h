// Products of float matrices at the speed of the machine: operands are packed and outputs kept in registers,
// by a kernel for the vectors that the CPU has. Eigen's own products reach half of the peak natively and less
// as wasm.
//
// The numbers are defined by the source: every entry of C is summed over the depth in its order, from 0 or
// from what C holds. Kernels with fused multiply-add ("avx2", "avx512") agree to the bit, however the work is
// cut into tasks; "portable" gives the same bits natively and as wasm. Plain C interface, as in
// core/model/toy_kernel.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace orrery {

/// C = A B, or C += A B. Strides are in floats; any alignment.
struct Product {
  int rows, columns, depth;
  const float* A;  // A(i, k) = A[i a_row + k a_depth]
  ptrdiff_t a_row, a_depth;
  const float* B;  // B(k, j) = B[k b_depth + j b_column], one of the two strides 1
  ptrdiff_t b_depth, b_column;
  float* C;  // C(i, j) = C[i c_row + j]
  ptrdiff_t c_row;
  bool accumulate;
};

struct ProductKernel {
  const char* name;  // "portable", "avx2" or "avx512"

  /// Columns that are packed and multiplied together: work is best cut into multiples of it.
  int panel;

  /// `scratch` holds product_scratch(depth) floats, aligned to 64 bytes.
  void (*multiply)(const Product& product, float* scratch);

  /// target[j, i] = source[i, j] for [rows, columns].
  void (*transpose)(const float* source, ptrdiff_t source_row, int rows, int columns, float* target,
                    ptrdiff_t target_row);
};

inline constexpr int kLargestPanel = 64;
constexpr size_t product_scratch(int depth) {
  return static_cast<size_t>(depth) * kLargestPanel;
}

/// The kernel of kernel_target() (core/numeric/kernel_choice.h), chosen once.
const ProductKernel& product_kernel();

/// A kernel by name; null if it is not built or the CPU can't run it.
const ProductKernel* product_kernel_named(const char* name);

/// The kernel of that name, which must exist; null: the best.
const ProductKernel& product_kernel_or_best(const char* name);

}  // namespace orrery
