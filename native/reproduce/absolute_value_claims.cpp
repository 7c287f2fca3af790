// Computation in superposition: absolute values on ReLU neurons.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/measure/exact_loss.h"
#include "core/measure/neurons.h"
#include "native/reproduce/number_claim.h"
#include "native/reproduce/papers.h"
#include "native/reproduce/shared_result.h"
#include "native/reproduce/trained_models.h"

namespace orrery {
namespace {

constexpr int kNeurons = 10;

/// What m neurons cost that compute the m / 2 most important absolute values of n, two neurons each: summed over features.
double hand_built_sum(int n, int m, double density) {
  double left_out = 0;
  for (int i = m / 2; i < n; ++i) left_out += std::pow(0.8, i);
  return ignored_feature_loss(density) * left_out;
}

/// Twenty values on ten neurons, a feature.
double hand_built(double density) {
  return hand_built_sum(20, kNeurons, density) / 20;
}

Finding dense_values(const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe{"absolute-value", {"task.density=1"}};
  const auto models = trained_models(recipe.spec(), seeds_for(16, options.quick), options.threads);
  const TrainedModel& best = models.front();
  const double loss = best.loss / 20;
  const int found = monosemantic_neurons(best.parameters.W);
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
  return {hand_built(density),
          fmt::format("at most this, in the network of least loss of {} seeds", models.size()),
          {{"loss_per_feature", loss},
           {"monosemantic", monosemantic_neurons(best.parameters.W)},
           {"seed", best.seed}},
          loss <= hand_built(density),
          recipe.command(best.seed, id)};
}

constexpr int kHundredNeurons = 40;
constexpr uint32_t kHundredSeeds = 4;

Finding hundred_dense_values(const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe = hundred_absolute_values(1);
  const auto models = trained_models(recipe.spec(), seeds_for(kHundredSeeds, options.quick), options.threads);
  const TrainedModel& best = models.front();
  const int found = monosemantic_neurons(best.parameters.W);
  const double expected = hand_built_sum(100, 40, 1);
  return {
      {{"loss", expected}, {"monosemantic", kHundredNeurons}},
      fmt::format("loss within 1 %, neurons equal, in the network of least loss of {} seeds", models.size()),
      {{"loss", best.loss}, {"monosemantic", found}, {"seed", best.seed}},
      std::abs(best.loss / expected - 1) <= 0.01 && found == kHundredNeurons,
      recipe.command(best.seed, id)};
}

/// At .3 the values are as good as dense.
constexpr double kHundredDensities[] = {0.3, 0.1, 0.03, 0.01, 0.003, 0.001};

/// By density, how many of the forty neurons are polysemantic in the network of least loss.
std::vector<int> hundred_polysemantic(const ReproduceOptions& options) {
  static SharedResult<std::vector<int>> shared;
  return shared.of(options, [&] {
    std::vector<int> polysemantic;
    for (const double density : kHundredDensities) {
      const auto models = trained_models(hundred_absolute_values(density).spec(),
                                         seeds_for(kHundredSeeds, options.quick), options.threads);
      polysemantic.push_back(kHundredNeurons - monosemantic_neurons(models.front().parameters.W));
    }
    return polysemantic;
  });
}

/// The asymmetric motif: neuron A takes 2 of x1 and -1/2 of x2 and gives half of it to output 1, twice to output 2; neuron
/// B = ReLU(x1) takes `inhibition` from output 2.
std::vector<double> motif_outputs(double asymmetry, double inhibition, const std::vector<double>& x) {
  ToyParameters<double> motif{Matrix<double>(2, 2), Vector<double>::Zero(2), Matrix<double>(2, 2)};
  motif.W << asymmetry, -1 / asymmetry, 1, 0;
  motif.W2 << 1 / asymmetry, 0, asymmetry, -inhibition;
  const Matrix<double> inputs =
      Eigen::Map<const Matrix<double>>(x.data(), static_cast<Eigen::Index>(x.size()) / 2, 2);
  const Matrix<double> y = toy_forward(motif, {OutputActivation::relu, HiddenActivation::relu}, inputs);
  return {y.data(), y.data() + y.size()};
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

std::vector<Claim> absolute_value_claims() {
  std::vector<Claim> claims;
  const auto add = [&](std::string id, std::string statement, std::string source, auto find) {
    claims.push_back({id, kToyModels, std::move(statement), std::move(source),
                      [=](const ReproduceOptions& options) { return find(id, options); }, true});
  };
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
  add("absolute-value-hundred-p100",
      "a hundred absolute values on forty ReLU neurons, importance 0.8^i, density 1: loss of the twenty most "
      "important alone, and every neuron monosemantic",
      "derived", hundred_dense_values);
  const struct {
    const char *id, *statement, *expected;
    bool (*holds)(const std::vector<int>& polysemantic);
    std::ptrdiff_t first, last;  // of kHundredDensities
  } rows[] = {
      {"absolute-value-hundred-p030", "density .3: no neuron is polysemantic", "none",
       [](const auto& counts) { return counts[0] == 0; }, 0, 0},
      {"absolute-value-hundred-some",
       "densities .1, .03, .01 and .003: some neurons are polysemantic, not all", "some, not all",
       [](const auto& counts) {
         return std::ranges::all_of(counts, [](int count) { return count > 0 && count < kHundredNeurons; });
       },
       1, 4},
      {"absolute-value-hundred-more", "at densities .01 and .003 more neurons are polysemantic than at .03",
       "rising", [](const auto& counts) { return counts[1] > counts[0] && counts[2] > counts[0]; }, 2, 4},
      {"absolute-value-hundred-all", "density .001: all forty neurons are polysemantic", "all",
       [](const auto& counts) { return counts[0] == kHundredNeurons; }, 5, 5},
  };
  for (const auto& row : rows)
    add(row.id, fmt::format("a hundred absolute values on forty ReLU neurons, {}", row.statement),
        "published", [row](const std::string&, const ReproduceOptions& options) -> Finding {
          const std::vector<int> all = hundred_polysemantic(options);
          const std::vector<int> counts(all.begin() + row.first, all.begin() + row.last + 1);
          return {row.expected,
                  fmt::format("in the network of least loss of {} seeds",
                              seeds_for(kHundredSeeds, options.quick)),
                  {{"polysemantic", counts}},
                  row.holds(counts)};
        });
  const std::vector<double> one_alone = {1, 0, 0, -1};  // x1 = 1, then x2 = -1
  claims.push_back(row_claim({"motif-harm", kToyModels,
                              "the asymmetric motif, neuron A alone, input weights 2 and -1/2: both outputs "
                              "at x1 = 1, then at x2 = -1; the same "
                              "with symmetric weights 1 and -1",
                              "derived"},
                             {1, 4, 0.25, 1, 1, 1, 1, 1}, 1e-12, [=] {
                               std::vector<double> row = motif_outputs(2, 0, one_alone);
                               for (const double y : motif_outputs(1, 0, one_alone)) row.push_back(y);
                               return row;
                             }));
  claims.push_back(row_claim({"motif-inhibited", kToyModels,
                              "the same with a neuron B that takes 4 from output 2 where x1 is positive: "
                              "both outputs at x1 = 1 and .5, then at x2 = -1 and -.5: "
                              "output 2 is right, output 1 is .25 |x2| off",
                              "derived"},
                             {1, 0, 0.5, 0, 0.25, 1, 0.125, 0.5}, 1e-12, [] {
                               return motif_outputs(2, 4, {1, 0, 0.5, 0, 0, -1, 0, -0.5});
                             }));
  return claims;
}

}  // namespace orrery
