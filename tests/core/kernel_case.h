// One small training problem for the kernels' tests: weights and a task that exercise every branch, and
// aligned scratch.
#pragma once

#include <cstdlib>
#include <memory>
#include <vector>

#include "core/model/toy_autoencoder.h"
#include "core/model/toy_kernel.h"
#include "core/task/sparse_features.h"

namespace orrery::test {

struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};

/// 64-byte aligned floats or bytes.
template <class T>
std::unique_ptr<T[], FreeMemory> aligned(size_t count) {
  const size_t bytes = (count * sizeof(T) + 63) / 64 * 64;
  return std::unique_ptr<T[], FreeMemory>(static_cast<T*>(std::aligned_alloc(64, bytes ? bytes : 64)));
}

/// Biases stand off 0, where an empty sample would sit on the ReLU's kink; densities and importances differ.
struct ToyCase {
  int features, hidden, batch;
  bool relu;
  SparseFeatures task;
  ToyParameters<float> model;
  LaneStream stream;
  std::vector<float> threshold, scale, importance;

  ToyCase(int n, int m, int B, bool with_relu, uint32_t seed)
      : features(n), hidden(m), batch(B), relu(with_relu), stream(seed, StreamUse::data) {
    SplitMix64 random(seed, StreamUse::init);
    model = initial_toy_parameters(n, m, 1.0, random);
    for (int i = 0; i < n; ++i) {
      const double sign = random.uniform() < 0.5 ? -1 : 1;
      model.b_final[i] = static_cast<float>(sign * (0.05 + 0.3 * random.uniform()));
      const double density = i == 0 ? 1.0 : 0.05 + 0.9 * random.uniform();
      task.importance.push_back(i == n - 1 && n > 2 ? 0.0 : 0.2 + random.uniform());
      task.density.push_back(density);
      threshold.push_back(0);
      scale.push_back(0);
      set_density(i, density);
      importance.push_back(static_cast<float>(task.importance.back()));
    }
  }

  void set_density(int feature, double density) {
    const auto i = static_cast<size_t>(feature);
    const FeatureGate gate(density);
    task.density[i] = density;
    threshold[i] = gate.threshold;
    scale[i] = gate.scale;
  }

  ToyShape shape() const { return {features, hidden, batch, relu}; }

  OutputActivation output() const { return relu ? OutputActivation::relu : OutputActivation::linear; }

  ToyBatch on(LaneStream& stream_to_advance) const {
    return {shape(),          model.W.data(), model.W2.data(),   model.b_final.data(),
            threshold.data(), scale.data(),   importance.data(), &stream_to_advance.state[0][0]};
  }

  Vector<double> weights_of_errors() const {
    return Eigen::Map<const Vector<float>>(importance.data(), features).cast<double>();
  }

  ToyParameters<double> exact_model() const { return {model.W.cast<double>(), model.b_final.cast<double>()}; }
};

/// The kernel's gradient [m n + n], W before b, and the stream after it.
inline std::vector<float> kernel_gradient(const ToyKernel& kernel, const ToyCase& toy, LaneStream& stream) {
  const size_t weights = static_cast<size_t>(toy.features * toy.hidden);
  std::vector<float> gradient(weights + static_cast<size_t>(toy.features));
  const auto scratch = aligned<char>(kernel.scratch_bytes(toy.shape()));
  kernel.gradient(toy.on(stream), {gradient.data(), nullptr, gradient.data() + weights}, scratch.get());
  return gradient;
}

}  // namespace orrery::test
