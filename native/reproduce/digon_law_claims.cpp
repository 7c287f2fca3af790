// Basic results: how many features a network represents, by density.
#include <cmath>

#include "core/measure/digon_law.h"
#include "core/measure/minimise_exact_loss.h"
#include "native/reproduce/number_claim.h"
#include "native/reproduce/papers.h"

namespace orrery {
namespace {

constexpr int kFeatures = 20, kHidden = 5;
constexpr double kDecay = 0.7;

std::vector<double> importance() {
  std::vector<double> result(kFeatures);
  for (int i = 0; i < kFeatures; ++i) result[i] = std::pow(kDecay, i);
  return result;
}

/// The least loss of the linear model that a random start leads to, over its closed form.
double linear_ratio() {
  const double p = 0.3;
  const SparseFeatures task{std::vector<double>(kFeatures, p), importance()};
  ToyParameters<double> start{Matrix<double>(kHidden, kFeatures), Vector<double>::Zero(kFeatures)};
  SplitMix64 random(1);
  for (double& w : start.W.reshaped()) w = 0.3 * random.normal();
  double left_out = 0;
  for (int i = kHidden; i < kFeatures; ++i) left_out += task.importance[i];
  return minimise_exact_loss(start, task, OutputActivation::linear).loss /
         (left_out * ignored_feature_loss(p));
}

}  // namespace

std::vector<Claim> digon_law_claims() {
  return {
      number_claim(
          {"linear-model-loss", kToyModels,
           "20 features in 5 dimensions, linear output: the optimum keeps the 5 most important features, so "
           "its loss over v(p) times the other importances is 1",
           "derived"},
          1, 1e-6, linear_ratio),
      row_claim(
          {"digon-law-densities", kToyModels,
           "importance 0.7^i: the density below which the first to fifth pair pays, 4 rho^(2k+1) / (2 + 5 "
           "rho^(2k+1))",
           "derived"},
          {0.509, 0.369, 0.237, 0.137, 0.073}, 5e-4,
          [] {
            std::vector<double> densities;
            for (int k = 0; k < 5; ++k) densities.push_back(digon_density(kDecay, k));
            return densities;
          }),
      row_claim({"digon-law-onset", kToyModels,
                 "the density below which superposition begins, importances 0.9^i and all alike", "derived"},
                {0.554, 4.0 / 7}, 5e-4,
                [] {
                  return std::vector<double>{digon_density(0.9, 0), digon_density(1, 0)};
                }),
      row_claim({"digon-law-counts", kToyModels,
                 "20 features in 5 dimensions, importance 0.7^i, densities 1, .5, .3, .2, .1, .03: features "
                 "with a dimension of their own, then features represented",
                 "derived"},
                {5, 4, 3, 2, 1, 0, 5, 6, 7, 8, 9, 10}, 0,
                [] {
                  std::vector<double> dedicated, represented;
                  for (const double p : {1.0, 0.5, 0.3, 0.2, 0.1, 0.03}) {
                    const DigonCount count = digon_count(importance(), kHidden, p);
                    dedicated.push_back(count.dedicated);
                    represented.push_back(count.represented());
                  }
                  dedicated.insert(dedicated.end(), represented.begin(), represented.end());
                  return dedicated;
                }),
      number_claim({"digon-saving-per-activation", kToyModels,
                    "what a unit of a pair saves for each time it is active over what a dedicated one does, "
                    "at density "
                    ".001: never better, equal in the sparse limit",
                    "derived"},
                   1, 1e-6,
                   [] { return digon_saving_per_activation(1e-3) / dedicated_saving_per_activation(1e-3); }),
  };
}

}  // namespace orrery
