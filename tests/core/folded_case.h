// Comparing a folded step with the plain one.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/model/parameter_layout.h"
#include "core/numeric/matrix.h"
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

  /// Leaves out the examples with a neuron closer to the ReLU's kink than float knows its preactivation; `pre` [B, m]
  /// are the exact ones. There the slope is a coin's toss, and as the gradients of grokked networks are small
  /// differences of large sums, one neuron of one example moves them by as much as a hundredth. They are not rare:
  /// training pulls examples onto the kinks and holds them there, a fifth of them where weights decay fast.
  void leave_kinks_out(const Matrix<double>& pre) {
    const Vector<double> near =
        1e-5 / std::sqrt(static_cast<double>(pre.rows())) * pre.colwise().norm().transpose();  // by neuron
    const PairExamples all = *this;
    indices.clear(), pairs.clear(), targets.clear();
    for (size_t e = 0; e < all.targets.size(); ++e) {
      if ((pre.row(static_cast<Eigen::Index>(e)).transpose().cwiseAbs().array() <= near.array()).any())
        continue;
      indices.push_back(all.indices[e]);
      pairs.insert(pairs.end(), {all.pairs[2 * e], all.pairs[2 * e + 1]});
      targets.push_back(all.targets[e]);
    }
    REQUIRE(targets.size() >= all.targets.size() / 2);
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

/// Checks every tensor to 1e-5. Near a minimum the gradient is a small difference of large sums, of which float itself
/// loses digits: there `plain_float` is the plain step's gradient in float, and eight times its error is allowed, as
/// tables and W_L are rounded before the sums (the biases take four times).
inline void check_tensors(const ParameterLayout& layout, const std::vector<float>& ours,
                          const std::vector<double>& exact, const std::string& what,
                          const std::vector<float>* plain_float = nullptr) {
  for (const ParameterTensor& tensor : layout.tensors()) {
    INFO(what << " " << tensor.name);
    const double allowed = plain_float ? 8 * tensor_error(tensor, *plain_float, exact) : 0;
    CHECK(tensor_error(tensor, ours, exact) <= std::min(1e-4, std::max(1e-5, allowed)));
  }
}

}  // namespace orrery::test
