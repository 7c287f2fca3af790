// The exact loss against known values and against an independent method: the alternating sum of the closed
// form, evaluated in quadruple precision, where its cancellation does no harm.
#include <cmath>
#include <limits>

#include "core/measure/exact_loss.h"
#include "tests/catch.h"
#include "tests/core/hand_built.h"

namespace orrery {
namespace {

using test::network;
using test::Numbers;
using test::random_network;
using test::regular_polygon;
using test::uniform_task;

#if defined(__SIZEOF_FLOAT128__)
using Wide = __float128;
#else
using Wide = long double;  // 128 bits wide where the compiler has no __float128: wasm, ARM
#endif

Wide wide_power(Wide base, int exponent) {
  Wide result = 1;
  for (int i = 0; i < exponent; ++i) result *= base;
  return result;
}

// E[(x_j - max(b + a.x, 0))^2] by McGrath's closed form: with the set A of k features active and a_S = sum
// over S of a,
//   E[z_+^2 | A]   = 2 / prod a * sum_S (-1)^(k-|S|) (b + a_S)_+^(k+2) / (k+2)!
//   E[x_j z_+ | A] = 1 / prod a * (sum_{S has j} (-1)^(k-|S|) (b + a_S)_+^(k+1) / (k+1)! - 1/a_j * the sum
//   above / 2)
Wide reference_output(const std::vector<Wide>& slope, Wide offset, int own,
                      const std::vector<double>& density) {
  const int n = static_cast<int>(slope.size());
  Wide loss = Wide(density[own]) / 3;
  for (int active = 0; active < 1 << n; ++active) {
    Wide probability = 1, product = 1, factorial = 1;
    int k = 0;
    for (int i = 0; i < n; ++i) {
      const bool on = active >> i & 1;
      probability *= on ? Wide(density[i]) : 1 - Wide(density[i]);
      if (on && slope[i] != 0) {
        product *= slope[i];
        ++k;
      }
    }
    for (int i = 2; i <= k + 2; ++i) factorial *= i;
    int reaching = active;
    for (int i = 0; i < n; ++i)
      if (slope[i] == 0) reaching &= ~(1 << i);
    Wide square = 0, product_with_own = 0;
    for (int chosen = reaching;; chosen = (chosen - 1) & reaching) {
      Wide z = offset;
      int size = 0;
      for (int i = 0; i < n; ++i) {
        if (chosen >> i & 1) {
          z += slope[i];
          ++size;
        }
      }
      if (z > 0) {
        const Wide term = ((k - size) % 2 ? -1 : 1) * wide_power(z, k + 1);
        square += term * z;
        if (chosen >> own & 1) product_with_own += term * (k + 2);
      }
      if (chosen == 0) break;
    }
    loss += probability * 2 * square / (product * factorial);
    if (reaching >> own & 1) {
      loss -= probability * 2 * (product_with_own - square / slope[own]) / (product * factorial);
    } else if (active >> own & 1) {
      loss -= probability * (offset > 0 ? offset : 0);  // W_own = 0: z = b whatever x_own, whose mean is 1/2
    }
  }
  return loss;
}

// The parameters and a step along a direction, so that quadruple precision can also take sharp differences.
Wide reference_loss(const ToyParameters<double>& at, const SparseFeatures& task,
                    const ToyParameters<double>* along = nullptr, Wide step = 0) {
  const int n = task.count();
  auto weight = [&](int d, int i) {
    return Wide(at.W(d, i)) + (along ? step * Wide(along->W(d, i)) : Wide(0));
  };
  Wide loss = 0;
  for (int j = 0; j < n; ++j) {
    std::vector<Wide> slope(n, 0);
    for (int i = 0; i < n; ++i)
      for (int d = 0; d < at.W.rows(); ++d) slope[i] += weight(d, j) * weight(d, i);
    const Wide offset = Wide(at.b_final[j]) + (along ? step * Wide(along->b_final[j]) : Wide(0));
    loss += Wide(task.importance[j]) * reference_output(slope, offset, j, task.density);
  }
  return loss;
}

double directional(const ToyParameters<double>& gradient, const ToyParameters<double>& along) {
  return gradient.W.cwiseProduct(along.W).sum() + gradient.b_final.dot(along.b_final);
}

struct Worst {
  double loss = 0;
  double gradient = 0;
};

// Largest error of the loss, and of its derivative along a random direction, in units of max(1, size).
// `step` of the central difference: its error grows as step^2 / (smallest slope), the sum's cancellation as 1
// / step.
Worst worst_error(const ToyParameters<double>& parameters, const SparseFeatures& task, Numbers& numbers,
                  double step_size = 1e-9) {
  ExactLoss exact(task, OutputActivation::relu);
  ToyParameters<double> gradient;
  const double loss = exact(parameters, gradient);
  const double reference = static_cast<double>(reference_loss(parameters, task));
  const auto along = random_network(parameters.W.rows(), task.count(), 1, 1, numbers);
  const Wide step = Wide(step_size);
  const double slope = static_cast<double>(
      (reference_loss(parameters, task, &along, step) - reference_loss(parameters, task, &along, -step)) /
      (2 * step));
  return {std::abs(loss - reference) / std::max(1.0, std::abs(reference)),
          std::abs(directional(gradient, along) - slope) / std::max(1.0, std::abs(slope))};
}

void widen(Worst& worst, const Worst& seen) {
  worst.loss = std::max(worst.loss, seen.loss);
  worst.gradient = std::max(worst.gradient, seen.gradient);
}

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
