// Element order, split and initial weights together: the first loss that the group paper's demo notebook
// logged.
#include <cmath>
#include <vector>

#include "core/numeric/torch_random.h"
#include "tests/core/group_cases.h"

using namespace orrery;

TEST_CASE("the group paper's S5 network starts at the published loss", "[group_published]") {
  // Model seed 0, data seed 2, 40 % of the pairs (group spec, sections 1.1 and 2). Weights are float32, the
  // sums double.
  constexpr int n = 120, d = 256, h = 128;
  TorchGenerator weights(0);
  const auto drawn = [&](int rows, int columns, int fan) -> Matrix<double> {
    Matrix<float> W(rows, columns);
    weights.normal(W.data(), static_cast<size_t>(W.size()));
    W /= static_cast<float>(std::sqrt(fan));
    return W.cast<double>();
  };
  const Matrix<double> W_x = drawn(n, d, d), W_y = drawn(n, d, d), W = drawn(2 * d, h, 2 * d),
                       W_U = drawn(h, n, h);
  const Matrix<double> E_a = W_x * W.topRows(d), E_b = W_y * W.bottomRows(d);  // [n, h]

  const Group S5 = group_named("S5");
  const std::vector<uint32_t> order = TorchGenerator(2).randperm(n * n);
  const auto mean_loss = [&](size_t from, size_t to) {
    double sum = 0;
    for (size_t i = from; i < to; ++i) {
      const int a = static_cast<int>(order[i]) / n, b = static_cast<int>(order[i]) % n;
      const Matrix<double> logits = (E_a.row(a) + E_b.row(b)).cwiseMax(0) * W_U;
      const double top = logits.maxCoeff();
      sum += std::log((logits.array() - top).exp().sum()) + top - logits(0, S5.product(a, b));
    }
    return sum / static_cast<double>(to - from);
  };
  // The log's own network ran in float32.
  CHECK(mean_loss(0, 5760) == Approx(4.788640449630546).epsilon(0).margin(1e-10));
}
