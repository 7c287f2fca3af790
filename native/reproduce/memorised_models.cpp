#include "native/reproduce/memorised_models.h"

#include "core/measure/finite_set.h"
#include "core/train/hidden_of_examples.h"
#include "native/failure.h"
#include "native/train/train_seeds.h"

namespace orrery {

MemorisedModel memorised_model(const RunSpec& spec) {
  const std::unique_ptr<ToyRun> run = value_or_throw(make_toy_run(spec));
  run->advance(spec.steps);
  return {measured_number(*run, "loss"), unseen_loss(*run), run->parameters().W, hidden_of_examples(*run)};
}

}  // namespace orrery
