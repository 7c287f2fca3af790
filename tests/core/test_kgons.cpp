// k-gons for one active feature: the closed form against the exact loss, and the published table.
#include "core/measure/kgons.h"

#include <cmath>

#include "core/measure/exact_loss.h"
#include "tests/catch.h"
#include "tests/core/hand_built.h"

using namespace orrery;

TEST_CASE("the closed form is the exact loss of one active feature", "[kgons]") {
  test::Numbers numbers(51);
  for (int trial = 0; trial < 30; ++trial) {
    const int c = 3 + trial % 6;
    auto at = test::random_network(2, c, 0.9, 0.4, numbers);
    at.W.col(0).setZero();  // dead, its bias of either sign
    const double loss = exact_loss(at, alike_sets(1, c, SetKind::anticorrelated, 1), OutputActivation::relu);
    CHECK(one_active_cost(at) / (3 * c) == Approx(loss).epsilon(1e-11));
  }
}

TEST_CASE("k-gons have the published optima", "[kgons]") {
  const struct {
    int vertices;
    double length, bias, cost;
  } published[] = {{4, 1, 0, 0},
                   {5, 1.17046, -0.28230, 0.23738},
                   {6, 1.32053, -0.61814, 0.86746},
                   {7, 1.44839, -0.96691, 1.74870},
                   {8, 1.55045, -1.29119, 2.77311}};
  for (const auto& row : published) {
    CAPTURE(row.vertices);
    const Kgon best = kgon(row.vertices);
    CHECK(best.length == Approx(row.length).margin(1e-5));
    CHECK(best.bias == Approx(row.bias).margin(1e-5));
    CHECK(best.cost == Approx(row.cost).margin(1e-5));
    CHECK(one_active_cost(test::regular_polygon(row.vertices, best.length, best.bias)) ==
          Approx(best.cost).margin(1e-12));
  }
}

TEST_CASE("k-gons are stationary where the exact loss has no slope", "[kgons]") {
  for (int k = 5; k <= 13; ++k) {
    CAPTURE(k);
    const std::vector<Kgon> found = stationary_kgons(k);
    REQUIRE(found.size() == 1);
    if (k <= 8) CHECK(found[0].length == Approx(kgon(k).length).margin(1e-6));
    // An independent slope, of everything at once: central differences of the closed form.
    auto at = test::regular_polygon(k, found[0].length, found[0].bias);
    CHECK(one_active_cost(at) == Approx(found[0].cost).epsilon(1e-12));
    for (double* weight : {&at.W(0, 0), &at.W(1, 0), &at.W(0, 1), &at.b_final[0]}) {
      const double step = 1e-6, value = *weight;
      *weight = value + step;
      const double above = one_active_cost(at);
      *weight = value - step;
      CHECK((above - one_active_cost(at)) / (2 * step) == Approx(0).margin(1e-4));
      *weight = value;
    }
  }
}

TEST_CASE("levels of features and dead ones are those published", "[kgons]") {
  CHECK(kgon_level(4, 4) == Approx(0).margin(1e-12));
  CHECK(kgon_level(4, 5) == Approx(0.06667).margin(1e-5));
  CHECK(kgon_level(5, 5) == Approx(0.01583).margin(1e-5));
  CHECK(kgon_level(5, 6) == Approx(0.06874).margin(1e-5));
  CHECK(kgon_level(6, 6) == Approx(0.04819).margin(1e-5));
  CHECK(kgon_level(4, 5, 1) == Approx(0.05667).margin(1e-5));
  CHECK(kgon_level(5, 6, 1) == Approx(0.06180).margin(1e-5));
  CHECK(kgon_level(4, 6, 1) == Approx(0.10417).margin(1e-5));
  CHECK(kgon_level(5, 6) - kgon_level(5, 6, 1) == Approx(1.0 / 144).epsilon(1e-12));
  // As networks: a pentagon, and a dead feature without and with the raised bias.
  const Kgon pentagon = kgon(5);
  auto at = test::regular_polygon(6);
  for (const double bias : {-1.0, 1.0 / 12}) {
    at.W.leftCols(5) = test::regular_polygon(5, pentagon.length).W;
    at.W.col(5).setZero();
    at.b_final << Vector<double>::Constant(5, pentagon.bias), bias;
    CHECK(one_active_cost(at) / 18 == Approx(kgon_level(5, 6, bias > 0)).epsilon(1e-10));
  }
  CHECK(hexagon_importance() == Approx(0.6582).margin(5e-5));
}

TEST_CASE("binary amplitudes are rebuilt exactly by polygons of any size", "[kgons]") {
  for (const int k : {3, 4, 5, 8, 50}) {
    CAPTURE(k);
    const Kgon polygon = binary_kgon(k);
    const auto at = test::regular_polygon(k, polygon.length, polygon.bias);
    const Matrix<double> points = Matrix<double>::Identity(k, k);
    CHECK((toy_forward(at, OutputActivation::relu, points) - points).cwiseAbs().maxCoeff() < 1e-10);
  }
  CHECK(binary_kgon(5).length == Approx(std::sqrt(1.447)).margin(2e-4));
  CHECK(binary_kgon(5).bias == Approx(-0.447).margin(5e-4));
  CHECK(binary_kgon(1000).length == Approx(1000 / (std::acos(-1.0) * std::sqrt(2.0))).epsilon(1e-5));
}
