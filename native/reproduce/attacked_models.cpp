#include "native/reproduce/attacked_models.h"

#include <fmt/format.h>

#include "core/measure/attack_price.h"
#include "core/measure/geometry.h"
#include "core/train/toy_run.h"
#include "native/failure.h"

namespace orrery {
namespace {

Vector<double> centred(const std::vector<double>& values) {
  const Vector<double> all =
      Eigen::Map<const Vector<double>>(values.data(), static_cast<Eigen::Index>(values.size()));
  return all.array() - all.mean();
}

}  // namespace

AttackedModel attacked_model(const RunSpec& spec, uint32_t seeds, int examples) {
  const TrainedModel best = best_model(spec, seeds);
  const ToyParameters<double>& model = best.parameters;
  const ToyTask task = toy_task(spec.task);
  const SparseFeatures features = task.marginals();
  LaneStream stream(kTestSeed, StreamUse::data);
  const Matrix<double> x = sample_batch(task, examples, stream).cast<double>();
  const double length = kAttackStrength * mean_length(x);
  AttackedModel found{features.density.front(),
                      best.seed,
                      vulnerability(model, features, x, length),
                      1 / dimensions_per_feature(model.W),
                      {},
                      {}};
  const Vector<double> theory = attack_prices(model.W), norms = feature_norms(model.W);
  const Vector<double> measured = measured_attack_prices(model, features, x, length);
  for (Eigen::Index i = 0; i < norms.size(); ++i) {
    if (norms[i] <= kRepresentedNorm) continue;
    found.theory.push_back(theory[i]);
    found.measured.push_back(measured[i]);
  }
  return found;
}

double r_squared(const std::vector<double>& x, const std::vector<double>& y) {
  const Vector<double> a = centred(x), b = centred(y);
  const double product = a.dot(b);
  return product * product / (a.squaredNorm() * b.squaredNorm());
}

Recipe trained_under_attack(double strength) {
  Recipe recipe = small_geometry(0.05);
  recipe.settings.push_back(fmt::format("task.attack={}", strength));
  return recipe;
}

UnderAttack model_under_attack(const RunSpec& spec) {
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  run->advance(spec.steps);
  const Matrix<double> W = static_cast<const ToyRun&>(*run).parameters().W;
  const auto represented = (feature_norms(W).array() > kRepresentedNorm).cast<double>().eval();
  return {1 / dimensions_per_feature(W), (superposition(W).array() * represented).sum() / represented.sum()};
}

}  // namespace orrery
