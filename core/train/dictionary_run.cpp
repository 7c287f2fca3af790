#include "core/train/dictionary_run.h"

#include <cmath>
#include <numbers>

#include "core/numeric/regular_polygon.h"

namespace orrery {
namespace {

AdamWOptions adamw_options(const OptimizerSpec& spec) {
  return {spec.beta1, spec.beta2, spec.epsilon, spec.weight_decay};
}

AutoencoderOptions training_options(const RunSpec& spec) {
  AutoencoderOptions options;
  options.latents = static_cast<int>(spec.model.latents);
  options.l1 = spec.model.l1;
  options.batch = static_cast<int>(spec.batch);
  options.steps = spec.steps;
  options.optimizer = adamw_options(spec.optimizer);
  options.resample = spec.model.resample;
  return options;
}

HiddenVectors vectors_of(const RunSpec& spec, const Matrix<double>& features) {
  return {{features, Vector<double>::Zero(features.cols())},
          spec.model.hidden_activation,
          toy_task(spec.task),
          spec.seeds.data.value_or(spec.seed)};
}

/// The model with its first atoms, and their encoders, in these directions.
SparseAutoencoder<float> with_atoms(SparseAutoencoder<float> model, const std::vector<double>& degrees) {
  for (size_t k = 0; k < degrees.size(); ++k) {
    const double angle = degrees[k] * std::numbers::pi / 180;
    const auto row = static_cast<Eigen::Index>(k);
    model.W_dec.row(row) << static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle));
    model.W_enc.col(row) = model.W_dec.row(row).transpose();
  }
  return model;
}

}  // namespace

DictionaryRun::DictionaryRun(const RunSpec& spec)
    : Run(spec),
      features_(regular_polygon(static_cast<int>(spec.task.features), spec.model.polygon)),
      training_(vectors_of(spec, features_), training_options(spec), spec.seeds.init.value_or(spec.seed)) {
  if (!spec.model.atoms.empty()) training_.set_model(with_atoms(training_.model(), spec.model.atoms));
}

void DictionaryRun::adopt() {
  training_.set_task(toy_task(current().task));
  training_.set_optimizer(adamw_options(current().optimizer));
}

Result<std::unique_ptr<DictionaryRun>> make_dictionary_run(const RunSpec& spec) {
  return std::make_unique<DictionaryRun>(spec);
}

}  // namespace orrery
