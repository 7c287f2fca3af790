#include "core/numeric/torch_random.h"

#include <cmath>
#include <numeric>
#include <utility>

#include "core/numeric/torch_polynomials.h"

namespace orrery {
namespace {

constexpr double kTwoPi = 6.283185307179586476925286766559;
constexpr size_t kBlock = 16;

float unit_uniform(TorchGenerator& generator, float) {
  return static_cast<float>(generator.random() & 0xFFFFFFu) * 0x1p-24f;
}

double unit_uniform(TorchGenerator& generator, double) {
  return static_cast<double>(generator.random64() & 0x1FFFFFFFFFFFFFu) * 0x1p-53;
}

// Sixteen uniforms become sixteen normals: number j and number j + 8 make a pair. torch adds the mean, 0, in
// the same instruction as it scales: the sum turns -0 into 0 and nothing else. [16]
void normals_in_place(float* block, float deviation) {
  for (size_t j = 0; j < kBlock / 2; ++j) {
    const float radius = std::sqrt(-2.0f * torch_log(1.0f - block[j]));
    const auto [sine, cosine] = torch_sine_cosine(static_cast<float>(kTwoPi) * block[j + 8]);
    block[j] = radius * cosine * deviation + 0.0f;
    block[j + 8] = radius * sine * deviation + 0.0f;
  }
}

void normals_in_place(double* block, double deviation) {
  for (size_t j = 0; j < kBlock / 2; ++j) {
    const double radius = std::sqrt(-2 * std::log(1 - block[j])), angle = kTwoPi * block[j + 8];
    block[j] = radius * std::cos(angle) * deviation + 0.0;
    block[j + 8] = radius * std::sin(angle) * deviation + 0.0;
  }
}

// At least 16 normals; the rest after the last whole block is covered by 16 fresh ones that end with the
// tensor.
template <class T>
void fill_normal(TorchGenerator& generator, T* out, size_t count, T deviation) {
  for (size_t i = 0; i < count; ++i) out[i] = unit_uniform(generator, T{});
  for (size_t i = 0; i + kBlock <= count; i += kBlock) normals_in_place(out + i, deviation);
  if (count % kBlock == 0) return;
  T* last = out + (count - kBlock);
  for (size_t i = 0; i < kBlock; ++i) last[i] = unit_uniform(generator, T{});
  normals_in_place(last, deviation);
}

}  // namespace

TorchGenerator::TorchGenerator(uint64_t seed)
    : words_(MersenneTwister::from_seed(static_cast<uint32_t>(seed))) {}

uint64_t TorchGenerator::random64() {
  const uint64_t high = words_.next();
  return high << 32 | words_.next();
}

std::vector<uint32_t> TorchGenerator::randperm(uint32_t count) {
  std::vector<uint32_t> items(count);
  std::iota(items.begin(), items.end(), 0u);
  for (uint32_t i = 0; i + 1 < count; ++i) std::swap(items[i], items[i + random() % (count - i)]);
  return items;
}

double TorchGenerator::normal_one_by_one() {
  if (second_normal_) return *std::exchange(second_normal_, std::nullopt);
  const double angle = kTwoPi * unit_uniform(*this, double{});
  const double radius = std::sqrt(-2 * std::log(1 - unit_uniform(*this, double{})));
  second_normal_ = radius * std::sin(angle);
  return radius * std::cos(angle);
}

void TorchGenerator::normal(float* out, size_t count, double deviation) {
  if (count >= kBlock) return fill_normal(*this, out, count, static_cast<float>(deviation));
  for (size_t i = 0; i < count; ++i) out[i] = static_cast<float>(normal_one_by_one() * deviation);
}

void TorchGenerator::normal(double* out, size_t count, double deviation) {
  if (count >= kBlock) return fill_normal(*this, out, count, deviation);
  for (size_t i = 0; i < count; ++i) out[i] = normal_one_by_one() * deviation;
}

void TorchGenerator::uniform(float* out, size_t count, double from, double to) {
  // torch rounds the bounds to float and scales in double; the sum is rounded to float once.
  const float low = static_cast<float>(from), width = static_cast<float>(to) - low;
  for (size_t i = 0; i < count; ++i) {
    const double unit = unit_uniform(*this, float{});
    out[i] = static_cast<float>(unit * width + low);
  }
}

void TorchGenerator::uniform(double* out, size_t count, double from, double to) {
  for (size_t i = 0; i < count; ++i) out[i] = std::fma(unit_uniform(*this, double{}), to - from, from);
}

template <class T>
void TorchGenerator::linear(T* weight, T* bias, size_t inputs, size_t outputs) {
  // Spelt as torch.nn.init spells it: the bounds differ from 1/sqrt(inputs) and from each other in the last
  // bit.
  const double slope = std::sqrt(5.0), fan_in = static_cast<double>(inputs);
  const double gain = std::sqrt(2.0 / (1 + slope * slope));
  const double bound = std::sqrt(3.0) * (gain / std::sqrt(fan_in));
  uniform(weight, inputs * outputs, -bound, bound);
  if (bias == nullptr) return;
  const double bias_bound = 1 / std::sqrt(fan_in);
  uniform(bias, outputs, -bias_bound, bias_bound);
}

template void TorchGenerator::linear(float*, float*, size_t, size_t);
template void TorchGenerator::linear(double*, double*, size_t, size_t);

}  // namespace orrery
