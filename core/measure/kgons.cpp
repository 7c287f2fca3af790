#include "core/measure/kgons.h"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/measure/minimise_exact_loss.h"
#include "core/measure/tegum_factors.h"
#include "core/numeric/regular_polygon.h"

namespace orrery {

double one_active_cost(const ToyParameters<double>& parameters) {
  const Matrix<double> a = parameters.W.transpose() * parameters.W;
  double cost = 0;
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    const double b = parameters.b_final[i], square = a(i, i), missing = 1 - square;
    const double always_on = missing * missing - 3 * missing * b + 3 * b * b;
    if (b > 0) {
      cost += always_on;
    } else if (square >= -b && square > 0) {
      cost += b * b * b / (square * square) + b * b * b / square + always_on;
    } else {
      cost += 1;
    }
    for (Eigen::Index j = 0; j < a.cols(); ++j) {
      if (j == i) continue;
      const double other = a(i, j);
      if (b > 0) {
        cost += -other > b ? -b * b * b / other : other * other + 3 * other * b + 3 * b * b;
      } else if (other > -b) {
        cost += std::pow(other + b, 3) / other;
      }
    }
  }
  return cost;
}

Kgon kgon(int vertices) {
  const FactorOptimum optimum = sparse_factor_optimum(polygon_factor("polygon", vertices));
  return {std::sqrt(optimum.squared_length), optimum.bias, 3 * optimum.loss};
}

std::vector<Kgon> stationary_kgons(int vertices) {
  constexpr int kStarts = 20, kRounds = 60;
  constexpr double kLongest = 4, kStep = 1e-6, kSame = 1e-5;
  // Of a feature's share of the cost, by length and bias.
  const auto slopes = [&](const Eigen::Vector2d& x) {
    const double s = x[0] * x[0], b = x[1];
    Eigen::Vector2d slope(-2 * b * b * b / (s * s * s) - b * b * b / (s * s) - 2 * (1 - s) + 3 * b,
                          3 * b * b / (s * s) + 3 * b * b / s - 3 * (1 - s) + 6 * b);
    for (int j = 1; j < vertices; ++j) {
      const double cosine = std::cos(2 * std::numbers::pi * j / vertices), overlap = s * cosine,
                   on = overlap + b;
      if (on <= 0) continue;
      slope += Eigen::Vector2d(cosine * (3 * on * on / overlap - on * on * on / (overlap * overlap)),
                               3 * on * on / overlap);
    }
    slope[0] *= 2 * x[0];
    return slope;
  };
  std::vector<Kgon> found;
  for (int i = 1; i <= kStarts; ++i)
    for (int j = 1; j < kStarts; ++j) {
      Eigen::Vector2d x(std::sqrt(kLongest * i / kStarts), -kLongest * i * j / (kStarts * kStarts));
      for (int round = 0; round < kRounds; ++round) {
        const Eigen::Vector2d slope = slopes(x);
        Eigen::Matrix2d curvature;
        for (int d = 0; d < 2; ++d)
          curvature.col(d) = (slopes(x + kStep * Eigen::Vector2d::Unit(d)) - slope) / kStep;
        x -= curvature.inverse() * slope;
        if (!(x[0] > 0 && x[1] < 0 && -x[1] < x[0] * x[0])) break;
        if (round + 1 < kRounds || slopes(x).norm() > kSame) continue;
        const auto same = [&](const Kgon& other) {
          return std::hypot(other.length - x[0], other.bias - x[1]) < kSame;
        };
        if (std::none_of(found.begin(), found.end(), same))
          found.push_back(
              {x[0], x[1],
               one_active_cost({regular_polygon(vertices, x[0]), Vector<double>::Constant(vertices, x[1])})});
      }
    }
  std::sort(found.begin(), found.end(), [](const Kgon& a, const Kgon& b) { return a.length < b.length; });
  return found;
}

double kgon_level(int vertices, int features, int raised) {
  const double c = features;
  return (kgon(vertices).cost + c - vertices) / (3 * c) - raised / (4 * c * c);
}

double hexagon_importance() {
  constexpr int kFeatures = 6;
  const double pentagon = kgon(kFeatures - 1).cost / (3 * kFeatures);
  const double dead = 1.0 / (3 * kFeatures) - 1.0 / (4 * kFeatures * kFeatures);
  const Kgon regular = kgon(kFeatures);
  const ToyParameters<double> hexagon{regular_polygon(kFeatures, regular.length),
                                      Vector<double>::Constant(kFeatures, regular.bias)};
  FeatureSets task = alike_sets(1, kFeatures, SetKind::anticorrelated, 1);
  double below = 0.5, above = 1;
  while (above - below > 1e-7) {
    const double u = 0.5 * (below + above);
    task.importance[0] = u;
    const double loss = minimise_exact_loss(hexagon, task, OutputActivation::relu).loss;
    (loss < pentagon + u * dead ? above : below) = u;
  }
  return 0.5 * (below + above);
}

Kgon binary_kgon(int vertices) {
  const double cosine = std::cos(2 * std::numbers::pi / vertices), square = 1 / (1 - cosine);
  return {std::sqrt(square), -cosine * square, 0};
}

}  // namespace orrery
