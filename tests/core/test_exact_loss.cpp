// The exact loss of independent features against known values and against an independent method.
#include <cmath>
#include <limits>

#include "core/measure/exact_loss.h"
#include "tests/catch.h"
#include "tests/core/hand_built.h"
#include "tests/core/reference_loss.h"

namespace orrery {
namespace {

using test::directional;
using test::network;
using test::Numbers;
using test::random_network;
using test::regular_polygon;
using test::uniform_task;
using test::widen;
using test::Worst;
using test::worst_error;

}  // namespace

TEST_CASE("the exact loss takes its known values", "[exact-loss]") {
  for (const double p : {1.0, 0.7, 0.3, 0.05, 0.001}) {
    CAPTURE(p);
    const auto relu = OutputActivation::relu;
    CHECK(exact_loss(network({{1}, {-1}}), uniform_task(2, p), relu) ==
          Approx(p * p / 3).margin(1e-15).epsilon(1e-12));

    auto dedicated = network({{1}, {0}});
    dedicated.b_final[1] = p / 2;
    CHECK(exact_loss(dedicated, uniform_task(2, p), relu) == Approx(p / 3 - p * p / 4).epsilon(1e-12));
    CHECK(ignored_feature_loss(p) == Approx(p / 3 - p * p / 4).epsilon(1e-15));

    CHECK(exact_loss(regular_polygon(3), uniform_task(3, p), relu) ==
          Approx(p * p * (3 + p) / 8).epsilon(1e-12));

    // Linear: two orthogonal features kept, the third at its best constant; with all weights 0, the raw
    // second moments.
    auto linear = network({{1, 0}, {0, 1}, {0, 0}});
    linear.b_final[2] = p / 2;
    CHECK(exact_loss(linear, uniform_task(3, p), OutputActivation::linear) ==
          Approx(p / 3 - p * p / 4).epsilon(1e-12));
    CHECK(exact_loss(network({{0, 0}, {0, 0}}), uniform_task(2, p), relu) ==
          Approx(2 * p / 3).epsilon(1e-12));
  }
  // Two digons and one feature left out, each with its own density and importance.
  auto pairs = network({{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {0, 0}});
  pairs.b_final[4] = 0.15;
  const SparseFeatures task{{0.1, 0.2, 0.4, 0.5, 0.3}, {1, 0.9, 0.8, 0.7, 0.6}};
  const double expected = 1.8 * 0.1 * 0.4 / 6 + 1.6 * 0.2 * 0.5 / 6 + 0.6 * ignored_feature_loss(0.3);
  CHECK(exact_loss(pairs, task, OutputActivation::relu) == Approx(expected).epsilon(1e-12));
}

TEST_CASE("pentagons of the one-feature limit have the published optimum", "[exact-loss]") {
  // Chen et al. 2023 (arXiv 2310.06301): with one active feature, k-gons of length l and bias b cost h_k / 3
  // a k-gon.
  const struct {
    int vertices;
    double length, bias, h;
  } published[] = {{5, 1.17046, -0.28230, 0.23738},
                   {6, 1.32053, -0.61814, 0.86746},
                   {7, 1.44839, -0.96691, 1.74870},
                   {8, 1.55045, -1.29119, 2.77311}};
  for (const auto& polygon : published) {
    CAPTURE(polygon.vertices);
    const auto task = uniform_task(polygon.vertices, 0.25);
    ExactLoss exact(task, OutputActivation::relu);
    const auto split = exact.by_active(regular_polygon(polygon.vertices, polygon.length, polygon.bias));
    // by_active[1] = p (1 - p)^(n-1) L_1, L_1 = sum over the one active feature.
    const double one = split[1] / (0.25 * std::pow(0.75, polygon.vertices - 1));
    CHECK(one == Approx(polygon.h / 3).margin(2e-5));
  }
}

TEST_CASE("the exact loss and its gradient agree with quadruple precision", "[exact-loss]") {
  Numbers numbers(1);
  Worst worst;
  SECTION("random weights of every size") {
    for (int n = 1; n <= 6; ++n) {
      for (const double scale : {0.02, 0.3, 1.0, 3.0}) {
        const int m = 1 + static_cast<int>(3 * numbers.uniform());
        auto task = uniform_task(n, 0.5);
        for (int i = 0; i < n; ++i) {
          task.density[i] = i % 3 == 2 ? 1.0 : numbers.uniform(0.01, 1);
          task.importance[i] = numbers.uniform(0, 2);
        }
        widen(worst, worst_error(random_network(m, n, scale, 0.5 * scale, numbers), task, numbers));
      }
    }
    CHECK(worst.loss < 1e-13);
    CHECK(worst.gradient < 1e-11);
  }
  SECTION("eight features in two dimensions") {
    widen(worst, worst_error(random_network(2, 8, 0.8, 0.3, numbers), uniform_task(8, 0.3), numbers));
    CHECK(worst.loss < 1e-13);
    CHECK(worst.gradient < 1e-11);
  }
  SECTION(
      "eight features, lengths from 0.02 to 2, kink inside: the alternating sum fails here in double "
      "precision") {
    auto parameters = random_network(2, 8, 1, 0.001, numbers);
    for (int i = 0; i < 8; ++i)
      parameters.W.col(i) *= 2 * std::pow(10.0, -2 * i / 7.0) / parameters.W.col(i).norm();
    widen(worst, worst_error(parameters, uniform_task(8, 0.4), numbers));
    CHECK(worst.loss < 1e-13);
    CHECK(worst.gradient < 1e-11);
  }
  SECTION("pairs that are orthogonal up to a small angle") {
    for (const double angle : {1e-2, 1e-4, 1e-6}) {
      const double c = std::cos(angle), s = std::sin(angle);
      auto parameters = network({{1, 0}, {s, c}, {-c, -s}, {0, -1}, {1e-3, 2e-3}});
      CHECK(worst_error(parameters, uniform_task(5, 0.3), numbers).loss <
            1e-14);  // the kink of each at a corner
      parameters.b_final << 0.3 * angle, -0.4 * angle, 0.2 * angle, 0.1 * angle, -1e-4;
      widen(worst, worst_error(parameters, uniform_task(5, 0.3), numbers, 1e-6 * std::sqrt(angle)));
    }
    CHECK(worst.loss < 1e-14);
    CHECK(worst.gradient < 1e-9);  // as sharp as the difference of the alternating sums is
  }
  SECTION("one feature much shorter than the others") {
    for (const double length : {1e-2, 1e-4, 1e-6}) {
      auto parameters = network({{1, 0.1}, {-0.6, 0.8}, {-0.3, -0.9}, {0.8 * length, 0.6 * length}});
      parameters.b_final << 0.1, -0.1, 0.02, 0.05 * length;
      widen(worst, worst_error(parameters, uniform_task(4, 0.3), numbers, 1e-6 * length));
    }
    CHECK(worst.loss < 1e-12);
    CHECK(worst.gradient < 1e-10);
  }
}

TEST_CASE("the exact loss and its gradient are continuous where slopes vanish", "[exact-loss]") {
  // Below the reach of quadruple precision: almost orthogonal against exactly orthogonal, where slopes drop
  // out of the sums.
  const auto task = uniform_task(5, 0.3, 0.8);
  ExactLoss exact(task, OutputActivation::relu);
  const auto at_zero = network({{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {0, 0.5}});
  ToyParameters<double> gradient_at_zero, gradient;
  const double loss_at_zero = exact(at_zero, gradient_at_zero);
  for (const double tiny : {1e-17, 1e-15, 1e-13, 1e-12}) {
    CAPTURE(tiny);
    const auto near_zero = network({{1, tiny}, {-tiny, 1}, {-1, -tiny}, {tiny / 2, -1}, {3 * tiny, 0.5}});
    CHECK(exact(near_zero, gradient) == Approx(loss_at_zero).margin(1e-11));
    CHECK((gradient.W - gradient_at_zero.W).cwiseAbs().maxCoeff() < 1e-11);
    CHECK((gradient.b_final - gradient_at_zero.b_final).cwiseAbs().maxCoeff() < 1e-11);
  }
}

TEST_CASE("the linear model's loss and gradient agree with differences", "[exact-loss]") {
  Numbers numbers(3);
  const SparseFeatures task{{0.3, 1.0, 0.02, 0.6}, {1, 0.5, 0, 2}};
  ExactLoss exact(task, OutputActivation::linear);
  const auto parameters = random_network(2, 4, 1, 1, numbers), along = random_network(2, 4, 1, 1, numbers);
  ToyParameters<double> gradient, ahead = parameters, behind = parameters;
  const double loss = exact(parameters, gradient), step = 1e-4;
  ahead.W += step * along.W, ahead.b_final += step * along.b_final;
  behind.W -= step * along.W, behind.b_final -= step * along.b_final;
  CHECK(directional(gradient, along) == Approx((exact(ahead) - exact(behind)) / (2 * step)).epsilon(1e-6));
  // Second moments by hand for one output: mean^2 + variance.
  double expected = 0;
  const Matrix<double> error = parameters.W.transpose() * parameters.W - Matrix<double>::Identity(4, 4);
  for (int j = 0; j < 4; ++j) {
    double mean = parameters.b_final[j], variance = 0;
    for (int i = 0; i < 4; ++i) {
      mean += error(j, i) * task.density[i] / 2;
      variance += error(j, i) * error(j, i) * ignored_feature_loss(task.density[i]);
    }
    expected += task.importance[j] * (mean * mean + variance);
  }
  CHECK(loss == Approx(expected).epsilon(1e-13));
}

TEST_CASE("shares by feature and by number of active features add up to the loss", "[exact-loss]") {
  Numbers numbers(4);
  const SparseFeatures task{{0.3, 1.0, 0.02, 0.6, 0.4}, {1, 0.5, 0.1, 2, 0.3}};
  for (const auto activation : {OutputActivation::relu, OutputActivation::linear}) {
    auto parameters = random_network(2, 5, 1, 0.3, numbers);
    parameters.W.col(3).setZero();  // a feature that reaches nothing, and one whose output is off
    parameters.b_final[4] = -20;
    ExactLoss exact(task, activation);
    const double loss = exact(parameters);
    double by_feature = 0, by_active = 0;
    for (const double share : exact.by_feature(parameters)) by_feature += share;
    for (const double share : exact.by_active(parameters)) by_active += share;
    CHECK(by_feature == Approx(loss).epsilon(1e-13));
    CHECK(by_active == Approx(loss).epsilon(1e-13));
    CHECK(exact.by_active(parameters)[0] == Approx(0).margin(1e-15));  // feature 1 is always on
  }
}

TEST_CASE("losses by number of active features match the paper's account", "[exact-loss]") {
  const double p = 0.5;  // so that p^k (1-p)^(n-k) = 2^-n
  auto split = [&](const ToyParameters<double>& parameters) {
    const int n = static_cast<int>(parameters.W.cols());
    auto result = ExactLoss(uniform_task(n, p), OutputActivation::relu).by_active(parameters);
    for (double& share : result) share *= std::pow(2.0, n);
    return result;
  };
  const auto digon = split(network({{1}, {-1}}));
  CHECK(digon[0] == 0);
  CHECK(digon[1] == Approx(0).margin(1e-15));
  CHECK(digon[2] == Approx(1.0 / 3).epsilon(1e-13));

  const auto triangle = split(regular_polygon(3));
  CHECK(triangle[1] == Approx(0).margin(1e-15));
  CHECK(triangle[2] == Approx(3 * 1.0 / 8).epsilon(1e-13));  // three pairs at 1/8
  CHECK(triangle[3] == Approx(1.0 / 2).epsilon(1e-13));

  const auto with_bias = split(regular_polygon(4, 0.9, 0.1));
  CHECK(with_bias[0] == Approx(4 * 0.01).epsilon(1e-13));  // sum of b^2

  // A feature that is ignored moves losses between counts but adds its own part only.
  auto with_ignored = network({{1}, {-1}, {0}});
  const auto three = split(with_ignored);
  CHECK(three[1] == Approx(1.0 / 3).epsilon(1e-13));
  CHECK(three[2] == Approx(1.0 / 3 + 2 * 1.0 / 3).epsilon(1e-13));
  CHECK(three[3] == Approx(1.0 / 3 + 1.0 / 3).epsilon(1e-13));
}

TEST_CASE("the exact loss is blind to rotations of the hidden space and knows its limits", "[exact-loss]") {
  Numbers numbers(5);
  const auto task = uniform_task(6, 0.2, 0.9);
  const auto parameters = random_network(3, 6, 1, 0.2, numbers);
  Matrix<double> rotation(3, 3);
  rotation << 0.36, 0.48, -0.8, -0.8, 0.6, 0, 0.48, 0.64, 0.6;
  auto turned = parameters;
  turned.W = rotation * parameters.W;
  ExactLoss exact(task, OutputActivation::relu);
  CHECK(exact(turned) == Approx(exact(parameters)).epsilon(1e-13));

  const int many = RectifiedMoments::kMaxCoordinates + 1;
  const auto crowded = random_network(2, many, 1, 0.1, numbers);
  CHECK(std::isnan(exact_loss(crowded, uniform_task(many, 0.1), OutputActivation::relu)));
  CHECK(std::isfinite(exact_loss(crowded, uniform_task(many, 0.1), OutputActivation::linear)));
  // Many features are no trouble when few reach each other.
  ToyParameters<double> wide{Matrix<double>::Identity(many, many), Vector<double>::Zero(many)};
  CHECK(exact_loss(wide, uniform_task(many, 0.1), OutputActivation::relu) == Approx(0).margin(1e-15));

  auto broken = parameters;
  broken.b_final[2] = std::numeric_limits<double>::quiet_NaN();
  CHECK(std::isnan(exact(broken)));
}

}  // namespace orrery
