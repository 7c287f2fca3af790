// Minima of the exact loss with a story: one feature that breaks the pentagon, pairs that collapse, sets that form an
// octahedron, and the toys that are solved in closed form.
#include <cmath>

#include "core/measure/geometry.h"
#include "core/measure/l1_prices.h"
#include "core/measure/octahedron_levels.h"
#include "core/measure/pair_collapse.h"
#include "core/measure/pentagon_break.h"
#include "core/measure/quadratic_toy.h"
#include "tests/catch.h"
#include "tests/core/hand_built.h"

namespace orrery {
namespace {

using test::network;
using test::Numbers;
using test::random_network;

constexpr auto kRelu = OutputActivation::relu;

double degrees_between(const Matrix<double>& W, int i, int j) {
  return std::acos(W.col(i).dot(W.col(j)) / (W.col(i).norm() * W.col(j).norm())) * 180 / std::acos(-1.0);
}

}  // namespace

TEST_CASE("one feature's density bends the pentagon as published", "[pentagon-break]") {
  const double p = 0.05;
  const struct {
    double ratio, pentagon, pairs, norm, bias, neighbour, neighbour_angle, far, far_angle;
  } published[] = {{10, 0.02346, 0, 0.99, 0.00, 1.08, 76.0, 1.06, 143.0},
                   {4, 0.01490, 0, 1.05, -0.08, 1.11, 75.9, 1.12, 145.0},
                   {2, 0.01122, 0, 1.09, -0.16, 1.13, 74.3, 1.13, 144.7},
                   {1, 0.00890, 0.0177, 1.135, -0.246, 1.135, 72, 1.135, 144},
                   {0.5, 0.00730, 0.00984, 1.16, -0.34, 1.125, 68.7, 1.12, 142.9},
                   {0.4, 0.00686, 0.00823, 1.17, -0.37, 1.117, 67.4, 1.116, 142.4},
                   {0.3, 0.00631, 0.00661, 1.16, -0.41, 1.10, 65.2, 1.105, 141.7},
                   {0.25, 0.00596, 0.00579, 1.16, -0.44, 1.09, 63.6, 1.10, 141.2}};
  for (const auto& row : published) {
    CAPTURE(row.ratio);
    const MinimisedLoss pentagon = perturbed_pentagon(p, row.ratio * p);
    CHECK(pentagon.converged);
    CHECK(pentagon.loss == Approx(row.pentagon).margin(6e-6));
    const auto& W = pentagon.parameters.W;
    CHECK(W.col(0).norm() == Approx(row.norm).margin(0.006));
    CHECK(pentagon.parameters.b_final[0] == Approx(row.bias).margin(0.006));
    CHECK(W.col(1).norm() == Approx(row.neighbour).margin(0.006));
    CHECK(degrees_between(W, 0, 1) == Approx(row.neighbour_angle).margin(0.06));
    CHECK(W.col(2).norm() == Approx(row.far).margin(0.006));
    CHECK(degrees_between(W, 0, 2) == Approx(row.far_angle).margin(0.06));
    if (row.pairs > 0) CHECK(pairs_without_feature(p, row.ratio * p).loss == Approx(row.pairs).margin(6e-5));
  }
  CHECK(classify_geometry(pairs_without_feature(p, p / 4).parameters.W).name == "two-pairs");
}

TEST_CASE("the pentagon breaks where published", "[pentagon-break]") {
  CHECK(pentagon_break(0.05) == Approx(0.269).margin(0.0006));
  CHECK(1 / pentagon_break(0.02) == Approx(5.4).margin(0.05));
  CHECK(1 / pentagon_break(0.1) == Approx(2.35).margin(0.006));
  CHECK(1 / pentagon_break(0.15) == Approx(1.64).margin(0.006));
  CHECK(pentagon_break(0.2248) == Approx(1).margin(0.002));
}

TEST_CASE("correlated pairs collapse where published", "[collapse]") {
  CHECK(collapse_density(1) == Approx(0.071).margin(0.0006));
  CHECK(collapse_density(2) == Approx(0.141).margin(0.0006));
  CHECK(collapse_density(3) == Approx(0.394).margin(0.0006));
}

TEST_CASE("collapse levels are the best that random starts find", "[collapse]") {
  const struct {
    double density, loss;
    int collapsed;
  } published[] = {{0.01, 0.00123, 0}, {0.05, 0.00921, 0}, {0.1, 0.02499, 1}, {0.2, 0.07003, 2},
                   {0.3, 0.13107, 2},  {0.5, 0.26635, 3},  {0.6, 0.30736, 3}, {0.9, 0.34464, 3}};
  Numbers numbers(61);
  for (const auto& row : published) {
    CAPTURE(row.density);
    const auto levels = collapse_levels(row.density);
    const auto best = std::min_element(levels.begin(), levels.end(),
                                       [](const auto& a, const auto& b) { return a.loss < b.loss; });
    CHECK(best - levels.begin() == row.collapsed);
    CHECK(best->loss == Approx(row.loss).margin(row.density == 0.9 ? 2e-4 : 6e-6));
    const auto task = alike_sets(3, 2, SetKind::correlated, row.density);
    for (int start = 0; start < 12; ++start) {
      const double found = minimise_exact_loss(random_network(2, 6, 0.6, 0, numbers), task, kRelu).loss;
      CHECK(found > best->loss * (1 - 1e-6));
    }
  }
  const auto sparse = collapse_level(0.01, 0).parameters;
  CHECK(degrees_between(sparse.W, 0, 1) == Approx(65).margin(0.5));
  CHECK(sparse.W.col(0).norm() == Approx(0.99).margin(0.005));
  const auto denser = collapse_level(0.05, 0).parameters;
  CHECK(degrees_between(denser.W, 2, 3) == Approx(63).margin(0.6));
  CHECK(denser.W.col(3).norm() == Approx(0.95).margin(0.005));
  CHECK(collapse_level(0.2, 2).parameters.W.col(0).norm() == Approx(0.72).margin(0.006));
  CHECK(std::isinf(collapse_level(0.6, 0).loss));
}

TEST_CASE("two sets of three form an octahedron across the sets", "[octahedron]") {
  const double p = 0.1;
  const auto task = alike_sets(2, 3, SetKind::correlated, p);
  const auto levels = octahedron_levels(p);
  const ToyParameters<double>& octahedron = levels.back().parameters;
  CHECK(classify_geometry(octahedron.W).words == "octahedron");
  for (int i = 0; i < 3; ++i) CHECK((octahedron.W.col(i) + octahedron.W.col(3 + (i + 1) % 3)).norm() < 1e-3);
  CHECK(triangles_loss(p, std::acos(-1.0) / 3, std::sqrt(2.0 / 3), std::sqrt(1.0 / 3)) ==
        Approx(p * p).epsilon(1e-12));
  const std::pair<std::string_view, double> expected[] = {
      {"nothing", 0.185},           // every feature costs its variance
      {"one-direction", 0.109167},  // p/6 + 3 (p/3 - p^2/4): the first principal component
      {"opposite-ends", 0.0443},   {"right-angles", p / 3}, {"prism", 0.01024}, {"octahedron", 0.00989}};
  REQUIRE(levels.size() == std::size(expected));
  ExactLoss exact(task, kRelu);
  ToyParameters<double> slope;
  for (size_t k = 0; k < levels.size(); ++k) {
    CAPTURE(k);
    CHECK(levels[k].name == expected[k].first);
    CHECK(levels[k].loss == Approx(expected[k].second).epsilon(1e-3));
    exact(levels[k].parameters, slope);
    CHECK(slope.W.norm() < 1e-6);
  }
  // At p = .3 something else is better.
  Numbers numbers(62);
  const auto dense = alike_sets(2, 3, SetKind::correlated, 0.3);
  double least = 1;
  for (int start = 0; start < 40; ++start)
    least = std::min(least, minimise_exact_loss(random_network(3, 6, 0.5, 0, numbers), dense, kRelu).loss);
  CHECK(least == Approx(0.0637).margin(1e-4));
  CHECK(least < octahedron_levels(0.3).back().loss);
}

TEST_CASE("the quadratic toy is solved, and its transition continuous", "[quadratic-toy]") {
  // The loss by enumeration: x_i = +-a or 0 has any fourth moment.
  const double on = 0.3, a = 1 / std::sqrt(on), kappa = 1 / on - 1;
  Numbers numbers(63);
  const auto W = random_network(2, 3, 0.8, 0, numbers).W;
  Vector<double> value(3), x(3);
  value << 1, 0.6, 0.2;
  double mean = 0, square = 0;
  for (int code = 0; code < 27; ++code) {
    double probability = 1;
    for (int i = 0, rest = code; i < 3; ++i, rest /= 3) {
      x[i] = a * (rest % 3 - 1);
      probability *= rest % 3 == 1 ? 1 - on : on / 2;
    }
    const double error = (W * x).squaredNorm() - value.dot(x.cwiseAbs2());
    mean += probability * error;
    square += probability * error * error;
  }
  CHECK(quadratic_toy_loss(W, value, kappa) == Approx(square - mean * mean).epsilon(1e-11));

  CHECK(sparse_kappa(0.6) == Approx(2).epsilon(1e-12));
  for (const double p : {0.05, 0.3, 0.55}) {
    CAPTURE(p);
    const double k = sparse_kappa(p), threshold = 10 * p / (9 - 5 * p);
    CHECK(2 / k == Approx(threshold).epsilon(1e-12));
    CHECK(quadratic_toy_optimum(1, threshold * 0.999, k).squared_length_2 == 0);
    const auto grown = quadratic_toy_optimum(1, threshold * 1.001, k);
    CHECK(grown.squared_length_2 > 0);
    CHECK(grown.squared_length_2 < 0.02);
    // No other pair of lengths is better.
    const auto best = quadratic_toy_optimum(1, 0.5 * (1 + threshold), k);
    value.resize(2);
    value << 1, 0.5 * (1 + threshold);
    auto loss = [&](double A, double B) {
      return quadratic_toy_loss(network({{std::sqrt(A)}, {std::sqrt(B)}}).W, value, k);
    };
    const double A = best.squared_length_1, B = best.squared_length_2;
    for (const double step : {-1e-3, 1e-3}) {
      CHECK(loss(A, B) < loss(A + step, B));
      CHECK(loss(A, B) < loss(A, B + step));
    }
  }
}

TEST_CASE("prices of an L1 penalty", "[l1]") {
  CHECK(l1_death_threshold() == Approx(0.7258).margin(5e-5));
  CHECK(l1_death_length() == Approx(0.816).margin(5e-4));
  for (const double importance : {1.0, 2.5}) {
    const double penalty = l1_death_threshold() * importance, dead = l1_feature_cost(0, importance, penalty);
    CHECK(l1_feature_cost(l1_death_length(), importance, penalty) == Approx(dead).epsilon(1e-12));
    for (double w = 0.01; w < 1.5; w += 0.01) {
      CHECK(l1_feature_cost(w, importance, penalty) > dead * (1 - 1e-12));
      if (std::abs(w - l1_death_length()) < 0.02)
        CHECK(l1_feature_cost(w, importance, 0.99 * penalty) < dead);
    }
  }
  CHECK(l1_shrunk_length(1.15, 0.2, 2) == Approx(0.95));
  CHECK(l1_shrunk_length(0.1, 0.2, 2) == 0);

  const double right = std::acos(0.0);
  CHECK(merged_dictionary_cost(0.5, right) == Approx(1.2071).margin(5e-5));
  CHECK(true_dictionary_cost(0.5) == 1.5);
  for (double angle = 0.1; angle < 3.1; angle += 0.3)
    CHECK(merged_dictionary_cost(0.3, angle) < true_dictionary_cost(0.3));
  // The codes rebuild: v_1 + v_2 = 2 cos(angle / 2) times the unit bisector.
  Vector<double> v_1(2), v_2(2);
  v_1 << 1, 0;
  v_2 << std::cos(1.1), std::sin(1.1);
  CHECK(merged_dictionary_cost(1, 1.1) == Approx((v_1 + v_2).norm()).epsilon(1e-12));
}

}  // namespace orrery
