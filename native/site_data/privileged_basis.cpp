// Ten features on five ReLU neurons: the run that the figure starts with, and at each density the code of the best of a
// thousand networks.
#include "native/failure.h"
#include "native/site_data/best_networks.h"
#include "native/site_data/stored_run.h"

namespace orrery {
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
  // From neurons of one feature each down to a pair of neurons a feature. The claims on codes train the same networks.
  const Json best = best_networks(options, {0.5, 0.35, 0.2, 0.15, 0.12, 0.08, 0.04, 0.02}, neuron_codes,
                                  seeds_for(kCodeSeeds, options.quick), kCodeExamples, "privileged-basis")
                        .stored();
  return {spec, {{"run.json", {{"format", 1}, {"run", file}, {"best", best}}}}};
}

}  // namespace orrery
