// Ten features on five ReLU neurons: the run that the figure starts with, and at each density the code of the best of a
// thousand networks.
#include "native/failure.h"
#include "native/reproduce/trained_models.h"
#include "native/site_data/figure.h"
#include "native/site_data/stored_run.h"

namespace orrery {
namespace {

/// From neurons of one feature each down to a pair of neurons a feature.
constexpr double kDensities[] = {0.5, 0.35, 0.2, 0.15, 0.12, 0.08, 0.04, 0.02};

/// The network of least loss at each density. The claims on codes train the same.
Json best_codes(const FigureOptions& options) {
  const uint32_t seeds = seeds_for(kCodeSeeds, options.quick);
  std::vector<RunSpec> specs;
  std::vector<Json> inputs;
  for (const double density : kDensities) {
    RunSpec& spec = specs.emplace_back(neuron_codes(density).spec());
    if (options.quick) spec.steps /= 20;
    inputs.push_back({{"best of", seeds}, {"spec", spec_value(spec)}});
  }
  // Seeds train side by side: densities come one after another.
  const std::vector<Json> parts = options.parts->each("densities", inputs, 1, [&](size_t k) -> Json {
    const TrainedModel best = trained_models(specs[k], seeds, options.threads, kCodeExamples).front();
    const Matrix<double>& W = best.parameters.W;
    const Vector<double>& b = best.parameters.b_final;
    return {{"loss", best.loss},
            {"seed", best.seed},
            {"W", std::vector<double>(W.data(), W.data() + W.size())},
            {"b_final", std::vector<double>(b.data(), b.data() + b.size())}};
  });
  Json networks = Json::array();
  std::vector<float> W, b;
  for (size_t k = 0; k < parts.size(); ++k) {
    const Json& part = parts[k];
    networks.push_back(
        {{"density", kDensities[k]},
         {"loss", rounded(part.at("loss"))},
         {"seed", part.at("seed")},
         {"seeds", seeds},
         {"command",
          neuron_codes(kDensities[k]).command(part.at("seed").get<uint32_t>(), "privileged-basis")}});
    for (const Json& weight : part.at("W")) W.push_back(weight.get<float>());
    for (const Json& bias : part.at("b_final")) b.push_back(bias.get<float>());
  }
  const RunSpec& spec = specs.front();
  return {{"networks", networks},
          {"W", stored_tensor({spec.model.hidden, spec.task.features}, W, true)},
          {"b_final", stored_tensor({spec.task.features}, b, true)}};
}

}  // namespace

FigureData privileged_basis_data(const FigureOptions& options) {
  const RunSpec spec = described({{"task.features", "10"},
                                  {"task.importance_decay", "0.75"},
                                  {"task.density", "0.1"},
                                  {"model.hidden", "5"},
                                  {"model.hidden_activation", "relu"},
                                  {"batch", "256"},
                                  {"optimizer.learning_rate", "0.003"},
                                  {"optimizer.weight_decay", "0"},
                                  {"steps", "4000"},
                                  {"seed", "1"}});
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  const Json file = stored_run(*run, {frame_steps(spec.steps, options.quick ? 20 : 50), {"loss"}, {}, true});
  return {spec, {{"run.json", {{"format", 1}, {"run", file}, {"best", best_codes(options)}}}}};
}

}  // namespace orrery
