#include "native/reproduce/trained_models.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "core/train/toy_run.h"
#include "core/train/toy_task.h"
#include "native/command/spec_options.h"
#include "native/failure.h"
#include "native/io/strict_json.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

/// Test examples at once: what fits a core's cache; their number is a multiple of it.
constexpr int kChunk = 1 << 12;

/// The losses on test examples, the same for all models.
void add_losses(std::vector<TrainedModel>& models, const ToyTask& task, const ModelSpec& shape,
                int test_examples, ParallelFor& parallel) {
  std::vector<ToyParameters<float>> rounded;  // nothing is lost: they were trained so
  for (const TrainedModel& model : models)
    rounded.push_back({model.parameters.W.cast<float>(), model.parameters.b_final.cast<float>(),
                       model.parameters.W2.cast<float>()});
  const std::vector<double>& weights = task.features.importance;
  const Vector<float> importance =
      Eigen::Map<const Vector<double>>(weights.data(), static_cast<Eigen::Index>(weights.size()))
          .cast<float>();
  LaneStream stream(kTestSeed, StreamUse::data);
  for (int done = 0; done < test_examples; done += kChunk) {
    const Matrix<float> x = sample_batch(task, kChunk, stream);
    parallel(static_cast<int>(models.size()), [&](int i, int) {
      const auto at = static_cast<size_t>(i);
      models[at].loss += toy_loss(rounded[at], toy_activations(shape), importance, x) *
                         (static_cast<double>(kChunk) / test_examples);
    });
  }
}

}  // namespace

RunSpec Recipe::spec() const {
  RunSpec spec = value_or_throw(preset_spec(preset));
  for (const std::string& setting : settings) apply_setting(spec, setting);
  spec.changes = changes;
  return spec;
}

std::string Recipe::command(uint32_t seed, const std::string& folder) const {
  if (!changes.empty()) {
    RunSpec whole = spec();
    whole.seed = seed;
    return fmt::format("cat > run.json <<'END'\n{}\nEND\norrery train --spec run.json --out runs/{}",
                       Json::parse(spec_json(whole)).dump(), folder);
  }
  std::string set;
  for (const std::string& setting : settings) set += setting + " ";
  return fmt::format("orrery train --preset {} --set {}seed={} --out runs/{}", preset, set, seed, folder);
}

Recipe neuron_codes(double density) {
  return {"privileged-basis", {fmt::format("task.density={}", density)}};
}

Recipe absolute_values(double density) {
  return {"absolute-value",
          {fmt::format("task.density={}", density), density < 0.1 ? "steps=24000" : "steps=6000"}};
}

Recipe hundred_absolute_values(double density) {
  constexpr double kStart = 0.3;
  constexpr int kSteps = 20000, kFalls = 12;
  // Where values are frequent, small batches: their noise moves neurons away from values that others serve already.
  const bool dense = density >= kStart;
  Recipe recipe{
      "absolute-value",
      {"task.features=100", "model.hidden=40", fmt::format("task.density={}", dense ? density : kStart),
       "model.init_scale=0.1", dense ? "batch=64" : "batch=256", fmt::format("steps={}", kSteps),
       dense ? "optimizer.learning_rate=0.02" : "optimizer.learning_rate=0.01"}};
  for (int k = 1; k <= kFalls && !dense; ++k)
    recipe.changes.push_back(
        {kSteps / 2 * k / kFalls, "task.density",
         fmt::format("{:.3g}", kStart * std::pow(density / kStart, static_cast<double>(k) / kFalls))});
  return recipe;
}

Recipe eighty_features(double density) {
  return {"superposition-20-5",
          {"task.features=80", "task.importance_decay=0.9", fmt::format("task.density={}", density),
           "model.hidden=20", "batch=1024", "steps=10000", "optimizer.learning_rate=0.003",
           "optimizer.weight_decay=0"}};
}

Recipe article_geometry(double density) {
  return {"superposition-400-30",
          {fmt::format("task.density={}", density), "steps=8000", "optimizer.learning_rate=0.005"}};
}

Recipe small_geometry(double density) {
  return {"superposition-400-30",
          {"task.features=60", fmt::format("task.density={}", density), "model.hidden=6", "batch=256",
           "steps=6000", "optimizer.learning_rate=0.01"}};
}

Recipe energy_levels() {
  return {"superposition-400-30",
          {"task.features=60", "model.hidden=6", "task.density=0.35", "batch=512", "steps=4000",
           "optimizer.learning_rate=0.003", "optimizer.schedule=constant", "optimizer.weight_decay=0"}};
}

Recipe local_bases() {
  return {
      "superposition-400-30",
      {"task.features=20", "task.correlated=[10,10]", "task.density=0.05", "model.hidden=10", "steps=4000",
       "optimizer.learning_rate=0.003", "optimizer.schedule=constant", "optimizer.weight_decay=0"}};
}

Recipe one_active_feature() {
  return {"superposition-anticorrelated",
          {"task.features=6", "task.anticorrelated=[6]", "task.density=1", "model.init_scale=0.1",
           "batch=1024", "steps=6000", "optimizer.learning_rate=0.003", "optimizer.schedule=constant",
           "optimizer.weight_decay=0"}};
}

std::vector<TrainedModel> trained_models(const RunSpec& spec, uint32_t count, int threads,
                                         int test_examples) {
  std::vector<TrainedModel> models;
  for (SeedOutcome& outcome : train_seeds(spec, count, threads))
    models.push_back({outcome.seed, std::move(outcome.parameters), 0});
  WorkerPool pool(threads);
  add_losses(models, toy_task(spec.task), spec.model, test_examples, pool);
  std::stable_sort(models.begin(), models.end(),
                   [](const TrainedModel& a, const TrainedModel& b) { return a.loss < b.loss; });
  return models;
}

Json cost_as_claimed(const std::vector<TrainedModel>& models,
                     const std::function<bool(const Matrix<double>& W)>& as_claimed) {
  Json costs = {{"loss", models.front().loss}};
  int seeds = 0;
  for (const TrainedModel& model : models)
    if (as_claimed(model.parameters.W) && seeds++ == 0) costs["loss_as_claimed"] = model.loss;
  costs["seeds_as_claimed"] = seeds;
  return costs;
}

TrainedModel trained_model(const RunSpec& spec, int test_examples) {
  const std::unique_ptr<ToyRun> run = value_or_throw(make_toy_run(spec));
  run->advance(spec.steps);
  std::vector<TrainedModel> models = {{spec.seed, run->parameters(), 0}};
  Serial alone;
  add_losses(models, run->task(), spec.model, test_examples, alone);
  return models.front();
}

TrainedModel best_model(const RunSpec& spec, uint32_t count) {
  return std::move(trained_models(spec, count, 1, kFewerExamples).front());
}

}  // namespace orrery
