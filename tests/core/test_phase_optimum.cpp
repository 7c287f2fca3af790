// Phases told from weights, and the exact optimum on both sides of known boundaries.
#include "core/measure/phase_optimum.h"

#include "core/measure/tegum_factors.h"
#include "tests/catch.h"
#include "tests/core/hand_built.h"

namespace orrery {
namespace {

using test::network;
using test::Numbers;
using test::random_network;

ThreeFeaturePhase phase(std::initializer_list<std::vector<double>> features) {
  return phase_of(network(features).W);
}

}  // namespace

TEST_CASE("a network's phase is the direction that it sends to nothing", "[phase]") {
  CHECK(phase({{1}, {0.02}}) == ThreeFeaturePhase::extra_ignored);
  CHECK(phase({{-0.9}, {0.8}}) == ThreeFeaturePhase::extra_antipodal);
  CHECK(phase({{0.1}, {1}}) == ThreeFeaturePhase::another_ignored);
  CHECK(phase({{0.6, 0.8}, {-0.8, 0.6}, {0, 0.1}}) == ThreeFeaturePhase::extra_ignored);
  CHECK(phase({{0, 0}, {1, 0}, {0, 1}}) == ThreeFeaturePhase::another_ignored);
  CHECK(phase({{1, 0}, {0, 0.1}, {0, 1}}) == ThreeFeaturePhase::another_ignored);
  CHECK(phase({{1, 0}, {0, 1}, {0, -1}}) == ThreeFeaturePhase::extra_antipodal);
  CHECK(phase({{1, 0}, {0, 1}, {-1, 0}}) == ThreeFeaturePhase::extra_antipodal);
  CHECK(phase({{1, 0}, {-1, 0.1}, {0, 1}}) == ThreeFeaturePhase::others_antipodal);
  CHECK(phase({{1, 0}, {-0.5, 0.9}, {-0.5, -0.9}}) == ThreeFeaturePhase::triangle);
}

TEST_CASE("a null direction is a unit vector that the weights send to 0", "[phase]") {
  Numbers numbers(5);
  for (int k = 0; k < 8; ++k)
    for (const int features : {2, 3}) {
      const Matrix<double> W = random_network(features - 1, features, 1, 0, numbers).W;
      const Vector<double> v = null_direction(W);
      CHECK(v.norm() == Approx(1));
      CHECK((W * v).norm() < 1e-12);
      CHECK(v.maxCoeff() == v.cwiseAbs().maxCoeff());
    }
}

TEST_CASE("the optimum of two features changes where the critical importance says", "[phase]") {
  for (const double p : {0.05, 0.2, 0.4}) {
    CAPTURE(p);
    const double r = critical_importance(p).importance;
    CHECK(phase_of(phase_optimum(2, p, r * 0.98).parameters.W) == ThreeFeaturePhase::extra_ignored);
    CHECK(phase_of(phase_optimum(2, p, r * 1.02).parameters.W) == ThreeFeaturePhase::extra_antipodal);
    // The features may change places.
    CHECK(phase_of(phase_optimum(2, p, 0.98 / r).parameters.W) == ThreeFeaturePhase::extra_antipodal);
    CHECK(phase_of(phase_optimum(2, p, 1.02 / r).parameters.W) == ThreeFeaturePhase::another_ignored);
  }
}

TEST_CASE("the optimum of three features pairs two of them, or makes the triangle that was left out",
          "[phase]") {
  const MinimisedLoss paired = phase_optimum(3, 0.3, 1);
  CHECK(paired.loss == Approx(factor_optimum(tegum_factor("digon"), 0.3).loss).epsilon(1e-6));
  const MinimisedLoss triangle = phase_optimum(3, 0.6, 1);
  CHECK(phase_of(triangle.parameters.W) == ThreeFeaturePhase::triangle);
  CHECK(triangle.loss == Approx(factor_optimum(tegum_factor("triangle"), 0.6).loss).epsilon(1e-6));
  CHECK(phase_of(phase_optimum(3, 0.3, 4).parameters.W) == ThreeFeaturePhase::others_antipodal);
  CHECK(phase_of(phase_optimum(3, 0.3, 0.5).parameters.W) == ThreeFeaturePhase::extra_antipodal);
  CHECK(phase_of(phase_optimum(3, 0.9, 0.2).parameters.W) == ThreeFeaturePhase::extra_ignored);
  CHECK(phase_of(phase_optimum(3, 0.99, 5).parameters.W) == ThreeFeaturePhase::another_ignored);
}

}  // namespace orrery
