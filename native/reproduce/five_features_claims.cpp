// The introduction's figure: five features in two dimensions at ten densities, and how surely training finds
// the pentagon.
#include <fmt/format.h>

#include "core/measure/measures.h"
#include "core/train/presets.h"
#include "native/failure.h"
#include "native/reproduce/claim.h"
#include "native/train/train_many.h"

namespace orrery {
namespace {

constexpr const char* kPaper = "Elhage et al. 2022, Toy Models of Superposition";
constexpr double kTolerance = 0.03;

/// The global minimum of the exact loss at density p = 20^(-k/9), by multi-start search.
struct Row {
  double density;
  double loss_per_feature;
  const char* geometry;  // the classifier's name
};
constexpr Row kRows[] = {{1.0000, 0.03658, "two-features"}, {0.7169, 0.04840, "two-features"},
                         {0.5139, 0.04123, "two-pairs"},    {0.3684, 0.02664, "two-pairs"},
                         {0.2641, 0.01711, "two-pairs"},    {0.1893, 0.01117, "two-pairs"},
                         {0.1357, 0.00698, "pentagon"},     {0.0973, 0.00411, "pentagon"},
                         {0.0697, 0.00243, "pentagon"},     {0.0500, 0.00145, "pentagon"}};

std::vector<RunSpec> with_seeds(RunSpec spec, uint32_t count) {
  std::vector<RunSpec> specs;
  for (spec.seed = 0; spec.seed < count; ++spec.seed) specs.push_back(spec);
  return specs;
}

Finding lowest_loss(size_t k, const ReproduceOptions& options) {
  const Row& row = kRows[k];
  RunSpec spec = value_or_throw(preset_spec("superposition-intro"));
  spec.task.density = {row.density};
  const auto runs = train_many(with_seeds(spec, options.quick ? 8 : 32), options.threads);
  Run* best = nullptr;
  double lowest = 0;
  for (const auto& run : runs) {
    const double loss = measured_number(*run, "superposition.exact_loss") / 5;
    if (!best || loss < lowest) best = run.get(), lowest = loss;
  }
  const std::string geometry = measured_name(*best, "superposition.geometry");
  return {{{"loss_per_feature", row.loss_per_feature}, {"geometry", row.geometry}},
          fmt::format("best of {} seeds by exact loss within 3 %, and the geometry", runs.size()),
          {{"loss_per_feature", lowest}, {"geometry", geometry}, {"seed", best->spec().seed}},
          std::abs(lowest / row.loss_per_feature - 1) <= kTolerance && geometry == row.geometry,
          fmt::format("orrery train --preset superposition-intro --set task.density={} seed={} --out "
                      "runs/five-features-k{}",
                      row.density, best->spec().seed, k)};
}

Finding pentagon_seeds(const ReproduceOptions& options) {
  const auto runs =
      train_many(with_seeds(value_or_throw(preset_spec("superposition-quick")), 40), options.threads);
  int pentagons = 0;
  for (const auto& run : runs) pentagons += measured_name(*run, "superposition.geometry") == "pentagon";
  return {40, "at least 36 of 40 seeds", pentagons, pentagons >= 36,
          "orrery reproduce --claim pentagon-seeds"};
}

}  // namespace

std::vector<Claim> five_features_claims() {
  std::vector<Claim> claims;
  for (size_t k = 0; k < std::size(kRows); ++k) {
    claims.push_back({fmt::format("five-features-k{}", k), kPaper,
                      fmt::format("five features in two dimensions, importance 0.9^i, at density {:.4f} "
                                  "(20^(-{}/9)): lowest loss a feature, and "
                                  "its geometry",
                                  kRows[k].density, k),
                      "derived", [k](const ReproduceOptions& options) { return lowest_loss(k, options); }});
  }
  claims.push_back(
      {"pentagon-seeds", kPaper,
       "at density 0.05, small batches and a falling rate lead almost every seed to the pentagon", "derived",
       pentagon_seeds});
  return claims;
}

}  // namespace orrery
