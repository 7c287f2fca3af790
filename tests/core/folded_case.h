// Comparing a folded step with the plain one.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/model/parameter_layout.h"
#include "core/numeric/random.h"
#include "core/task/pairs.h"
#include "tests/catch.h"

namespace orrery::test {

/// A batch of a sum modulo n, or of some of its pairs, in a shuffled order.
struct PairExamples {
  std::vector<int> indices, pairs, targets;

  PairExamples(int n, double fraction, uint32_t seed) {
    const std::vector<int> permutation = pair_permutation(n * n, seed);
    indices.assign(permutation.begin(),
                   permutation.begin() + std::max(1, static_cast<int>(fraction * n * n)));
    pairs = elements_of(indices, n);
    for (const int pair : indices) targets.push_back((pair / n + pair % n) % n);
  }
};

/// |ours - exact| / |exact|, Euclidean, of one tensor.
inline double tensor_error(const ParameterTensor& tensor, const std::vector<float>& ours,
                           const std::vector<double>& exact) {
  double difference = 0, norm = 0;
  for (size_t i = tensor.offset; i < tensor.offset + tensor.count(); ++i) {
    difference += (ours[i] - exact[i]) * (ours[i] - exact[i]);
    norm += exact[i] * exact[i];
  }
  return norm > 0 ? std::sqrt(difference / norm) : std::sqrt(difference);
}

/// Checks every tensor to `tolerance`. Near a minimum the gradient is a small difference of large sums, of
/// which float itself loses digits: there `plain_float` is the plain step's gradient in float, and four times
/// its error is allowed.
inline void check_tensors(const ParameterLayout& layout, const std::vector<float>& ours,
                          const std::vector<double>& exact, const std::string& what,
                          const std::vector<float>* plain_float = nullptr) {
  for (const ParameterTensor& tensor : layout.tensors()) {
    INFO(what << " " << tensor.name);
    const double allowed = plain_float ? 4 * tensor_error(tensor, *plain_float, exact) : 0;
    CHECK(tensor_error(tensor, ours, exact) <= std::min(1e-4, std::max(1e-5, allowed)));
  }
}

}  // namespace orrery::test
