// Absolute values on ReLU neurons: the run that the figure starts with, and the best of many at falling densities.
#include "native/failure.h"
#include "native/reproduce/trained_models.h"
#include "native/site_data/figure.h"
#include "native/site_data/stored_run.h"

namespace orrery {
namespace {

constexpr uint32_t kSeeds = 32;

std::vector<double> numbers(const Matrix<double>& matrix) {
  return {matrix.data(), matrix.data() + matrix.size()};
}

Matrix<double> matrix(const Json& numbers, int64_t rows, int64_t columns) {
  const auto values = numbers.get<std::vector<double>>();
  return Eigen::Map<const Matrix<double>>(values.data(), rows, columns);
}

void append(std::vector<float>& values, const Matrix<double>& matrix) {
  for (const double value : matrix.reshaped<Eigen::RowMajor>()) values.push_back(static_cast<float>(value));
}

/// The network of least loss at each density, and how it was found.
struct BestNetworks {
  Json described = Json::array();
  std::vector<ToyParameters<double>> parameters = {};
};

/// The seeds are those of the claims on absolute values, and so are the networks.
BestNetworks best_networks(const FigureOptions& options, const std::vector<Recipe>& recipes, uint32_t seeds) {
  std::vector<RunSpec> specs;
  std::vector<Json> inputs;
  for (const Recipe& recipe : recipes) {
    RunSpec& spec = specs.emplace_back(recipe.spec());
    if (options.quick) spec.steps /= 20;
    inputs.push_back({{"best of", seeds}, {"spec", spec_value(spec)}});
  }
  // Seeds train side by side: densities come one after another.
  const std::vector<Json> parts = options.parts->each("densities", inputs, 1, [&](size_t k) -> Json {
    const TrainedModel best = trained_models(specs[k], seeds, options.threads).front();
    return {{"loss", best.loss},
            {"seed", best.seed},
            {"W1", numbers(best.parameters.W)},
            {"W2", numbers(best.parameters.W2)},
            {"b_final", numbers(best.parameters.b_final)}};
  });
  BestNetworks best;
  for (size_t k = 0; k < parts.size(); ++k) {
    const Json& part = parts[k];
    best.described.push_back({{"density", specs[k].task.density[0]},
                              {"loss", rounded(part.at("loss"))},
                              {"seed", part.at("seed")},
                              {"seeds", seeds},
                              {"command", recipes[k].command(part.at("seed").get<uint32_t>(), "computing")}});
    const int64_t n = specs[k].task.features, m = specs[k].model.hidden;
    best.parameters.push_back(
        {matrix(part.at("W1"), m, n), matrix(part.at("b_final"), n, 1), matrix(part.at("W2"), n, m)});
  }
  return best;
}

/// Twenty values on ten neurons.
Json best_of_twenty(const FigureOptions& options) {
  std::vector<Recipe> recipes;
  for (const double density : {1.0, 0.3, 0.1, 0.03}) recipes.push_back(absolute_values(density));
  const BestNetworks best = best_networks(options, recipes, seeds_for(kSeeds, options.quick));
  std::vector<float> W1, W2, b;
  for (const ToyParameters<double>& network : best.parameters) {
    append(W1, network.W);
    append(W2, network.W2);
    append(b, network.b_final);
  }
  const int64_t m = best.parameters.front().W.rows(), n = best.parameters.front().W.cols();
  return {{"networks", best.described},
          {"W1", stored_tensor({m, n}, W1, true)},
          {"W2", stored_tensor({n, m}, W2, true)},
          {"b_final", stored_tensor({n}, b, true)}};
}

}  // namespace

FigureData computing_data(const FigureOptions& options) {
  const RunSpec spec = described({{"task.features", "3"},
                                  {"task.importance_decay", "1"},
                                  {"task.density", "0.3"},
                                  {"task.signed_values", "true"},
                                  {"model.hidden", "6"},
                                  {"model.hidden_activation", "relu"},
                                  {"model.tied", "false"},
                                  {"batch", "256"},
                                  {"optimizer.learning_rate", "0.003"},
                                  {"optimizer.weight_decay", "0"},
                                  {"steps", "2400"},
                                  {"seed", "1"}});
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  const Json file = stored_run(*run, {frame_steps(spec.steps, options.quick ? 20 : 60), {"loss"}, {}, true});
  return {spec, {{"run.json", {{"format", 1}, {"run", file}, {"best", best_of_twenty(options)}}}}};
}

}  // namespace orrery
