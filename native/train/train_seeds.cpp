#include "native/train/train_seeds.h"

#include <limits>

#include "core/measure/exact_loss.h"
#include "core/measure/geometry.h"
#include "core/measure/measures.h"
#include "core/train/run_fields.h"
#include "core/train/toy_ensemble.h"
#include "native/failure.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

template <class T>
T measured(Run& run, std::string_view path, T undefined) {
  for (const Measure& entry : measure(run, path)) {
    if (const T* value = std::get_if<T>(&entry.value); value && entry.path == path) return *value;
  }
  return undefined;
}

/// The rate of each update, as a run computes it.
std::vector<double> learning_rates(const RunSpec& spec) {
  const OptimizerSpec& optimizer = spec.optimizer;
  std::vector<double> rates;
  for (int64_t step = 0; step < spec.steps; ++step) {
    rates.push_back(optimizer.learning_rate * schedule_factor(optimizer.schedule, optimizer.floor,
                                                              optimizer.warmup_steps, spec.steps, step,
                                                              optimizer.warmup_from_zero));
  }
  return rates;
}

}  // namespace

std::vector<SeedOutcome> train_seeds(const RunSpec& spec, uint32_t count, int threads) {
  throw_unless(validate(spec));
  if (!spec.changes.empty() || spec.seeds.init || spec.seeds.data) {
    throw bad_input("changes", "",
                    "none, and no seeds of their own for init and data, to train many seeds at once");
  }
  const SparseFeatures task = sparse_features(spec.task);
  const OptimizerSpec& optimizer = spec.optimizer;
  const ToyEnsemble ensemble{static_cast<int>(spec.model.hidden),
                             static_cast<int>(spec.batch),
                             spec.model.output,
                             {optimizer.beta1, optimizer.beta2, optimizer.epsilon, optimizer.weight_decay},
                             learning_rates(spec)};
  std::vector<ToyMember> members;
  for (uint32_t seed = 0; seed < count; ++seed) members.push_back({seed, task, spec.model.init_scale});

  WorkerPool pool(threads);
  std::vector<SeedOutcome> outcomes;
  for (const ToyParameters<float>& trained : train_toy_ensemble(ensemble, members, pool)) {
    const auto seed = static_cast<uint32_t>(outcomes.size());
    const ToyParameters<double> parameters{trained.W.cast<double>(), trained.b_final.cast<double>()};
    outcomes.push_back({seed, parameters, exact_loss(parameters, task, spec.model.output),
                        classify_geometry(parameters.W).name});
  }
  return outcomes;
}

double measured_number(Run& run, std::string_view path) {
  return measured(run, path, std::numeric_limits<double>::quiet_NaN());
}

std::string measured_name(Run& run, std::string_view path) {
  return measured(run, path, std::string());
}

}  // namespace orrery
