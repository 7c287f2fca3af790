#include "core/numeric/torch_polynomials.h"

namespace orrery {
namespace {

// Horner's rule, highest coefficient first.
template <int kCount>
float polynomial(const float (&coefficients)[kCount], float x) {
  float y = coefficients[0];
  for (int i = 1; i < kCount; ++i) y = fused_multiply_add(y, x, coefficients[i]);
  return y;
}

constexpr float kLog[] = {7.0376836292E-2f,  -1.1514610310E-1f, 1.1676998740E-1f,
                          -1.2420140846E-1f, 1.4249322787E-1f,  -1.6668057665E-1f,
                          2.0000714765E-1f,  -2.4999993993E-1f, 3.3333331174E-1f};
constexpr float kCosine[] = {2.443315711809948E-5f, -1.388731625493765E-3f, 4.166664568298827E-2f};
constexpr float kSine[] = {-1.9515295891E-4f, 8.3321608736E-3f, -1.6666654611E-1f};

}  // namespace

float torch_log(float x) {
  // x = 2^exponent * fraction with fraction in [sqrt(1/2), sqrt 2); then the series of log(1 + f), f =
  // fraction - 1.
  const uint32_t bits = bit_cast<uint32_t>(x);
  float exponent = static_cast<float>(static_cast<int32_t>(bits >> 23) - 0x7f) + 1;
  const float half_to_one = bit_cast<float>((bits & 0x807FFFFFu) | 0x3F000000u);
  float f = half_to_one - 1;
  if (half_to_one < 0.707106781186547524f) {
    exponent -= 1;
    f += half_to_one;
  }
  const float square = f * f;
  float y = polynomial(kLog, f) * f;
  y = fused_multiply_add(y, square, exponent * -2.12194440e-4f);
  y = fused_multiply_add(square, -0.5f, y);
  return fused_multiply_add(exponent, 0.693359375f, f + y);
}

SineCosine torch_sine_cosine(float x) {
  // The octant, rounded up to even, so that the rest lies in [-pi/4, pi/4]; pi/4 is taken off in three
  // pieces.
  const int32_t octant = (static_cast<int32_t>(x * 1.27323954473516f) + 1) & ~1;
  const float steps = static_cast<float>(octant);
  float rest = fused_multiply_add(steps, -0.78515625f, x);
  rest = fused_multiply_add(steps, -2.4187564849853515625e-4f, rest);
  rest = fused_multiply_add(steps, -3.77489497744594108e-8f, rest);

  const float square = rest * rest;
  float cosine = polynomial(kCosine, square) * square;
  cosine = fused_multiply_add(cosine, square, square * -0.5f) + 1;
  float sine = polynomial(kSine, square) * square;
  sine = fused_multiply_add(sine, rest, rest);

  const bool swapped = (octant & 2) != 0, second_half = (octant & 4) != 0;
  if (swapped) {
    const float other = sine;
    sine = cosine;
    cosine = other;
  }
  return {second_half ? -sine : sine, second_half != swapped ? -cosine : cosine};
}

}  // namespace orrery
