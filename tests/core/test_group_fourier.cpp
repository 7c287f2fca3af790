// The Fourier transform on a group: orthogonal, invertible, one block an irrep.
#include <cmath>
#include <vector>

#include "core/group/fourier.h"
#include "core/numeric/torch_random.h"
#include "tests/core/group_cases.h"

using namespace orrery;

namespace {

double largest(const Matrix<double>& matrix) {
  return matrix.cwiseAbs().maxCoeff();
}

Matrix<double> random_values(int n) {
  Matrix<double> values(n, 3);
  TorchGenerator(static_cast<uint64_t>(n)).normal(values.data(), static_cast<size_t>(values.size()));
  return values;
}

}  // namespace

TEST_CASE("the transform is orthogonal, goes back, and keeps sums of squares", "[group_fourier]") {
  for (const auto& [group, classes, irreps] : group_cases()) {
    INFO(group.name);
    const int n = group.order;
    const GroupFourier fourier = group_fourier(group, irreps);
    const Matrix<double> gram = fourier.basis * fourier.basis.transpose();
    CHECK(largest(gram - Matrix<double>::Identity(n, n)) < 1e-12);
    const Matrix<double> values = random_values(n), coefficients = fourier.transform(values);
    CHECK(largest(fourier.inverse(coefficients) - values) < 1e-12);
    CHECK(coefficients.squaredNorm() == Approx(values.squaredNorm()).epsilon(1e-12));

    Matrix<double> sum = Matrix<double>::Zero(n, 3);
    double squares = 0;
    for (size_t i = 0; i < irreps.size(); ++i) {
      sum += fourier.project(i, values);
      squares += fourier.coefficients(i, values).squaredNorm();
    }
    CHECK(largest(sum - values) < 1e-12);
    CHECK(squares == Approx(values.squaredNorm()).epsilon(1e-12));
  }
}

TEST_CASE("projectors by character are those of the transform's blocks", "[group_fourier]") {
  for (const auto& [group, classes, irreps] : group_cases()) {
    const GroupFourier fourier = group_fourier(group, irreps);
    const Matrix<double> values = random_values(group.order);
    const size_t stride = group.order <= 128 ? 1 : 3;  // of the large groups' irreps every third
    for (size_t i = 0; i < irreps.size(); i += stride) {
      INFO(group.name << " " << irreps[i].name);
      const Matrix<double> P = projector(group, irreps[i]);
      const Matrix<double> once = P * values, twice = P * once;
      CHECK(largest(once - fourier.project(i, values)) < 1e-12);
      CHECK(largest(twice - once) < 1e-12);
      CHECK(P.trace() == Approx(irreps[i].rank()).epsilon(1e-12));
      // Translation from either side stays in the block.
      const int s = group.order - 1;
      Matrix<double> left(group.order, 3), right(group.order, 3);
      for (int g = 0; g < group.order; ++g) {
        left.row(g) = once.row(group.product(s, g));
        right.row(g) = once.row(group.product(g, s));
      }
      CHECK(largest(P * left - left) < 1e-12);
      CHECK(largest(P * right - right) < 1e-12);
    }
  }
}

TEST_CASE("on C_113 the transform is the discrete Fourier basis", "[group_fourier]") {
  const GroupCase& C113 = group_case("C113");
  const GroupFourier fourier = group_fourier(C113.group, C113.irreps);
  const double turn = 2 * std::acos(-1.0);
  double worst = 0;
  for (int x = 0; x < 113; ++x) {
    worst = std::max(worst, std::fabs(fourier.basis(0, x) - 1 / std::sqrt(113.0)));
    for (int k = 1; k <= 56; ++k) {
      const double angle = turn * (k * x % 113) / 113;
      worst =
          std::max(worst, std::fabs(fourier.basis(2 * k - 1, x) - std::sqrt(2 / 113.0) * std::cos(angle)));
      worst = std::max(worst, std::fabs(fourier.basis(2 * k, x) - std::sqrt(2 / 113.0) * std::sin(angle)));
    }
  }
  CHECK(worst < 1e-14);
}

TEST_CASE("known functions lie where they belong", "[group_fourier]") {
  // The number of fixed points of S5's permutations is trivial + standard.
  const GroupCase& S5 = group_case("S5");
  const GroupFourier fourier = group_fourier(S5.group, S5.irreps);
  Matrix<double> fixed(120, 1), delta = Matrix<double>::Zero(120, 1);
  for (int g = 0; g < 120; ++g)
    fixed(g, 0) = 1 + irrep_named(S5, "standard").character[static_cast<size_t>(g)];
  delta(S5.group.identity, 0) = 1;
  for (size_t i = 0; i < S5.irreps.size(); ++i) {
    INFO(S5.irreps[i].name);
    const bool inside = S5.irreps[i].name == "trivial" || S5.irreps[i].name == "standard";
    CHECK(fourier.coefficients(i, fixed).squaredNorm() == Approx(inside ? 120 : 0).margin(1e-11));
    // A delta at the identity has d^2/n in each.
    CHECK(fourier.coefficients(i, delta).squaredNorm() == Approx(S5.irreps[i].rank() / 120.0));
  }
}
