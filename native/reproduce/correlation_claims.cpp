// Sets of features that switch on together or take turns, trained.
#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "core/measure/geometry.h"
#include "core/measure/pair_collapse.h"
#include "native/reproduce/number_claim.h"
#include "native/reproduce/papers.h"
#include "native/reproduce/trained_models.h"

namespace orrery {
namespace {

/// The seed of least exact loss.
SeedOutcome best_of(const Recipe& recipe, uint32_t seeds, const ReproduceOptions& options) {
  const auto outcomes = train_seeds(recipe.spec(), seeds_for(seeds, options.quick), options.threads);
  return *std::min_element(outcomes.begin(), outcomes.end(), [](const SeedOutcome& a, const SeedOutcome& b) {
    return a.exact_loss < b.exact_loss;
  });
}

double cosine(const Matrix<double>& W, int i, int j) {
  return W.col(i).dot(W.col(j)) / (W.col(i).norm() * W.col(j).norm());
}

Finding anticorrelated(const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe{"superposition-anticorrelated", {}};
  const SeedOutcome best = best_of(recipe, 16, options);
  const double opposite = std::max(cosine(best.parameters.W, 0, 1), cosine(best.parameters.W, 2, 3));
  return {0,
          "loss below 1e-6, and the members of each pair opposite to a cosine of -.99, best of the seeds",
          {{"loss", best.exact_loss}, {"cosine", opposite}, {"seed", best.seed}},
          best.exact_loss < 1e-6 && opposite < -0.99,
          recipe.command(best.seed, id)};
}

Recipe three_pairs(double density) {
  return {"superposition-correlated",
          {"task.features=6", "task.correlated=[2,2,2]", fmt::format("task.density={}", density)}};
}

struct Hexagon {
  double density, angle, loss;
};
constexpr Hexagon kHexagons[] = {{0.01, 65, 0.001233}, {0.05, 63, 0.009209}};

Finding hexagon(const Hexagon& row, const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe = three_pairs(row.density);
  const SeedOutcome best = best_of(recipe, 64, options);
  double angle = 0;
  for (int pair = 0; pair < kCollapsingPairs; ++pair)
    angle += std::acos(cosine(best.parameters.W, 2 * pair, 2 * pair + 1)) * 180 / std::numbers::pi /
             kCollapsingPairs;
  return {{{"angle", row.angle}, {"loss", row.loss}},
          "mean angle within 2 degrees, loss within 3 %, best of the seeds",
          {{"angle", angle}, {"loss", best.exact_loss}, {"seed", best.seed}},
          std::abs(angle - row.angle) <= 2 && std::abs(best.exact_loss / row.loss - 1) <= 0.03,
          recipe.command(best.seed, id)};
}

struct Collapse {
  double density;
  int collapsed;
};
constexpr Collapse kCollapses[] = {{0.03, 0}, {0.1, 1}, {0.25, 2}, {0.45, 3}};

Finding collapse(const Collapse& row, const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe = three_pairs(row.density);
  const SeedOutcome best = best_of(recipe, 64, options);
  const int found = collapsed_pairs(best.parameters.W);
  return {row.collapsed,
          "equal, best of the seeds",
          {{"pairs", found}, {"seed", best.seed}},
          found == row.collapsed,
          recipe.command(best.seed, id)};
}

/// The preset's small start, in 0.05 Xavier deviations.
Finding octahedron(const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe{"superposition-octahedron", {}};
  const SeedOutcome best = best_of(recipe, 16, options);
  const Matrix<double> dots = best.parameters.W.transpose() * best.parameters.W;
  double worst_opposite = -2, worst_within = 0;
  for (int i = 0; i < 3; ++i) {
    worst_opposite = std::max(worst_opposite, dots.row(i).segment(3, 3).minCoeff());
    for (int j = 0; j < 3; ++j)
      if (i != j) worst_within = std::max({worst_within, std::abs(dots(i, j)), std::abs(dots(3 + i, 3 + j))});
  }
  return {
      {{"opposite", -1}, {"within_a_set", 0}},
      "each feature's least dot with the other set below -.9, dots within a set below .05, best of the seeds",
      {{"opposite", worst_opposite}, {"within_a_set", worst_within}, {"seed", best.seed}},
      worst_opposite < -0.9 && worst_within < 0.05,
      recipe.command(best.seed, id)};
}

}  // namespace

std::vector<Claim> correlation_claims() {
  std::vector<Claim> claims;
  const auto add = [&](std::string id, std::string statement, std::string source, auto find) {
    claims.push_back({id, kToyModels, std::move(statement), std::move(source),
                      [=](const ReproduceOptions& options) { return find(id, options); }, true});
  };
  add("trained-anticorrelated-pairs", "two anticorrelated pairs trained in two dimensions: no loss is left",
      "derived", anticorrelated);
  for (const Hexagon& row : kHexagons)
    add(fmt::format("trained-hexagon-p{:03.0f}", 100 * row.density),
        fmt::format(
            "three correlated pairs trained in two dimensions at density {:g}: a hexagon with the members "
            "of each pair side by side; their angle in degrees, and the loss",
            row.density),
        "derived",
        [row](const std::string& id, const ReproduceOptions& options) { return hexagon(row, id, options); });
  for (const Collapse& row : kCollapses)
    add(fmt::format("trained-collapse-p{:03.0f}", 100 * row.density),
        fmt::format(
            "three correlated pairs trained in two dimensions at density {:g}: so many of them collapse to "
            "a principal component",
            row.density),
        "derived",
        [row](const std::string& id, const ReproduceOptions& options) { return collapse(row, id, options); });
  add("trained-octahedron",
      "two correlated sets of three features trained in three dimensions at density .1 from small weights: "
      "an "
      "octahedron whose opposite corners join the sets",
      "published", octahedron);
  return claims;
}

}  // namespace orrery
