#include "core/measure/phase_boundaries.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/measure/exact_loss.h"
#include "core/measure/minimise_exact_loss.h"
#include "core/measure/tegum_factors.h"

namespace orrery {
namespace {

constexpr auto kRelu = OutputActivation::relu;
// A network must beat the ignored feature by this share of the loss to count: rounding and the search's end are below.
constexpr double kGain = 1e-9;
constexpr int kMaxRounds = 60;

template <class Losses>
auto least(const Losses& losses) {
  return std::min_element(losses.begin(), losses.end()) - losses.begin();
}

ToyParameters<double> one_dimension(double w_1, double w_2, double bias) {
  ToyParameters<double> at{Matrix<double>(1, 2), Vector<double>::Constant(2, bias)};
  at.W << w_1, w_2;
  return at;
}

// Of an importance-weighted pair: the lowest of the minima that the starts lead to in which both are represented.
MinimisedLoss represented_pair(double density, double importance) {
  const SparseFeatures task{{density, density}, {1, importance}};
  MinimisedLoss best;
  best.loss = std::numeric_limits<double>::infinity();
  for (const double w_2 : {-1.0, -0.6, -0.2}) {
    MinimisedLoss found = minimise_exact_loss(one_dimension(1, w_2, 0.1 * density), task, kRelu);
    if (found.loss < best.loss) best = std::move(found);
  }
  return best;
}

// E[(x - (A x - k y)_+)^2] of a feature of squared length A when both are on, k = -w_1 w_2 > 0.
double against_antipode(double A, double k) {
  if (A <= k) {
    const double t = A / k;
    return 1.0 / 3 - A * t * (1 - A / 3) / 4;
  }
  const double s = k / A;
  return 1.0 / 3 - (k * s * s / 4 - k * k * s / 12 + (2 * A - A * A) * (1 - s * s * s) / 3 +
                    k * (A - 1) * (1 - s * s) / 2 - k * k * (1 - s) / 3);
}

}  // namespace

PhaseLosses two_feature_losses(double density, double importance) {
  const double ignored = ignored_feature_loss(density);
  return {importance * ignored, (1 + importance) * density * density / 6, ignored};
}

Phase two_feature_phase(double density, double importance) {
  return static_cast<Phase>(least(two_feature_losses(density, importance)));
}

AntipodalRange antipodal_range(double density) {
  if (density >= kTriplePointDensity) return {1, 1};
  const double from = 2 * density / (4 - 5 * density);
  return {from, 1 / from};
}

ThreeFeatureLosses three_feature_losses(double density, double importance) {
  const PhaseLosses pair = two_feature_losses(density, importance);
  return {pair[0], pair[2], pair[1], density * density / 3};
}

ThreeFeaturePhase three_feature_phase(double density, double importance) {
  return static_cast<ThreeFeaturePhase>(least(three_feature_losses(density, importance)));
}

double unit_triangle_loss(double density, double importance) {
  return (2 + importance) * density * density * (3 + density) / 24;
}

double continuous_onset(double density) {
  const double p = density, q = 1 - p, linear = 2 * q * q + p / 2;
  const double B = p * p / 2 / (linear + std::sqrt(linear * linear + p * p * p * q));
  const double f = B * B * (q * q + p * q * B / 3 + p / 4) - p * p * (B / 4 - 1.0 / 3 + 3 * p / 16);
  return f / ignored_feature_loss(p);
}

CriticalImportance critical_importance(double density) {
  const double ignored = ignored_feature_loss(density);
  ExactLoss exact(SparseFeatures{{density, density}, {1, 1}}, kRelu);
  CriticalImportance at{continuous_onset(density), 0};
  for (int round = 0; round < kMaxRounds; ++round) {
    const MinimisedLoss pair = represented_pair(density, at.importance);
    if (!(pair.loss < at.importance * ignored * (1 - kGain))) break;
    const std::vector<double> loss = exact.by_feature(pair.parameters);
    at = {loss[0] / (ignored - loss[1]), std::abs(pair.parameters.W(0, 1))};
  }
  return at;
}

double triangle_density() {
  const TegumFactor &triangle = tegum_factor("triangle"), &digon = tegum_factor("digon");
  double below = 0.3, above = 0.7;
  while (above - below > 1e-9) {
    const double p = 0.5 * (below + above);
    (factor_optimum(triangle, p).loss < factor_optimum(digon, p).loss ? above : below) = p;
  }
  return 0.5 * (below + above);
}

double biasless_pair_loss(double w_1, double w_2, double density, double importance) {
  const double p = density, r = importance, A = w_1 * w_1, B = w_2 * w_2, c = w_1 * w_2;
  const double shared = c > 0 ? c * c / 3 : 0;
  const double only_1 = (1 - A) * (1 - A) / 3 + r * shared;
  const double only_2 = r * (1 - B) * (1 - B) / 3 + shared;
  double both;
  if (c < 0) {
    both = against_antipode(A, -c) + r * against_antipode(B, -c);
  } else {
    both = (1 - A) * (1 - A) / 3 + c * c / 3 - (1 - A) * c / 2 +
           r * ((1 - B) * (1 - B) / 3 + c * c / 3 - (1 - B) * c / 2);
  }
  return p * (1 - p) * (only_1 + only_2) + p * p * both;
}

double biasless_antipodal_loss(double density) {
  const double square = (8 - 5 * density) / (8 - 6 * density), w = std::sqrt(square);
  return biasless_pair_loss(w, -w, density, 1);
}

double confused_density() {
  return (40 - 4 * std::sqrt(14.0)) / 43;
}

std::string_view phase_name(Phase phase) {
  constexpr std::string_view kNames[] = {"ignored", "antipodal", "dedicated"};
  return kNames[static_cast<int>(phase)];
}

}  // namespace orrery
