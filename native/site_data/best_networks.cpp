#include "native/site_data/best_networks.h"

#include <cmath>

#include "native/site_data/stored_run.h"

namespace orrery {
namespace {

std::vector<double> numbers(const Matrix<double>& matrix) {
  return {matrix.data(), matrix.data() + matrix.size()};
}

Matrix<double> matrix(const Json& numbers, int64_t rows, int64_t columns) {
  const auto values = numbers.get<std::vector<double>>();
  return Eigen::Map<const Matrix<double>>(values.data(), rows, columns);
}

/// The place of half precision between 1/2 and 1, where most weights of tied networks that matter lie. Numbers on one grid
/// pack into a fifth to a third less, and small ones lose no more than those: half of it.
constexpr double kGrid = 0x1p-11;

/// One after another; on the grid, or as half precision has them.
Json stored_matrices(const std::vector<ToyParameters<double>>& networks,
                     Matrix<double> ToyParameters<double>::*member, bool on_grid) {
  std::vector<float> values;
  for (const ToyParameters<double>& network : networks)
    for (const double value : (network.*member).reshaped<Eigen::RowMajor>())
      values.push_back(static_cast<float>(on_grid ? std::nearbyint(value / kGrid) * kGrid : value));
  const Matrix<double>& first = networks.front().*member;
  return stored_tensor({first.rows(), first.cols()}, values, true);
}

}  // namespace

Json part_of(const TrainedModel& model) {
  return {{"loss", model.loss},
          {"seed", model.seed},
          {"W1", numbers(model.parameters.W)},
          {"W2", numbers(model.parameters.W2)},
          {"b_final", numbers(model.parameters.b_final)}};
}

void BestNetworks::add(const Json& part, double density, const Recipe& recipe, uint32_t seeds,
                       const std::string& folder) {
  RunSpec spec = recipe.spec();
  spec.seed = part.at("seed").get<uint32_t>();
  described.push_back({{"density", density},
                       {"loss", rounded(part.at("loss"))},
                       {"seed", spec.seed},
                       {"seeds", seeds},
                       {"command", recipe.command(spec.seed, folder)},
                       {"spec", spec_value(spec)}});
  const auto n = static_cast<int64_t>(part.at("b_final").size()),
             m = static_cast<int64_t>(part.at("W1").size()) / n;
  const bool untied = !part.at("W2").empty();
  parameters.push_back({matrix(part.at("W1"), m, n), matrix(part.at("b_final"), n, 1),
                        untied ? matrix(part.at("W2"), n, m) : Matrix<double>()});
}

Json BestNetworks::stored() const {
  std::vector<float> b;
  for (const ToyParameters<double>& network : parameters)
    for (const double bias : network.b_final) b.push_back(static_cast<float>(bias));
  Json file = {{"networks", described}};
  const bool untied = parameters.front().W2.size() > 0;
  // The scale of an untied neuron is free: weights as small as they come matter there.
  file[untied ? "W1" : "W"] = stored_matrices(parameters, &ToyParameters<double>::W, !untied);
  if (untied) file["W2"] = stored_matrices(parameters, &ToyParameters<double>::W2, false);
  file["b_final"] = stored_tensor({parameters.front().b_final.size()}, b, true);
  return file;
}

BestNetworks best_networks(const FigureOptions& options, const std::vector<double>& densities,
                           Recipe (*recipe)(double density), uint32_t seeds, int test_examples,
                           const std::string& folder) {
  std::vector<RunSpec> specs;
  std::vector<Json> inputs;
  for (const double density : densities) {
    RunSpec& spec = specs.emplace_back(recipe(density).spec());
    if (options.quick) spec.steps /= 20;
    inputs.push_back({{"best of", seeds}, {"spec", spec_value(spec)}});
  }
  // Seeds train side by side: densities come one after another.
  const std::vector<Json> parts = options.parts->each("densities", inputs, 1, [&](size_t k) {
    return part_of(trained_models(specs[k], seeds, options.threads, test_examples).front());
  });
  BestNetworks best;
  for (size_t k = 0; k < parts.size(); ++k)
    best.add(parts[k], densities[k], recipe(densities[k]), seeds, folder);
  return best;
}

}  // namespace orrery
