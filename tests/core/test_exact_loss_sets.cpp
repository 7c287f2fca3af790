// The exact loss on correlated and anticorrelated sets: an independent method, closed forms, and the kinds' limits.
#include <cmath>

#include "tests/catch.h"
#include "tests/core/reference_loss.h"

namespace orrery {
namespace {

using test::network;
using test::Numbers;
using test::random_network;
using test::regular_polygon;
using test::widen;
using test::Worst;
using test::worst_error;

constexpr auto kRelu = OutputActivation::relu;
constexpr auto kCorrelated = SetKind::correlated;
constexpr auto kAnticorrelated = SetKind::anticorrelated;

// Sets of every kind, members not in order.
FeatureSets mixed_sets() {
  return {
      {{{4, 1}, kCorrelated, 0.3}, {{0, 6, 2}, kAnticorrelated, 0.8}, {{3, 5}, SetKind::independent, 0.4}},
      {1, 0.5, 2, 0.3, 0.7, 1.5, 0.1}};
}

}  // namespace

TEST_CASE("on sets the exact loss and its gradient agree with quadruple precision", "[exact-loss][sets]") {
  Numbers numbers(31);
  Worst worst;
  for (const double scale : {0.1, 0.7, 2.0})
    for (int m = 1; m <= 3; ++m)
      widen(worst, worst_error(random_network(m, 7, scale, 0.4 * scale, numbers), mixed_sets(), numbers));
  CHECK(worst.loss < 1e-13);
  CHECK(worst.gradient < 1e-11);
}

TEST_CASE("a feature that reaches nothing but depends on those that do has its gradient",
          "[exact-loss][sets]") {
  // Exact zeros among the slopes, in all kinds of sets; differences step off them.
  Numbers numbers(32);
  const auto task = mixed_sets();
  auto at = network({{1, 0}, {0, 0.9}, {0, 1.1}, {-0.8, 0}, {0.7, 0}, {0, -1}, {0, -0.6}});
  at.b_final << 0.1, -0.05, -0.2, 0.02, -0.1, 0.05, -0.02;
  ExactLoss exact(task, kRelu);
  ToyParameters<double> gradient;
  CHECK(exact(at, gradient) == Approx(exact(at)).epsilon(1e-14));
  for (int trial = 0; trial < 8; ++trial) CHECK(worst_error(at, task, numbers, 1e-6).gradient < 1e-10);
}

TEST_CASE("a linear output on sets has the second moments of its error", "[exact-loss][sets]") {
  Numbers numbers(33);
  const auto task = mixed_sets();
  const auto at = random_network(2, 7, 1, 1, numbers), along = random_network(2, 7, 1, 1, numbers);
  // E[x x^T] from the law of active sets.
  const auto law = test::active_set_law(task);
  Vector<double> mean = Vector<double>::Zero(7);
  Matrix<double> second = Matrix<double>::Zero(7, 7);
  for (std::size_t active = 0; active < law.size(); ++active) {
    for (int i = 0; i < 7; ++i) {
      if (!(active >> i & 1)) continue;
      mean[i] += static_cast<double>(law[active]) / 2;
      for (int j = 0; j < 7; ++j)
        if (active >> j & 1) second(i, j) += static_cast<double>(law[active]) / (i == j ? 3 : 4);
    }
  }
  const Matrix<double> error = at.W.transpose() * at.W - Matrix<double>::Identity(7, 7);
  double expected = 0;
  for (int j = 0; j < 7; ++j) {
    const double b = at.b_final[j];
    expected += task.importance[j] * (b * b + 2 * b * error.row(j).dot(mean) +
                                      error.row(j).dot(second * error.row(j).transpose()));
  }
  ExactLoss exact(task, OutputActivation::linear);
  ToyParameters<double> gradient, ahead = at, behind = at;
  CHECK(exact(at, gradient) == Approx(expected).epsilon(1e-13));
  const double step = 1e-4;
  ahead.W += step * along.W, ahead.b_final += step * along.b_final;
  behind.W -= step * along.W, behind.b_final -= step * along.b_final;
  CHECK(test::directional(gradient, along) ==
        Approx((exact(ahead) - exact(behind)) / (2 * step)).epsilon(1e-6));
}

TEST_CASE("pairs that switch together or take turns cost what they should", "[exact-loss][sets]") {
  const auto square = regular_polygon(4);  // 0 opposite 2, 1 opposite 3
  for (const double p : {1.0, 0.5, 0.1, 0.003}) {
    CAPTURE(p);
    // Anticorrelated pairs that are antipodal never meet.
    FeatureSets turns = alike_sets(2, 2, kAnticorrelated, p);
    turns.sets[0].members = {0, 2};
    turns.sets[1].members = {1, 3};
    CHECK(exact_loss(square, turns, kRelu) == Approx(0).margin(1e-15));
    // Correlated pairs: members orthogonal, antipodal to the other pair's; or members antipodal, which always meet.
    const FeatureSets together = alike_sets(2, 2, kCorrelated, p);
    CHECK(exact_loss(square, together, kRelu) == Approx(2 * p * p / 3).epsilon(1e-13).margin(1e-16));
    FeatureSets opposite = together;
    opposite.sets[0].members = {0, 2};
    opposite.sets[1].members = {1, 3};
    CHECK(exact_loss(square, opposite, kRelu) == Approx(2 * p / 3).epsilon(1e-13));
    // An octahedron whose digons join two correlated sets of three.
    const auto octahedron = network({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {-1, 0, 0}, {0, -1, 0}, {0, 0, -1}});
    CHECK(exact_loss(octahedron, alike_sets(2, 3, kCorrelated, p), kRelu) ==
          Approx(p * p).epsilon(1e-13).margin(1e-16));
  }
}

TEST_CASE("sets of one are independent features", "[exact-loss][sets]") {
  Numbers numbers(34);
  const auto at = random_network(2, 5, 1, 0.3, numbers);
  const SparseFeatures features{{0.3, 1.0, 0.02, 0.6, 0.4}, {1, 0.5, 0.1, 2, 0.3}};
  const double loss = exact_loss(at, features, kRelu);
  for (const SetKind kind : {SetKind::independent, kCorrelated, kAnticorrelated}) {
    FeatureSets sets = as_sets(features);
    for (FeatureSet& set : sets.sets) set.kind = kind;
    CHECK(exact_loss(at, sets, kRelu) == Approx(loss).epsilon(1e-14));
    CHECK(exact_loss(at, sets, OutputActivation::linear) ==
          Approx(exact_loss(at, features, OutputActivation::linear)).epsilon(1e-14));
  }
}

TEST_CASE("one anticorrelated set that is always on has one active feature", "[exact-loss][sets]") {
  const auto at = regular_polygon(6, 1.3, -0.6);
  const auto split = ExactLoss(alike_sets(1, 6, kAnticorrelated, 1), kRelu).by_active(at);
  CHECK(split[1] == Approx(exact_loss(at, alike_sets(1, 6, kAnticorrelated, 1), kRelu)).epsilon(1e-14));
  // Chen et al. 2023: the hexagon of c = 6 features costs h_6 / (3 c), .04819.
  const auto best = regular_polygon(6, 1.32053, -0.61814);
  CHECK(exact_loss(best, alike_sets(1, 6, kAnticorrelated, 1), kRelu) == Approx(0.04819).margin(5e-6));
  // The same as L_1 of independent features, over their number.
  const auto independent = ExactLoss(test::uniform_task(6, 0.5), kRelu).by_active(at);
  CHECK(independent[1] * std::pow(2.0, 6) / 6 == Approx(split[1]).epsilon(1e-13));
}

TEST_CASE("losses on sets split by number of active features", "[exact-loss][sets]") {
  Numbers numbers(35);
  const auto task = mixed_sets();
  for (const auto activation : {kRelu, OutputActivation::linear}) {
    auto at = random_network(2, 7, 1, 0.3, numbers);
    at.W.col(3).setZero();
    at.W.col(6) << 0, 1;
    at.W.col(4) << 1, 0;
    at.b_final[5] = -20;
    ExactLoss exact(task, activation);
    const auto split = exact.by_active(at);
    double sum = 0;
    for (const double part : split) sum += part;
    CHECK(sum == Approx(exact(at)).epsilon(1e-13));
    // The same sets by hand: a law with all its weight on active sets of k features.
    const auto law = test::active_set_law(task);
    for (int k = 0; k <= 7 && activation == kRelu; ++k) {
      CAPTURE(k);
      auto of_k = law;
      for (std::size_t active = 0; active < law.size(); ++active) {
        int size = 0;
        for (int i = 0; i < 7; ++i) size += active >> i & 1;
        if (size != k) of_k[active] = 0;
      }
      double expected = 0;
      for (int j = 0; j < 7; ++j) {
        std::vector<test::Wide> slope;
        for (int i = 0; i < 7; ++i) slope.push_back(at.W.col(j).dot(at.W.col(i)));
        expected +=
            task.importance[j] * static_cast<double>(test::reference_output(slope, at.b_final[j], j, of_k));
      }
      CHECK(split[k] == Approx(expected).epsilon(1e-11).margin(1e-15));
    }
  }
}

TEST_CASE("many features in sets are no trouble when few reach each other", "[exact-loss][sets]") {
  // Two sets of ten in ten dimensions, each feature antipodal to one of the other set: 10 p^2 / 3.
  const double p = 0.05;
  ToyParameters<double> at{Matrix<double>::Zero(10, 20), Vector<double>::Zero(20)};
  for (int i = 0; i < 10; ++i) at.W(i, i) = 1, at.W(i, 10 + (i + 3) % 10) = -1;
  ExactLoss exact(alike_sets(2, 10, kCorrelated, p), kRelu);
  ToyParameters<double> gradient;
  CHECK(exact(at, gradient) == Approx(10 * p * p / 3).epsilon(1e-13));
  CHECK(gradient.W.allFinite());
}

}  // namespace orrery
