// Absolute values on ReLU neurons: the run that the figure starts with, and the best of many at falling densities, of twenty
// values and of a hundred.
#include <algorithm>
#include <cmath>

#include "native/failure.h"
#include "native/site_data/base64.h"
#include "native/site_data/best_networks.h"
#include "native/site_data/figure.h"
#include "native/site_data/stored_run.h"

namespace orrery {
namespace {

constexpr uint32_t kSeeds = 32, kHundredSeeds = 4;

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
  // Twenty values on ten neurons. The seeds are those of the claims on absolute values, and so are the networks.
  const Json best = best_networks(options, {1, 0.3, 0.1, 0.03}, absolute_values,
                                  seeds_for(kSeeds, options.quick), kTestExamples, "computing")
                        .stored();
  return {spec, {{"run.json", {{"format", 1}, {"run", file}, {"best", best}}}}};
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
    best.add(*least, densities[at / seeds], hundred_absolute_values(densities[at / seeds]), seeds,
             "computing");
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
    for (const double bias : network.b_final) b.push_back(static_cast<float>(bias));
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
