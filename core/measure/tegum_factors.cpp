#include "core/measure/tegum_factors.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "core/measure/exact_loss.h"
#include "core/measure/output_loss.h"
#include "core/numeric/bfgs.h"

namespace orrery {
namespace {

constexpr int kGridPoints = 60;     // of a search for ranges, evenly spaced in the logarithm of the density
constexpr double kBoundary = 1e-9;  // relative width to which a boundary is bisected
constexpr double kOrthogonal = 1e-15;  // a smaller cosine is rounding of an exact 0
// The loss is flat at its least: a gradient of 1e-8 leaves an error of 1e-15.
constexpr BfgsOptions kSearch{.gradient_tolerance = 1e-8, .value_tolerance = 1e-15, .max_evaluations = 400};
constexpr double kTightHeight =
    1.0 / 3;  // z^2 of the antiprism that is a tight frame: where its search starts

TegumFactor simplex(std::string name, int vertices) {
  Vector<double> cosine = Vector<double>::Constant(vertices, vertices > 1 ? -1.0 / (vertices - 1) : 1.0);
  cosine[0] = 1;
  return {std::move(name), vertices > 1 ? vertices - 1 : 1, cosine, Vector<double>::Zero(vertices)};
}

// Two squares at heights z and -z, turned by 45 degrees: cosines z^2 + (1 - z^2) cos, -z^2 + (1 - z^2) cos.
TegumFactor square_antiprism() {
  TegumFactor factor{"square-antiprism", 3, Vector<double>(8), Vector<double>(8)};
  for (int i = 0; i < 8; ++i) {
    const bool same = i < 4;
    factor.cosine[i] = std::cos(std::numbers::pi / 2 * (i % 4) + (same ? 0 : std::numbers::pi / 4));
    factor.by_height[i] = (same ? 1 : -1) - factor.cosine[i];
  }
  return factor;
}

// The least loss over s, b and z^2 on k features, of which an ignored one costs `ignored`.
FactorOptimum optimum_of(const TegumFactor& factor, const FeatureSets& features, double ignored) {
  const int k = factor.vertices();
  const bool has_height = !factor.by_height.isZero();
  OutputLoss output(features, OutputActivation::relu);
  Vector<double> cosine(k), slope(k), slope_gradient(k);
  // x = (s, b) or (s, b, z^2): one vertex's loss, the same for all.
  const Objective objective = [&](const Vector<double>& x, Vector<double>& gradient) {
    if (!(x[0] > 0)) return std::numeric_limits<double>::infinity();
    cosine = factor.cosine;
    if (has_height) cosine += x[2] * factor.by_height;
    slope = (cosine.array().abs() < kOrthogonal).select(0, x[0] * cosine);
    const double loss = output.value(slope.data(), x[1], 0, slope_gradient.data(), gradient[1]);
    gradient[0] = cosine.dot(slope_gradient);
    if (has_height) gradient[2] = x[0] * factor.by_height.dot(slope_gradient);
    return loss;
  };
  Vector<double> start(has_height ? 3 : 2);
  start.head(2) << 1, 0;
  if (has_height) start[2] = kTightHeight;
  const Minimum best = minimise_bfgs(objective, start, kSearch);
  const double loss = k * best.value;
  return {loss, (k * ignored - loss) / factor.dimensions, best.x[0], best.x[1],
          has_height ? std::sqrt(best.x[2]) : 0};
}

}  // namespace

TegumFactor polygon_factor(std::string name, int vertices) {
  Vector<double> cosine(vertices);
  for (int i = 0; i < vertices; ++i) cosine[i] = std::cos(2 * std::numbers::pi * i / vertices);
  return {std::move(name), 2, cosine, Vector<double>::Zero(vertices)};
}

const std::vector<TegumFactor>& tegum_factors() {
  static const std::vector<TegumFactor> factors = {
      simplex("dedicated", 1),      simplex("digon", 2),           simplex("triangle", 3),
      simplex("tetrahedron", 4),    simplex("4-simplex", 5),       polygon_factor("pentagon", 5),
      polygon_factor("hexagon", 6), polygon_factor("heptagon", 7), square_antiprism()};
  return factors;
}

const TegumFactor& tegum_factor(const std::string& polytope) {
  const auto& factors = tegum_factors();
  std::size_t at = 0;
  while (factors[at].polytope != polytope) ++at;
  return factors[at];
}

FactorOptimum factor_optimum(const TegumFactor& factor, double density) {
  return optimum_of(factor, alike_sets(factor.vertices(), 1, SetKind::independent, density),
                    ignored_feature_loss(density));
}

FactorOptimum sparse_factor_optimum(const TegumFactor& factor) {
  const int k = factor.vertices();
  FactorOptimum optimum = optimum_of(factor, alike_sets(1, k, SetKind::anticorrelated, 1), 1.0 / 3 / k);
  optimum.loss *= k;
  optimum.benefit *= k;
  return optimum;
}

BestFactor best_factor(double density) {
  BestFactor best{nullptr, {}};
  for (const TegumFactor& factor : tegum_factors()) {
    const FactorOptimum optimum = factor_optimum(factor, density);
    if (best.factor == nullptr || optimum.benefit > best.optimum.benefit) best = {&factor, optimum};
  }
  return best;
}

double benefit_crossing(const TegumFactor& a, const TegumFactor& b, double from, double to) {
  const auto ahead = [&](double p) { return factor_optimum(a, p).benefit > factor_optimum(b, p).benefit; };
  const bool first = ahead(from);
  if (ahead(to) == first) return std::numeric_limits<double>::quiet_NaN();
  while (to > from * (1 + kBoundary)) {
    const double middle = 0.5 * (from + to);
    (ahead(middle) == first ? from : to) = middle;
  }
  return 0.5 * (from + to);
}

std::vector<FactorRange> factor_ranges(double from, double to) {
  const TegumFactor* winner = best_factor(from).factor;
  std::vector<FactorRange> ranges{{winner->polytope, from, to}};
  double left = from;
  for (int i = 1; i <= kGridPoints; ++i) {
    const double right = i < kGridPoints ? from * std::pow(to / from, double(i) / kGridPoints) : to;
    const TegumFactor* next = best_factor(right).factor;
    if (next != winner) {
      const double boundary = benefit_crossing(*winner, *next, left, right);
      ranges.back().to = boundary;
      ranges.push_back({next->polytope, boundary, to});
      winner = next;
    }
    left = right;
  }
  return ranges;
}

}  // namespace orrery
