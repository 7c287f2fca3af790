#include "core/measure/pair_collapse.h"

#include <cmath>
#include <limits>
#include <vector>

namespace orrery {
namespace {

constexpr int kFeatures = 2 * kCollapsingPairs;
constexpr double kWidth = 1e-5;  // of the bisection's last interval

struct Place {
  double length, degrees, bias;
};
struct Start {
  int collapsed;
  std::array<Place, kFeatures> places;
};

// The shapes that random starts settle in, pair by pair. None collapsed: a hexagon of neighbours. One: it balances the
// two others, each bent round. Two at right angles, the third pair's members opposite to them. Three: two opposite and
// one across, a triangle, or, dense, a fan that is close to two principal components.
constexpr Start kStarts[] = {
    {0,
     {{{0.95, 28, -0.2},
       {0.95, -28, -0.2},
       {0.95, 148, -0.2},
       {0.95, 92, -0.2},
       {0.95, 268, -0.2},
       {0.95, 212, -0.2}}}},
    {1,
     {{{0.71, 2, 0},
       {0.71, -2, 0},
       {0.99, 78, -0.16},
       {0.92, 148, -0.07},
       {0.99, -78, -0.16},
       {0.92, -148, -0.07}}}},
    {2, {{{0.72, 1, 0}, {0.72, -1, 0}, {0.72, 94, 0}, {0.72, 96, 0}, {0.97, 176, 0}, {0.97, 271, 0}}}},
    {3,
     {{{0.7, 1, 0.06}, {0.7, -1, 0.06}, {0.7, 181, 0.06}, {0.7, 179, 0.06}, {0.71, 91, 0}, {0.71, 89, 0}}}},
    {3,
     {{{0.65, 1, 0.2},
       {0.65, -1, 0.2},
       {0.65, 121, 0.2},
       {0.65, 119, 0.2},
       {0.65, 241, 0.2},
       {0.65, 239, 0.2}}}},
    {3, {{{0.66, 1, 0}, {0.66, -1, 0}, {0.66, 100, 0}, {0.66, 98, 0}, {0.37, 51, 0}, {0.37, 48, 0}}}},
};

ToyParameters<double> network_of(const Start& start) {
  ToyParameters<double> at{Matrix<double>(2, kFeatures), Vector<double>(kFeatures)};
  for (int i = 0; i < kFeatures; ++i) {
    const Place& place = start.places[i];
    const double angle = place.degrees * std::acos(-1.0) / 180;
    at.W.col(i) << place.length * std::cos(angle), place.length * std::sin(angle);
    at.b_final[i] = place.bias;
  }
  return at;
}

}  // namespace

int collapsed_pairs(const Matrix<double>& W) {
  int count = 0;
  for (int pair = 0; pair < kCollapsingPairs; ++pair) {
    const auto a = W.col(2 * pair), b = W.col(2 * pair + 1);
    count += a.dot(b) > kCollapsedCosine * a.norm() * b.norm();
  }
  return count;
}

MinimisedLoss collapse_level(double density, int collapsed) {
  const FeatureSets task = alike_sets(kCollapsingPairs, 2, SetKind::correlated, density);
  MinimisedLoss best;
  best.loss = std::numeric_limits<double>::infinity();
  for (const Start& start : kStarts) {
    if (start.collapsed != collapsed) continue;
    MinimisedLoss found = minimise_exact_loss(network_of(start), task, OutputActivation::relu);
    if (collapsed_pairs(found.parameters.W) == collapsed && found.loss < best.loss) best = std::move(found);
  }
  return best;
}

std::array<MinimisedLoss, kCollapsingPairs + 1> collapse_levels(double density) {
  std::array<MinimisedLoss, kCollapsingPairs + 1> levels;
  for (int c = 0; c <= kCollapsingPairs; ++c) levels[c] = collapse_level(density, c);
  return levels;
}

double collapse_density(int collapsed) {
  double fewer = 0.02, more = 0.6;
  while (more - fewer > kWidth) {
    const double density = 0.5 * (fewer + more);
    const bool gains = collapse_level(density, collapsed).loss < collapse_level(density, collapsed - 1).loss;
    (gains ? more : fewer) = density;
  }
  return 0.5 * (fewer + more);
}

}  // namespace orrery
