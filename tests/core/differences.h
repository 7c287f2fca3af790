// Central differences against hand-derived gradients, tensor by tensor.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "core/model/parameter_layout.h"
#include "core/numeric/random.h"

namespace orrery::test {

/// Normal parameters with biases off zero, in double, so that no preactivation sits on a kink.
inline std::vector<double> random_parameters(const ParameterLayout& layout, uint32_t seed, double deviation) {
  SplitMix64 random(seed, StreamUse::init);
  std::vector<double> parameters(layout.size());
  for (const ParameterTensor& tensor : layout.tensors())
    for (size_t i = 0; i < tensor.count(); ++i) parameters[tensor.offset + i] = deviation * random.normal();
  return parameters;
}

/// For a tensor: the largest difference between `gradient` and central differences of `loss`, over the
/// largest entry of the gradient. All entries of small tensors are tried, some sixty of large ones.
inline double difference_error(const std::function<double(const std::vector<double>&)>& loss,
                               std::vector<double> parameters, const std::vector<double>& gradient,
                               const ParameterTensor& tensor) {
  constexpr double kStep = 1e-5;
  const size_t stride = std::max<size_t>(1, tensor.count() / 60);
  double largest = 0, scale = 0;
  for (size_t i = 0; i < tensor.count(); ++i) scale = std::max(scale, std::abs(gradient[tensor.offset + i]));
  for (size_t i = 0; i < tensor.count(); i += stride) {
    double& entry = parameters[tensor.offset + i];
    const double kept = entry;
    entry = kept + kStep;
    const double above = loss(parameters);
    entry = kept - kStep;
    const double below = loss(parameters);
    entry = kept;
    largest = std::max(largest, std::abs((above - below) / (2 * kStep) - gradient[tensor.offset + i]));
  }
  return scale > 0 ? largest / scale : largest;
}

}  // namespace orrery::test
