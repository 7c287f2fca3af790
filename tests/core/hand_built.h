// Small helpers for tests of the toy autoencoder's measures: reproducible numbers and hand-built networks.
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "core/model/toy_autoencoder.h"
#include "core/numeric/random.h"
#include "core/task/sparse_features.h"

namespace orrery::test {

/// The same numbers on every platform, but for the last bit of `normal`.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : random_(seed) {}

  double uniform(double from = 0, double to = 1) { return from + (to - from) * random_.uniform(); }
  double normal() { return random_.normal(); }

 private:
  SplitMix64 random_;
};

/// Columns of W given one after the other, all biases the same.
inline ToyParameters<double> network(std::initializer_list<std::vector<double>> columns, double bias = 0) {
  const int m = static_cast<int>(columns.begin()->size()), n = static_cast<int>(columns.size());
  ToyParameters<double> result{Matrix<double>(m, n), Vector<double>::Constant(n, bias)};
  int i = 0;
  for (const auto& column : columns) {
    for (int d = 0; d < m; ++d) result.W(d, i) = column[d];
    ++i;
  }
  return result;
}

inline ToyParameters<double> regular_polygon(int vertices, double length = 1, double bias = 0) {
  ToyParameters<double> result{Matrix<double>(2, vertices), Vector<double>::Constant(vertices, bias)};
  const double turn = 2 * std::acos(-1.0) / vertices;
  for (int i = 0; i < vertices; ++i) {
    result.W(0, i) = length * std::cos(turn * i);
    result.W(1, i) = length * std::sin(turn * i);
  }
  return result;
}

inline ToyParameters<double> random_network(int m, int n, double weight_scale, double bias_scale,
                                            Numbers& numbers) {
  ToyParameters<double> result{Matrix<double>(m, n), Vector<double>(n)};
  for (int d = 0; d < m; ++d)
    for (int i = 0; i < n; ++i) result.W(d, i) = weight_scale * numbers.normal();
  for (int i = 0; i < n; ++i) result.b_final[i] = bias_scale * numbers.normal();
  return result;
}

inline SparseFeatures uniform_task(int n, double density, double importance_decay = 1) {
  SparseFeatures task{std::vector<double>(n, density), std::vector<double>(n, 1.0)};
  for (int i = 1; i < n; ++i) task.importance[i] = importance_decay * task.importance[i - 1];
  return task;
}

}  // namespace orrery::test
