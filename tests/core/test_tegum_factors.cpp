// Benefits of polytopes: the symmetric family against the full loss, and the published optima, winners and D* curve.
#include "core/measure/tegum_factors.h"

#include <cmath>

#include "core/measure/exact_loss.h"
#include "core/measure/geometry.h"
#include "tests/catch.h"
#include "tests/core/hand_built.h"

namespace orrery {
namespace {

// A network of a factor: columns whose Gram matrix has the factor's cosines, from its circulant-like structure.
ToyParameters<double> antiprism_network(const FactorOptimum& optimum) {
  ToyParameters<double> at{Matrix<double>(3, 8), Vector<double>::Constant(8, optimum.bias)};
  const double radius = std::sqrt(1 - optimum.height * optimum.height), quarter = std::acos(-1.0) / 2;
  for (int i = 0; i < 8; ++i) {
    const double angle = quarter * (i % 4) + (i < 4 ? 0 : quarter / 2);
    at.W.col(i) << radius * std::cos(angle), radius * std::sin(angle),
        i < 4 ? optimum.height : -optimum.height;
  }
  at.W *= std::sqrt(optimum.squared_length);
  return at;
}

double benefit(const std::string& polytope, double p) {
  return factor_optimum(tegum_factor(polytope), p).benefit / (p / 3);
}

}  // namespace

TEST_CASE("a factor's optimum is a stationary network of that loss", "[tegum]") {
  const double p = 0.2;
  const auto task5 = test::uniform_task(5, p), task8 = test::uniform_task(8, p);
  ToyParameters<double> gradient;
  const FactorOptimum pentagon = factor_optimum(tegum_factor("pentagon"), p);
  const auto network = test::regular_polygon(5, std::sqrt(pentagon.squared_length), pentagon.bias);
  CHECK(ExactLoss(task5, OutputActivation::relu)(network, gradient) == Approx(pentagon.loss).epsilon(1e-12));
  CHECK(gradient.W.cwiseAbs().maxCoeff() < 1e-7);
  CHECK(gradient.b_final.cwiseAbs().maxCoeff() < 1e-7);
  CHECK(dimensions_per_feature(network.W) ==
        Approx(pentagon.dimensions_per_feature(tegum_factor("pentagon"))).epsilon(1e-12));

  const FactorOptimum antiprism = factor_optimum(tegum_factor("square-antiprism"), p);
  const auto solid = antiprism_network(antiprism);
  CHECK(ExactLoss(task8, OutputActivation::relu)(solid, gradient) == Approx(antiprism.loss).epsilon(1e-12));
  CHECK(gradient.W.cwiseAbs().maxCoeff() < 1e-7);
  CHECK(classify_geometry(solid.W).name == "square-antiprism");
  CHECK(antiprism.height == Approx(0.56).margin(0.005));
  CHECK(factor_optimum(tegum_factor("square-antiprism"), 0.05).height == Approx(0.53).margin(0.005));
}

TEST_CASE("factors have the published lengths and biases", "[tegum]") {
  const struct {
    const char* polytope;
    double density, squared_length, bias;
  } published[] = {{"digon", 0.5, 0.939, 0.098},      {"digon", 0.3, 1.021, 0.018},
                   {"digon", 0.1, 1.012, 0.001},      {"triangle", 0.7, 0.774, 0.323},
                   {"triangle", 0.5, 0.954, 0.159},   {"triangle", 0.3, 1.069, 0.033},
                   {"pentagon", 0.2, 1.068, -0.132},  {"pentagon", 0.1, 1.211, -0.210},
                   {"pentagon", 0.05, 1.287, -0.246}, {"square-antiprism", 0.2, 1.035, -0.141}};
  for (const auto& row : published) {
    CAPTURE(row.polytope, row.density);
    const FactorOptimum optimum = factor_optimum(tegum_factor(row.polytope), row.density);
    CHECK(optimum.squared_length == Approx(row.squared_length).margin(1.1e-3));
    CHECK(optimum.bias == Approx(row.bias).margin(6e-4));
  }
  const FactorOptimum sparse = sparse_factor_optimum(tegum_factor("pentagon"));
  CHECK(sparse.squared_length == Approx(1.370).margin(5e-4));
  CHECK(sparse.bias == Approx(-0.282).margin(5e-4));
  CHECK(sparse.benefit == Approx((5.0 / 3 - sparse.loss) / 2).epsilon(1e-12));
}

TEST_CASE("factors have the published benefits", "[tegum]") {
  for (const double p : {0.05, 0.5, 1.0})
    CHECK(benefit("dedicated", p) == Approx(1 - 0.75 * p).epsilon(1e-9));
  CHECK(benefit("tetrahedron", 0.8) == Approx(0.4072).margin(6e-5));
  CHECK(benefit("digon", 0.6) == Approx(0.6056).margin(6e-5));
  CHECK(benefit("triangle", 0.5) == Approx(0.7048).margin(6e-5));
  CHECK(benefit("pentagon", 0.3) == Approx(1.1995).margin(6e-5));
  CHECK(benefit("square-antiprism", 0.2) == Approx(1.5297).margin(6e-5));
  CHECK(benefit("square-antiprism", 0.1) == Approx(1.9772).margin(6e-5));
  CHECK(benefit("hexagon", 0.05) == Approx(2.176).margin(6e-4));
  CHECK(benefit("heptagon", 0.05) == Approx(2.110).margin(6e-4));
}

TEST_CASE("the winner and D* by density are those published", "[tegum]") {
  const auto ranges = factor_ranges(0.05, 1);
  const struct {
    const char* polytope;
    double to;
  } published[] = {{"square-antiprism", 0.205}, {"pentagon", 0.225},    {"digon", 0.644},
                   {"triangle", 0.800},         {"tetrahedron", 0.928}, {"4-simplex", 1}};
  REQUIRE(ranges.size() == std::size(published));
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    CHECK(ranges[i].polytope == published[i].polytope);
    CHECK(ranges[i].to == Approx(published[i].to).margin(1e-3));
    CHECK(ranges[i].from == (i == 0 ? 0.05 : ranges[i - 1].to));
  }
  const struct {
    double density, dimensions;
  } curve[] = {{0.9, 0.96},  {0.8, 0.92},  {0.7, 0.86},  {0.65, 0.83},  {0.6, 0.66}, {0.55, 0.58},
               {0.5, 0.533}, {0.4, 0.498}, {0.3, 0.490}, {0.25, 0.489}, {0.2, 0.362}};
  for (const auto& row : curve) {
    const BestFactor best = best_factor(row.density);
    CHECK(best.optimum.dimensions_per_feature(*best.factor) == Approx(row.dimensions).margin(0.0052));
  }
  CHECK(benefit_crossing(tegum_factor("pentagon"), tegum_factor("hexagon"), 0.03, 0.15) ==
        Approx(0.0701).margin(6e-5));
  CHECK(benefit_crossing(tegum_factor("hexagon"), tegum_factor("heptagon"), 0.005, 0.05) ==
        Approx(0.0139).margin(6e-5));
  CHECK(benefit_crossing(tegum_factor("digon"), tegum_factor("square-antiprism"), 0.15, 0.3) ==
        Approx(0.2195).margin(6e-5));
  CHECK(std::isnan(benefit_crossing(tegum_factor("digon"), tegum_factor("dedicated"), 0.1, 0.2)));
}

}  // namespace orrery
