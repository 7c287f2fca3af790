// The phase diagrams: unit weights against the exact loss of hand-built networks, boundaries against their formulas,
// and the exact optimum against published tables and against an expansion that shares no code with it.
#include "core/measure/phase_boundaries.h"

#include <cmath>
#include <map>

#include "core/measure/minimise_exact_loss.h"
#include "core/measure/phase_optimum.h"
#include "core/measure/tegum_factors.h"
#include "tests/catch.h"
#include "tests/core/hand_built.h"

namespace orrery {
namespace {

using test::network;
using test::Numbers;
using test::random_network;
using test::regular_polygon;

constexpr auto kRelu = OutputActivation::relu;

ToyParameters<double> ignoring(ToyParameters<double> parameters, int feature, double density) {
  parameters.b_final[feature] = density / 2;
  return parameters;
}

}  // namespace

TEST_CASE("unit-weight candidates cost what their networks cost", "[phase]") {
  for (const double p : {0.02, 0.3, 0.9}) {
    for (const double r : {0.1, 1.0, 7.0}) {
      CAPTURE(p, r);
      const SparseFeatures two{{p, p}, {1, r}}, three{{p, p, p}, {1, 1, r}};
      const PhaseLosses pair = two_feature_losses(p, r);
      CHECK(pair[0] == Approx(exact_loss(ignoring(network({{1}, {0}}), 1, p), two, kRelu)).epsilon(1e-12));
      CHECK(pair[1] == Approx(exact_loss(network({{1}, {-1}}), two, kRelu)).epsilon(1e-12));
      CHECK(pair[2] == Approx(exact_loss(ignoring(network({{0}, {1}}), 0, p), two, kRelu)).epsilon(1e-12));
      const ThreeFeatureLosses triple = three_feature_losses(p, r);
      CHECK(triple[0] == Approx(exact_loss(ignoring(network({{1, 0}, {0, 1}, {0, 0}}), 2, p), three, kRelu)));
      CHECK(triple[1] == Approx(exact_loss(ignoring(network({{0, 0}, {0, 1}, {1, 0}}), 0, p), three, kRelu)));
      CHECK(triple[2] == Approx(exact_loss(network({{1, 0}, {0, 1}, {0, -1}}), three, kRelu)));
      CHECK(triple[3] == Approx(exact_loss(network({{0, 1}, {0, -1}, {1, 0}}), three, kRelu)));
      CHECK(unit_triangle_loss(p, r) == Approx(exact_loss(regular_polygon(3), three, kRelu)).epsilon(1e-12));
    }
  }
}

TEST_CASE("phases meet on the lines of the theory, and all at the triple point", "[phase]") {
  const std::map<double, double> published{{0.5, 2.0 / 3}, {0.4, 0.4},      {0.3, 0.24},    {0.2, 0.1333},
                                           {0.1, 0.05714}, {0.05, 0.02667}, {0.01, 0.00506}};
  for (const auto& [p, r] : published) {
    CAPTURE(p);
    const AntipodalRange range = antipodal_range(p);
    CHECK(range.from == Approx(r).margin(6e-5));
    CHECK(two_feature_phase(p, range.from * 0.999) == Phase::ignored);
    CHECK(two_feature_phase(p, range.from * 1.001) == Phase::antipodal);
    CHECK(two_feature_phase(p, range.to * 0.999) == Phase::antipodal);
    CHECK(two_feature_phase(p, range.to * 1.001) == Phase::dedicated);
    CHECK(three_feature_phase(p, range.from * 0.999) == ThreeFeaturePhase::extra_ignored);
    CHECK(three_feature_phase(p, 0.999) == ThreeFeaturePhase::extra_antipodal);
    CHECK(three_feature_phase(p, 1.001) == ThreeFeaturePhase::others_antipodal);
  }
  const double triple = kTriplePointDensity;
  CHECK(antipodal_range(triple * 0.999).from < 1);
  CHECK(antipodal_range(triple * 1.001).from == 1);
  CHECK(two_feature_phase(0.6, 0.999) == Phase::ignored);
  CHECK(two_feature_phase(0.6, 1.001) == Phase::dedicated);
  for (const double r : {1.1, 4.0}) {
    CHECK(three_feature_phase(triple * 0.999, r) == ThreeFeaturePhase::others_antipodal);
    CHECK(three_feature_phase(triple * 1.001, r) == ThreeFeaturePhase::another_ignored);
  }
  const auto two = two_feature_losses(triple, 1);
  CHECK(two[0] == Approx(two[1]).epsilon(1e-14));
  CHECK(two[1] == Approx(two[2]).epsilon(1e-14));
  const auto three = three_feature_losses(triple, 1);
  for (const double loss : three) CHECK(loss == Approx(three[0]).epsilon(1e-14));
  CHECK(phase_name(two_feature_phase(0.01, 1)) == "antipodal");
}

TEST_CASE("the exact optimum begins to represent the second feature where published", "[phase]") {
  // Published to three digits. From .55 to .8, where the length grows from nothing, the table stops at a length that
  // can be seen and so lies up to .0025 high.
  const std::map<double, double> published{{0.01, 0.00432}, {0.05, 0.0227}, {0.1, 0.0487}, {0.2, 0.1138},
                                           {0.3, 0.2047},   {0.4, 0.3373},  {0.5, 0.5357}, {0.55, 0.6094},
                                           {0.6, 0.667},    {0.7, 0.775},   {0.8, 0.868},  {0.9, 0.941}};
  for (const auto& [p, r] : published) {
    CAPTURE(p);
    const CriticalImportance critical = critical_importance(p);
    const bool continuous = p > 0.52 && p < 0.84;
    CHECK(critical.importance <= r + 6e-5);
    CHECK(critical.importance >= r - (continuous ? 0.0025 : 6e-5));
    CHECK(critical.importance < antipodal_range(p).from);
    CHECK((critical.norm == 0) == continuous);
    if (p <= 0.5) CHECK(critical.norm == Approx(0.675).margin(0.09));  // .59 to .76
  }
}

TEST_CASE("a feature grows from nothing where a search on a fine scale says", "[phase]") {
  // The least loss with w_2 = -e fixed, by search over the rest: its second difference in e vanishes at the onset.
  for (const double p : {0.3, 0.6, 0.8, 0.95}) {
    CAPTURE(p);
    const double r = continuous_onset(p), e = 1e-3;
    const SparseFeatures task{{p, p}, {1, r}};
    ExactLoss exact(task, kRelu);
    ToyParameters<double> at = network({{1}, {-e}}), gradient;
    const Objective others = [&](const Vector<double>& x, Vector<double>& slope) {
      at.W(0, 0) = x[0];
      at.b_final = x.tail(2);
      const double loss = exact(at, gradient);
      slope << gradient.W(0, 0), gradient.b_final;
      return loss;
    };
    Vector<double> start(3);
    start << 1, 0, p / 2;
    const double gain = r * ignored_feature_loss(p) - minimise_bfgs(others, start).value;
    CHECK(gain / (e * e) == Approx(0).margin(1e-3));  // 0 but for the next order, e
  }
}

TEST_CASE("free triangles win near equal importances in the dense half", "[phase]") {
  Numbers numbers(42);
  CHECK(triangle_density() == Approx(0.522).margin(0.001));
  const struct {
    double density, triangle, pair;
  } published[] = {{0.55, 0.08678, 0.08866},
                   {0.6, 0.09398, 0.09889},
                   {0.7, 0.10220, 0.10811},
                   {0.8, 0.10281, 0.10552},
                   {1.0, 0.08309, 0.08325}};
  for (const auto& row : published) {
    CAPTURE(row.density);
    const double triangle = factor_optimum(tegum_factor("triangle"), row.density).loss;
    CHECK(triangle == Approx(row.triangle).margin(6e-6));
    // Of a pair the lengths must be free too: they differ at its best above .7.
    CHECK(phase_optimum(2, row.density, 1).loss == Approx(row.pair).margin(6e-6));
    // Random starts, everything free, find nothing lower.
    for (int start = 0; start < 12; ++start) {
      const auto found = minimise_exact_loss(random_network(2, 3, 0.6, 0, numbers),
                                             test::uniform_task(3, row.density), kRelu);
      CHECK(found.loss > triangle - 2e-6);
    }
    // With unit lengths the triangle loses.
    if (row.density < kTriplePointDensity)
      CHECK(unit_triangle_loss(row.density, 1) > row.density * row.density / 3);
  }
}

TEST_CASE("without biases the pair's loss is McGrath's surface", "[phase]") {
  Numbers numbers(41);
  for (int trial = 0; trial < 200; ++trial) {
    const double w_1 = numbers.uniform(-1.5, 1.5), w_2 = numbers.uniform(-1.5, 1.5),
                 p = numbers.uniform(0.01, 1), r = numbers.uniform(0.1, 5);
    CAPTURE(w_1, w_2);
    CHECK(biasless_pair_loss(w_1, w_2, p, r) ==
          Approx(exact_loss(network({{w_1}, {w_2}}), SparseFeatures{{p, p}, {1, r}}, kRelu)).epsilon(1e-11));
  }
  CHECK(biasless_pair_loss(1, 0, 0.3, 2) == Approx(0.2).epsilon(1e-12));
}

TEST_CASE("the confused phase begins at the root of its quadratic", "[phase]") {
  CHECK(confused_density() == Approx(0.5822).margin(5e-5));
  const double half = std::sqrt(0.5);
  for (const double p : {0.1, confused_density(), 1.0}) {
    CHECK(biasless_pair_loss(half, half, p, 1) == Approx(ignored_feature_loss(p)).epsilon(1e-12));
    // The antipodal length is the least along its line.
    const double w = std::sqrt((8 - 5 * p) / (8 - 6 * p));
    CHECK(biasless_antipodal_loss(p) < biasless_pair_loss(w + 0.01, -w - 0.01, p, 1));
    CHECK(biasless_antipodal_loss(p) < biasless_pair_loss(w - 0.01, 0.01 - w, p, 1));
  }
  CHECK(biasless_antipodal_loss(confused_density()) ==
        Approx(ignored_feature_loss(confused_density())).epsilon(1e-12));
  CHECK(biasless_antipodal_loss(1) == Approx(0.2917).margin(5e-5));
  CHECK(biasless_antipodal_loss(0.6) == Approx(0.1159).margin(5e-5));
  CHECK(biasless_antipodal_loss(0.5) == Approx(0.0812).margin(6e-5));
}

}  // namespace orrery
