// Absolute values on ReLU neurons: the run that the figure starts with, and the best of many at falling densities, of twenty
// values and of a hundred.
#include <algorithm>
#include <cmath>

#include "native/failure.h"
#include "native/reproduce/trained_models.h"
#include "native/site_data/base64.h"
#include "native/site_data/figure.h"
#include "native/site_data/stored_run.h"

namespace orrery {
namespace {

constexpr uint32_t kSeeds = 32, kHundredSeeds = 4;

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

Json part_of(const TrainedModel& model) {
  return {{"loss", model.loss},
          {"seed", model.seed},
          {"W1", numbers(model.parameters.W)},
          {"W2", numbers(model.parameters.W2)},
          {"b_final", numbers(model.parameters.b_final)}};
}

/// The network of least loss at each density, and how it was found.
struct BestNetworks {
  Json described = Json::array();
  std::vector<ToyParameters<double>> parameters = {};

  void add(const Json& part, double density, const Recipe& recipe, uint32_t seeds) {
    described.push_back({{"density", density},
                         {"loss", rounded(part.at("loss"))},
                         {"seed", part.at("seed")},
                         {"seeds", seeds},
                         {"command", recipe.command(part.at("seed").get<uint32_t>(), "computing")}});
    const auto n = static_cast<int64_t>(part.at("b_final").size()),
               m = static_cast<int64_t>(part.at("W1").size()) / n;
    parameters.push_back(
        {matrix(part.at("W1"), m, n), matrix(part.at("b_final"), n, 1), matrix(part.at("W2"), n, m)});
  }
};

/// Twenty values on ten neurons. The seeds are those of the claims on absolute values, and so are the networks.
Json best_of_twenty(const FigureOptions& options) {
  const double densities[] = {1, 0.3, 0.1, 0.03};
  const uint32_t seeds = seeds_for(kSeeds, options.quick);
  std::vector<RunSpec> specs;
  std::vector<Json> inputs;
  for (const double density : densities) {
    RunSpec& spec = specs.emplace_back(absolute_values(density).spec());
    if (options.quick) spec.steps /= 20;
    inputs.push_back({{"best of", seeds}, {"spec", spec_value(spec)}});
  }
  // Seeds train side by side: densities come one after another.
  const std::vector<Json> parts = options.parts->each("densities", inputs, 1, [&](size_t k) {
    return part_of(trained_models(specs[k], seeds, options.threads).front());
  });
  BestNetworks best;
  for (size_t k = 0; k < parts.size(); ++k)
    best.add(parts[k], densities[k], absolute_values(densities[k]), seeds);
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

/// Of a neuron's weights a byte each, in 127ths of its largest: at most a 254th of it off.
void append_bytes(std::string& bytes, const Vector<double>& weights) {
  const double largest = weights.cwiseAbs().maxCoeff();
  for (const double weight : weights)
    bytes += static_cast<char>(largest > 0 ? std::lround(127 * weight / largest) : 0);
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

FigureData hundred_values_data(const FigureOptions& options) {
  const double densities[] = {1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001};
  const uint32_t seeds = seeds_for(kHundredSeeds, options.quick);
  std::vector<RunSpec> specs;
  std::vector<Json> inputs;
  for (const double density : densities)
    for (uint32_t seed = 0; seed < seeds; ++seed) {
      RunSpec& spec = specs.emplace_back(hundred_absolute_values(density).spec());
      spec.seed = seed;
      if (options.quick) {
        spec.steps /= 100;
        for (Change& change : spec.changes) change.step /= 100;
      }
      inputs.push_back(spec_value(spec));
    }
  const std::vector<Json> parts =
      options.parts->each("networks of 100 values", inputs, options.threads,
                          [&](size_t k) { return part_of(trained_model(specs[k])); });
  BestNetworks best;
  for (size_t at = 0; at < parts.size(); at += seeds) {
    const auto least = std::min_element(
        parts.begin() + static_cast<std::ptrdiff_t>(at),
        parts.begin() + static_cast<std::ptrdiff_t>(at + seeds),
        [](const Json& one, const Json& other) { return one.at("loss") < other.at("loss"); });
    best.add(*least, densities[at / seeds], hundred_absolute_values(densities[at / seeds]), seeds);
  }
  // A neuron's scale is free, in times a and out by a: taken so that its largest weight in is 1.
  std::string into, out;
  std::vector<float> scale, b;
  for (const ToyParameters<double>& network : best.parameters) {
    for (Eigen::Index k = 0; k < network.W.rows(); ++k) {
      append_bytes(into, network.W.row(k));
      append_bytes(out, network.W2.col(k));
      scale.push_back(static_cast<float>(network.W.row(k).cwiseAbs().maxCoeff() *
                                         network.W2.col(k).cwiseAbs().maxCoeff()));
    }
    append(b, network.b_final);
  }
  const int64_t m = best.parameters.front().W.rows(), n = best.parameters.front().W.cols();
  return {specs.front(),
          {{"networks.json",
            {{"format", 1},
             {"networks", best.described},
             {"into", {{"shape", {m, n}}, {"type", "i8"}, {"data", base64(into)}}},
             {"out", {{"shape", {m, n}}, {"type", "i8"}, {"data", base64(out)}}},
             {"scale", stored_tensor({m}, scale, true)},
             {"b_final", stored_tensor({n}, b, true)}}}}};
}

}  // namespace orrery
