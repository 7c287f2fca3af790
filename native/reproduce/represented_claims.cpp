// How many features trained networks represent, and in which shapes: the basic results, twenty features in five
// dimensions and eighty in twenty, and uniform superposition, sixty equal features in six and four hundred in thirty.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/measure/digon_law.h"
#include "core/measure/geometry.h"
#include "core/measure/tegum_factors.h"
#include "native/reproduce/number_claim.h"
#include "native/reproduce/papers.h"
#include "native/reproduce/trained_models.h"

namespace orrery {
namespace {

// ---- Twenty features in five dimensions ----

struct Counts {
  double density;
  int dedicated, represented;

  bool operator==(const Counts&) const = default;
};
constexpr Counts kCounts[] = {{1, 5, 5}, {0.5, 4, 6}, {0.3, 3, 7}, {0.2, 2, 8}, {0.1, 1, 9}, {0.03, 0, 10}};

/// At density .03 five pairs cost a few thousandths more than a pentagon and three pairs: fewer examples can't tell them
/// apart.
constexpr int kCountingExamples = 4 * kTestExamples;

Counts counts_of(const Matrix<double>& W, double density) {
  Counts counts{density, 0, 0};
  for (const GeometryComponent& part : classify_geometry(W).components) {
    counts.dedicated += part.polytope == "dedicated";
    counts.represented += static_cast<int>(part.features.size());
  }
  return counts;
}

Finding trained_counts(const Counts& row, const Recipe& recipe, const std::string& id,
                       const ReproduceOptions& options) {
  const auto models =
      trained_models(recipe.spec(), seeds_for(8, options.quick), options.threads, kCountingExamples);
  const TrainedModel& best = models.front();
  const Counts found = counts_of(best.parameters.W, row.density);
  Json ours = {{"dedicated", found.dedicated},
               {"represented", found.represented},
               {"geometry", classify_geometry(best.parameters.W).words},
               {"seed", best.seed}};
  if (found != row)
    ours.update(
        cost_as_claimed(models, [&](const Matrix<double>& W) { return counts_of(W, row.density) == row; }));
  return {{{"dedicated", row.dedicated}, {"represented", row.represented}},
          fmt::format("equal, in the network of least loss of {} seeds", models.size()),
          ours,
          found == row,
          recipe.command(best.seed, id)};
}

// ---- Eighty features in twenty dimensions ----

constexpr double kEightyDensities[] = {0.5, 0.3, 0.1};

/// What the law of pairs has of eighty features, importance 0.9^i, in twenty dimensions.
Counts eighty_counts(double density) {
  std::vector<double> importance;
  for (int i = 0; i < 80; ++i) importance.push_back(std::pow(0.9, i));
  const DigonCount law = digon_count(importance, 20, density);
  return {density, law.dedicated, law.represented()};
}

// ---- Sixty features in six dimensions ----

constexpr double kNear = 0.03;  // of a dimensionality
constexpr double kPlateau = 0.02;

struct Uniform {
  double density;
  const char* polytope;
  int features;
  double dimensionality;  // of each
  const char* note = "";
};
constexpr double kUniformSum = 6;  // of all dimensionalities
constexpr Uniform kUniform[] = {
    {0.45, "digon", 12, 0.5},
    {0.30, "digon", 12, 0.5},
    {0.25, "digon", 12, 0.5},
    {0.20, "square-antiprism", 16, 0.375,
     "; antiprisms of the height that costs least are no tight frame, and miss it"}};

Finding uniform_shapes(const Uniform& row, const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe{"superposition-400-30",
                      {"task.features=60", "model.hidden=6", fmt::format("task.density={}", row.density),
                       "batch=256", "steps=4000", "optimizer.learning_rate=0.01"}};
  const auto models = trained_models(recipe.spec(), seeds_for(64, options.quick), options.threads);
  const TrainedModel& best = models.front();
  const Vector<double> D = feature_dimensionality(best.parameters.W);
  const auto near =
      std::count_if(D.begin(), D.end(), [&](double d) { return std::abs(d - row.dimensionality) <= kNear; });
  return {{{"features", row.features}, {"sum_of_dimensionalities", kUniformSum}},
          fmt::format("features whose dimensionality is within {} of {}: equal; the sum within 0.01; in the "
                      "network of least loss of {} seeds",
                      kNear, row.dimensionality, models.size()),
          {{"features", near},
           {"sum_of_dimensionalities", D.sum()},
           {"geometry", classify_geometry(best.parameters.W).words},
           {"seed", best.seed}},
          near == row.features && std::abs(D.sum() - kUniformSum) <= 0.01,
          recipe.command(best.seed, id)};
}

// ---- Four hundred features in thirty dimensions ----

/// D* where features are orthogonal pairs, and where the network is free to rotate them, as dense ones are.
Finding plateau(double density, double expected, const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe = article_geometry(density);
  const SeedOutcome outcome = train_seeds(recipe.spec(), 1, options.threads).front();
  const double share = dimensions_per_feature(outcome.parameters.W);
  return {expected, fmt::format("within {}", kPlateau), share, std::abs(share - expected) <= kPlateau,
          recipe.command(outcome.seed, id)};
}

}  // namespace

std::vector<Claim> represented_claims() {
  std::vector<Claim> claims;
  for (const Counts& row : kCounts) {
    const std::string id = fmt::format("trained-counts-p{:03.0f}", 100 * row.density);
    claims.push_back(
        {id, kToyModels,
         fmt::format("20 features trained in 5 dimensions, importance 0.7^i, density {:g}: features with a "
                     "dimension of their own, and features represented, as the law of pairs has them",
                     row.density),
         "derived",
         [=](const ReproduceOptions& options) {
           const Recipe recipe{"superposition-20-5", {fmt::format("task.density={}", row.density)}};
           return trained_counts(row, recipe, id, options);
         },
         true});
  }
  for (const double density : kEightyDensities) {
    const std::string id = fmt::format("trained-eighty-p{:03.0f}", 100 * density);
    claims.push_back(
        {id, kToyModels,
         fmt::format("80 features trained in 20 dimensions, importance 0.9^i, density {:g}: features with a "
                     "dimension of their own, and features represented, as the law of pairs has them",
                     density),
         "derived",
         [=](const ReproduceOptions& options) {
           return trained_counts(eighty_counts(density), eighty_features(density), id, options);
         },
         true});
  }
  for (const Uniform& row : kUniform) {
    const std::string id = fmt::format("trained-uniform-p{:03.0f}", 100 * row.density);
    claims.push_back(
        {id, kToyModels,
         fmt::format("60 equal features trained in 6 dimensions, density {:g}: {} features in {}s fill all "
                     "dimensions{}",
                     row.density, row.features, row.polytope, row.note),
         "derived", [=](const ReproduceOptions& options) { return uniform_shapes(row, id, options); }, true});
  }
  const struct {
    double density, expected;
    const char* shape;
  } plateaus[] = {{1, 1, "no feature shares a dimension"}, {0.35, 0.5, "the features kept are pairs"}};
  for (const auto& row : plateaus) {
    const std::string id = fmt::format("plateau-p{:03.0f}", 100 * row.density);
    claims.push_back({id, kToyModels,
                      fmt::format("400 equal features trained in 30 dimensions, density {:g}: dimensions per "
                                  "feature lie on the plateau where {}",
                                  row.density, row.shape),
                      "published",
                      [id, density = row.density, expected = row.expected](const ReproduceOptions& options) {
                        return plateau(density, expected, id, options);
                      },
                      true});
  }
  return claims;
}

}  // namespace orrery
