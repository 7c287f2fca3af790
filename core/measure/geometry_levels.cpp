#include "core/measure/geometry_levels.h"

#include <cmath>
#include <cstddef>
#include <utility>

#include "core/measure/competing_shape.h"

namespace orrery {
namespace {

constexpr int kGridPoints = 25;     // of a search for regimes, evenly spaced in the logarithm of the density
constexpr double kBoundary = 1e-3;  // relative width to which a boundary is bisected

// Polygons from this size on live on the sparse side: one that gave way at some density is not looked for at
// higher ones, and one that has not is followed from density to density. Smaller shapes cost little and are
// searched afresh.
constexpr int kSparseOnly = 5;

// Fewer features win unless more lower the loss by this share: a linear output with equal importances ties.
constexpr double kTie = 1e-6;

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// Every shape's minimum on one task, and which of the competing geometries each minimum is (kNone: another).
struct Sample {
  double density = 0;
  std::vector<ShapeMinimum> minima;
  std::vector<std::size_t> geometry;

  // The lowest of the minima that are the given geometry, or any competing one for kNone; kNone where there
  // is none.
  std::size_t lowest(std::size_t wanted) const {
    std::size_t best = kNone;
    for (std::size_t k = 0; k < minima.size(); ++k) {
      if (geometry[k] == kNone || (wanted != kNone && geometry[k] != wanted)) continue;
      if (best == kNone || minima[k].loss < minima[best].loss * (1 - kTie)) best = k;
    }
    return best;
  }

  std::size_t winner() const {
    const std::size_t best = lowest(kNone);
    return best == kNone ? kNone : geometry[best];
  }
};

// `sparser` is a sample at a lower density nearby to start from, or null.
Sample sample(const std::vector<CompetingShape>& shapes, const SparseFeatures& task,
              OutputActivation activation, const Sample* sparser) {
  Sample result;
  for (std::size_t k = 0; k < shapes.size(); ++k) {
    const bool follow = sparser != nullptr && shapes[k].places() >= kSparseOnly;
    const ShapeMinimum* start = follow ? &sparser->minima[k] : nullptr;
    if (follow && start->name != shapes[k].name) {
      result.minima.push_back(*start);
      result.geometry.push_back(kNone);
      continue;
    }
    result.minima.push_back(minimise_shape(shapes[k], task, activation, start));
    const std::string& name = result.minima[k].name;
    std::size_t match = kNone;
    for (std::size_t g = 0; g < shapes.size(); ++g) {
      // What a large polygon collapses into is chance: it stands for itself alone.
      if (shapes[g].name == name && (g == k || shapes[k].places() < kSparseOnly)) match = g;
    }
    result.geometry.push_back(match);
  }
  return result;
}

}  // namespace

std::vector<GeometryLevel> geometry_levels(const SparseFeatures& task, int hidden,
                                           OutputActivation activation) {
  const auto shapes = competing_shapes(hidden, task.count());
  const Sample now = sample(shapes, task, activation, nullptr);
  std::vector<GeometryLevel> levels;
  for (std::size_t g = 0; g < shapes.size(); ++g) {
    const std::size_t k = now.lowest(g);
    if (k == kNone) continue;
    levels.push_back({shapes[g].name, shapes[g].words, now.minima[k].loss,
                      shape_parameters(shapes[k], task, now.minima[k])});
  }
  return levels;
}

std::vector<GeometryRegime> geometry_regimes(const std::vector<double>& importance, int hidden,
                                             OutputActivation activation, double p_from, double p_to) {
  const auto shapes = competing_shapes(hidden, static_cast<int>(importance.size()));
  if (shapes.empty()) return {};
  auto at = [&](double density, const Sample* sparser) {
    const SparseFeatures task{std::vector<double>(importance.size(), density), importance};
    Sample result = sample(shapes, task, activation, sparser);
    result.density = density;
    return result;
  };

  std::vector<GeometryRegime> regimes;
  // Ends the regime of the last winner at `density` and begins that of the next.
  auto enter = [&](std::size_t winner, double density) {
    if (!regimes.empty()) regimes.back().to = density;
    const bool known = winner != kNone;
    regimes.push_back({known ? shapes[winner].name : "irregular", known ? shapes[winner].words : "irregular",
                       density, p_to});
  };
  auto bisect = [&](auto& self, const Sample& left, const Sample& right) -> void {
    if (left.winner() == right.winner()) return;
    const double middle = std::sqrt(left.density * right.density);
    if (right.density < left.density * (1 + kBoundary)) return enter(right.winner(), middle);
    const Sample between = at(middle, &left);
    self(self, left, between);
    self(self, between, right);
  };

  Sample left = at(p_from, nullptr);
  enter(left.winner(), p_from);
  for (int i = 1; i < kGridPoints; ++i) {
    const double density =
        i + 1 < kGridPoints ? p_from * std::pow(p_to / p_from, i / (kGridPoints - 1.0)) : p_to;
    Sample right = at(density, &left);
    bisect(bisect, left, right);
    left = std::move(right);
  }
  return regimes;
}

}  // namespace orrery
