#include "native/reproduce/trained_models.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/train/presets.h"
#include "core/train/toy_task.h"
#include "native/command/spec_options.h"
#include "native/failure.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

/// Of the test examples' stream; claims train from seeds far below.
constexpr uint32_t kTestSeed = 0xffffffff;
/// Test examples at once: what fits a core's cache; their number is a multiple of it.
constexpr int kChunk = 1 << 12;

}  // namespace

RunSpec Recipe::spec() const {
  RunSpec spec = value_or_throw(preset_spec(preset));
  for (const std::string& setting : settings) apply_setting(spec, setting);
  return spec;
}

std::string Recipe::command(uint32_t seed, const std::string& folder) const {
  std::string set;
  for (const std::string& setting : settings) set += setting + " ";
  return fmt::format("orrery train --preset {} --set {}seed={} --out runs/{}", preset, set, seed, folder);
}

Recipe absolute_values(double density) {
  return {"absolute-value",
          {fmt::format("task.density={}", density), density < 0.1 ? "steps=24000" : "steps=6000"}};
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
  std::vector<ToyParameters<float>> rounded;  // nothing is lost: they were trained so
  for (SeedOutcome& outcome : train_seeds(spec, count, threads)) {
    const ToyParameters<double>& p = outcome.parameters;
    rounded.push_back({p.W.cast<float>(), p.b_final.cast<float>(), p.W2.cast<float>()});
    models.push_back({outcome.seed, std::move(outcome.parameters), 0});
  }

  const ToyTask task = toy_task(spec.task);
  const Vector<float> importance =
      Eigen::Map<const Vector<double>>(task.features.importance.data(), spec.task.features).cast<float>();
  LaneStream stream(kTestSeed, StreamUse::data);
  WorkerPool pool(threads);
  for (int done = 0; done < test_examples; done += kChunk) {
    const Matrix<float> x = sample_batch(task, kChunk, stream);
    pool(static_cast<int>(models.size()), [&](int i, int) {
      const auto at = static_cast<size_t>(i);
      models[at].loss += toy_loss(rounded[at], toy_activations(spec.model), importance, x) *
                         (static_cast<double>(kChunk) / test_examples);
    });
  }
  std::stable_sort(models.begin(), models.end(),
                   [](const TrainedModel& a, const TrainedModel& b) { return a.loss < b.loss; });
  return models;
}

}  // namespace orrery
