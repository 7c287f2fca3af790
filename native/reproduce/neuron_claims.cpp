// ReLU neurons behind the hidden layer: superposition in a privileged basis, and computation in superposition.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/measure/exact_loss.h"
#include "core/measure/geometry.h"
#include "core/measure/neurons.h"
#include "native/reproduce/number_claim.h"
#include "native/reproduce/trained_models.h"

namespace orrery {
namespace {

/// Neurons with one visible weight, of a size that matters.
int monosemantic(const Matrix<double>& W) {
  const std::vector<int> visible = visible_weights(W);
  int count = 0;
  for (Eigen::Index k = 0; k < W.rows(); ++k)
    count += visible[static_cast<size_t>(k)] == 1 && W.row(k).cwiseAbs().maxCoeff() > kVisibleWeight;
  return count;
}

// ---- Ten features on five neurons ----

Finding own_neurons(const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe{"privileged-basis", {"task.density=0.5"}};
  const auto models = trained_models(recipe.spec(), seeds_for(64, options.quick), options.threads);
  const TrainedModel& best = models.front();
  const int found = monosemantic(best.parameters.W);
  return {5,
          fmt::format("equal, in the network of least loss of {} seeds", models.size()),
          {{"monosemantic", found}, {"seed", best.seed}},
          found == 5,
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
  const Recipe recipe{"privileged-basis", {fmt::format("task.density={}", density)}};
  const auto models =
      trained_models(recipe.spec(), seeds_for(1000, options.quick), options.threads, kTestExamples / 4);
  const TrainedModel& best = models.front();
  const int found = own_pairs(best.parameters.W);
  return {10,
          fmt::format("equal, in the network of least loss of {} seeds", models.size()),
          {{"pairs", found}, {"seed", best.seed}},
          found == 10,
          recipe.command(best.seed, id)};
}

// ---- Absolute values ----

constexpr int kNeurons = 10;

/// What ten neurons cost that compute the five most important absolute values of twenty, two neurons each, a
/// feature.
double hand_built(double density) {
  double left_out = 0;
  for (int i = kNeurons / 2; i < 20; ++i) left_out += std::pow(0.8, i);
  return ignored_feature_loss(density) * left_out / 20;
}

Finding dense_values(const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe{"absolute-value", {"task.density=1"}};
  const auto models = trained_models(recipe.spec(), seeds_for(16, options.quick), options.threads);
  const TrainedModel& best = models.front();
  const double loss = best.loss / 20;
  const int found = monosemantic(best.parameters.W);
  return {
      {{"loss_per_feature", hand_built(1)}, {"monosemantic", kNeurons}},
      fmt::format("loss within 1 %, neurons equal, in the network of least loss of {} seeds", models.size()),
      {{"loss_per_feature", loss}, {"monosemantic", found}, {"seed", best.seed}},
      std::abs(loss / hand_built(1) - 1) <= 0.01 && found == kNeurons,
      recipe.command(best.seed, id)};
}

Finding sparse_values(double density, const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe = absolute_values(density);
  const auto models = trained_models(recipe.spec(), seeds_for(32, options.quick), options.threads);
  const TrainedModel& best = models.front();
  const double loss = best.loss / 20;
  return {
      hand_built(density),
      fmt::format("at most this, in the network of least loss of {} seeds", models.size()),
      {{"loss_per_feature", loss}, {"monosemantic", monosemantic(best.parameters.W)}, {"seed", best.seed}},
      loss <= hand_built(density),
      recipe.command(best.seed, id)};
}

Finding two_neurons_each(const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe{"absolute-value",
                      {"task.features=3", "model.hidden=6", "task.importance_decay=1", "task.density=0.5"}};
  const auto models = trained_models(recipe.spec(), seeds_for(64, options.quick), options.threads);
  const TrainedModel& best = models.front();
  return {0,
          fmt::format("below 1e-6, in the network of least loss of {} seeds", models.size()),
          {{"loss", best.loss}, {"seed", best.seed}},
          best.loss < 1e-6,
          recipe.command(best.seed, id)};
}

}  // namespace

std::vector<Claim> neuron_claims() {
  std::vector<Claim> claims;
  const auto add = [&](std::string id, std::string statement, std::string source, auto find) {
    claims.push_back({id, kToyModels, std::move(statement), std::move(source),
                      [=](const ReproduceOptions& options) { return find(id, options); }, true});
  };
  add("privileged-own-neurons",
      "ten features on five ReLU neurons, importance 0.75^i, density .5: each neuron speaks for one feature",
      "published", own_neurons);
  for (const double density : {0.02, 0.04})
    add(fmt::format("privileged-pair-code-p{:03.0f}", 100 * density),
        fmt::format("the same at density {:g}: each of the ten features lights a pair of the five neurons, "
                    "every pair once",
                    density),
        "published", [density](const std::string& id, const ReproduceOptions& options) {
          return pair_code(density, id, options);
        });
  add("absolute-value-three",
      "three absolute values on six ReLU neurons: two neurons each compute them without loss", "published",
      two_neurons_each);
  add("absolute-value-p100",
      "twenty absolute values on ten ReLU neurons, importance 0.8^i, density 1: loss a feature of the five "
      "most "
      "important alone, and every neuron monosemantic",
      "derived", dense_values);
  for (const double density : {0.3, 0.1, 0.03})
    add(fmt::format("absolute-value-p{:03.0f}", 100 * density),
        fmt::format(
            "the same at density {:g}: training finds nothing worse than the network built by hand that "
            "computes the five most important; loss a feature",
            density),
        "derived", [density](const std::string& id, const ReproduceOptions& options) {
          return sparse_values(density, id, options);
        });
  return claims;
}

}  // namespace orrery
