// The single-precision log, sine and cosine of torch's AVX2 code, one number at a time and to the last bit.
#pragma once

#include <cstdint>

#include "core/numeric/bits.h"

namespace orrery {

/// a * b + c rounded once, on any machine: without FMA hardware the libraries' fmaf is slow, and Emscripten's
/// wants rounding modes that wasm lacks. The product of two floats is exact in double; rounding the sum to odd
/// makes the second rounding, to float, the only one that counts (Boldo and Melquiond 2008). For finite values
/// whose sum is finite.
inline float fused_multiply_add(float a, float b, float c) {
  const double product = static_cast<double>(a) * b;
  const double sum = product + c;
  const double added = sum - product;
  const double error = (product - (sum - added)) + (c - added);
  uint64_t bits = bit_cast<uint64_t>(sum);
  if (error != 0 && (bits & 1) == 0) bits += (error > 0) == (sum > 0) ? uint64_t{1} : ~uint64_t{0};
  return static_cast<float>(bit_cast<double>(bits));
}

/// ln x for a positive normal x, within an ulp or so: Cephes' logf as avx_mathfun.h arranges it, with the
/// products and sums that the compiler of torch's AVX2 code fuses.
float torch_log(float x);

struct SineCosine {
  float sine, cosine;
};

/// sine and cosine of x on [0, 8192): Cephes' sinf and cosf as avx_mathfun.h arranges them, fused likewise.
SineCosine torch_sine_cosine(float x);

}  // namespace orrery
