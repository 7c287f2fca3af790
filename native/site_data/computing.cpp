// Absolute values on ReLU neurons: the run that the figure starts with, and the best of many at falling densities.
#include "native/failure.h"
#include "native/reproduce/trained_models.h"
#include "native/site_data/figure.h"
#include "native/site_data/stored_run.h"

namespace orrery {
namespace {

constexpr uint32_t kSeeds = 32;

void append(std::vector<float>& values, const Matrix<double>& matrix) {
  for (Eigen::Index i = 0; i < matrix.size(); ++i) values.push_back(static_cast<float>(matrix.data()[i]));
}

/// Twenty values on ten neurons, at each density the network of least loss. The seeds are those of the claims on absolute
/// values, and so are the networks.
Json best_networks(const FigureOptions& options) {
  Json networks = Json::array();
  std::vector<float> W1, W2, b;
  int64_t n = 0, m = 0;
  for (const double density : {1.0, 0.3, 0.1, 0.03}) {
    const Recipe recipe = absolute_values(density);
    RunSpec spec = recipe.spec();
    if (options.quick) spec.steps /= 20;
    const uint32_t seeds = seeds_for(kSeeds, options.quick);
    const TrainedModel best = trained_models(spec, seeds, options.threads).front();
    n = spec.task.features;
    m = spec.model.hidden;
    append(W1, best.parameters.W);
    append(W2, best.parameters.W2);
    append(b, best.parameters.b_final);
    networks.push_back({{"density", spec.task.density[0]},
                        {"loss", rounded(best.loss)},
                        {"seed", best.seed},
                        {"seeds", seeds},
                        {"command", recipe.command(best.seed, "computing")}});
  }
  return {{"networks", networks},
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
  return {spec, {{"run.json", {{"format", 1}, {"run", file}, {"best", best_networks(options)}}}}};
}

}  // namespace orrery
