// Superposition in a privileged basis: which codes ten features find on five ReLU neurons.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/measure/exact_loss.h"
#include "core/measure/geometry.h"
#include "core/measure/neurons.h"
#include "native/reproduce/number_claim.h"
#include "native/reproduce/papers.h"
#include "native/reproduce/trained_models.h"

namespace orrery {
namespace {

constexpr int kFeatures = 10, kNeurons = 5;

/// What the neurons cost that stand for the most important features, one each.
double own_neurons_loss(double density) {
  double left_out = 0;
  for (int i = kNeurons; i < kFeatures; ++i) left_out += std::pow(0.75, i);
  return ignored_feature_loss(density) * left_out;
}

Finding own_neurons(const std::string& id, const ReproduceOptions& options) {
  constexpr double kDensity = 0.5;
  const Recipe recipe = neuron_codes(kDensity);
  const auto models = trained_models(recipe.spec(), seeds_for(64, options.quick), options.threads);
  const TrainedModel& best = models.front();
  const int found = monosemantic_neurons(best.parameters.W);
  const double expected = own_neurons_loss(kDensity);
  return {
      {{"monosemantic", kNeurons}, {"loss", expected}},
      fmt::format("neurons equal, loss within 1 %, in the network of least loss of {} seeds", models.size()),
      {{"monosemantic", found}, {"loss", best.loss}, {"seed", best.seed}},
      found == kNeurons && std::abs(best.loss / expected - 1) <= 0.01,
      recipe.command(best.seed, id)};
}

/// How many neurons stand for one feature, and how many features are represented in all.
struct Code {
  int monosemantic, features;

  bool operator==(const Code&) const = default;
};

Code code_of(const Matrix<double>& W) {
  return {monosemantic_neurons(W), static_cast<int>((feature_norms(W).array() > kRepresentedNorm).count())};
}

Finding code(double density, Code expected, const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe = neuron_codes(density);
  const auto models =
      trained_models(recipe.spec(), seeds_for(kCodeSeeds, options.quick), options.threads, kCodeExamples);
  const TrainedModel& best = models.front();
  const Code found = code_of(best.parameters.W);
  Json ours = {{"monosemantic", found.monosemantic}, {"features", found.features}, {"seed", best.seed}};
  if (found != expected)
    ours.update(cost_as_claimed(models, [&](const Matrix<double>& W) { return code_of(W) == expected; }));
  return {{{"monosemantic", expected.monosemantic}, {"features", expected.features}},
          fmt::format("equal, in the network of least loss of {} seeds", models.size()),
          ours,
          found == expected,
          recipe.command(best.seed, id)};
}

/// Of the features, how many light two neurons of which no other feature lights just the same two; a negative weight
/// lights nothing.
int own_pairs(const Matrix<double>& W) {
  std::map<std::set<Eigen::Index>, int> features;
  for (Eigen::Index i = 0; i < W.cols(); ++i) {
    std::set<Eigen::Index> lit;
    for (Eigen::Index k = 0; k < W.rows(); ++k)
      if (W(k, i) > kVisibleWeight * W.col(i).maxCoeff() && W(k, i) > kMeaningfulNorm) lit.insert(k);
    ++features[lit];
  }
  return static_cast<int>(std::count_if(features.begin(), features.end(), [](const auto& entry) {
    return entry.first.size() == 2 && entry.second == 1;
  }));
}

Finding pair_code(double density, const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe = neuron_codes(density);
  const auto models =
      trained_models(recipe.spec(), seeds_for(kCodeSeeds, options.quick), options.threads, kCodeExamples);
  const TrainedModel& best = models.front();
  const int found = own_pairs(best.parameters.W);
  Json ours = {{"pairs", found}, {"seed", best.seed}};
  if (found != kFeatures)
    ours.update(cost_as_claimed(models, [](const Matrix<double>& W) { return own_pairs(W) == kFeatures; }));
  return {kFeatures, fmt::format("equal, in the network of least loss of {} seeds", models.size()), ours,
          found == kFeatures, recipe.command(best.seed, id)};
}

}  // namespace

std::vector<Claim> privileged_basis_claims() {
  std::vector<Claim> claims;
  const auto add = [&](std::string id, std::string statement, auto find) {
    claims.push_back({id, kToyModels, std::move(statement), "published",
                      [=](const ReproduceOptions& options) { return find(id, options); }, true});
  };
  add("privileged-own-neurons",
      "ten features on five ReLU neurons, importance 0.75^i, density .5: each neuron speaks for one of the "
      "five most important, which costs what leaving out the others costs",
      own_neurons);
  const struct {
    double density;
    Code code;
  } codes[] = {{0.35, {3, 6}}, {0.2, {3, 6}}, {0.15, {2, 7}}, {0.12, {1, 7}}, {0.08, {0, 8}}};
  for (const auto& row : codes)
    add(fmt::format("privileged-code-p{:03.0f}", 100 * row.density),
        fmt::format("the same at density {:g}: neurons that speak for one feature, and features represented",
                    row.density),
        [row](const std::string& id, const ReproduceOptions& options) {
          return code(row.density, row.code, id, options);
        });
  for (const double density : {0.02, 0.04})
    add(fmt::format("privileged-pair-code-p{:03.0f}", 100 * density),
        fmt::format("the same at density {:g}: each of the ten features lights a pair of the five neurons, "
                    "every pair once",
                    density),
        [density](const std::string& id, const ReproduceOptions& options) {
          return pair_code(density, id, options);
        });
  return claims;
}

}  // namespace orrery
