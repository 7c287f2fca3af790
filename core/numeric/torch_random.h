// torch's CPU generator as the papers' code used it: randperm bit for bit, normals and uniforms in the order
// and the arithmetic of torch 1.12 (ATen: CPUGeneratorImpl, DistributionTemplates, TensorFactories).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/numeric/mersenne_twister.h"

namespace orrery {

/// torch.Generator on the CPU after manual_seed(seed). Each call below consumes exactly the words that
/// torch's does, so that calls in the published order give the published tensors.
class TorchGenerator {
 public:
  /// Only the low 32 bits of the seed count, as in torch.
  explicit TorchGenerator(uint64_t seed);

  uint32_t random() { return words_.next(); }
  uint64_t random64();  ///< two words, the high one first

  /// torch.randperm(count): swap(p[i], p[i + random() % (count - i)]) for i = 0 .. count - 2. Above
  /// kLargestPermutation torch takes another way, which no published run needs; `count` must not exceed it.
  static constexpr uint32_t kLargestPermutation = UINT32_MAX / 20 - 1;
  std::vector<uint32_t> randperm(uint32_t count);

  /// tensor.normal_(0, deviation); torch.randn is deviation 1. In float and from 16 numbers up torch's AVX2
  /// code draws all uniforms first and turns blocks of 16 into normals by Box and Muller with its own
  /// polynomials for log, sine and cosine (core/numeric/torch_polynomials.h); the result is its to the last
  /// bit. In double, and below 16 numbers, torch calls the C library, and so does this: the last bit is the
  /// library's.
  void normal(float* out, size_t count, double deviation = 1);
  void normal(double* out, size_t count, double deviation = 1);

  /// tensor.uniform_(from, to): 24 bits a number in float, 53 in double.
  void uniform(float* out, size_t count, double from = 0, double to = 1);
  void uniform(double* out, size_t count, double from = 0, double to = 1);

  /// nn.Linear(inputs, outputs).reset_parameters(): weight [outputs, inputs] by kaiming_uniform_(a = sqrt 5),
  /// then bias [outputs] (null: no bias), each uniform on +-1/sqrt(inputs).
  template <class T>
  void linear(T* weight, T* bias, size_t inputs, size_t outputs);

 private:
  double normal_one_by_one();

  MersenneTwister words_;
  std::optional<double> second_normal_;  // the other half of the last pair drawn one by one
};

}  // namespace orrery
