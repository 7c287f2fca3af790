#include "native/train/train_seeds.h"

#include <limits>

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

}  // namespace

std::vector<SeedOutcome> train_seeds(const RunSpec& spec, uint32_t count, int threads) {
  throw_unless(validate(spec));
  if (!spec.changes.empty() || spec.seeds.init || spec.seeds.data || spec.task.samples ||
      spec.task.attack > 0) {
    throw bad_input(
        "changes", "",
        "none, no seeds of their own for init and data, and endless examples without attacks, to train "
        "many seeds at once");
  }
  std::vector<ToyMember> members;
  for (uint32_t seed = 0; seed < count; ++seed) members.push_back(toy_member(spec, seed));

  WorkerPool pool(threads);
  std::vector<SeedOutcome> outcomes;
  for (const ToyParameters<float>& trained : train_toy_ensemble(toy_ensemble(spec), members, pool)) {
    const auto seed = static_cast<uint32_t>(outcomes.size());
    const ToyParameters<double> parameters = in_double(trained);
    outcomes.push_back(
        {seed, parameters, exact_toy_loss(parameters, spec), classify_geometry(parameters.W).name});
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
