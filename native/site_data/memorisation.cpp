// The figure of memorisation: one task, trained on more and more examples.
#include <algorithm>

#include <fmt/format.h>

#include "core/measure/finite_set.h"
#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/site_data/figure.h"
#include "native/site_data/stored_run.h"
#include "native/train/train_seeds.h"

namespace orrery {
namespace {

/// What a run ends with: losses, W [2, n], and the hidden vectors of its examples [samples, 2].
Json trained(const RunSpec& spec) {
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  run->advance(spec.steps);
  const StateTensor W = run->state().front();
  const auto* const weights = static_cast<const float*>(W.data);
  const Matrix<float> h = hidden_of_examples(static_cast<const ToyRun&>(*run)).transpose().cast<float>();
  return {{"train", measured_number(*run, "loss")},
          {"unseen", measured_number(*run, "loss_unseen")},
          {"W", std::vector<float>(weights, weights + W.count())},
          {"hidden", std::vector<float>(h.data(), h.data() + h.size())}};
}

}  // namespace

FigureData memorisation_data(const FigureOptions& options) {
  RunSpec base = value_or_throw(preset_spec("memorisation"));
  if (options.quick) base.steps = 500;
  const std::vector<int64_t> sizes =
      options.quick ? std::vector<int64_t>{3, 5, 30, 200}
                    : std::vector<int64_t>{3, 5, 6, 8, 10, 15, 30, 50, 100, 200, 500, 1000, 2000};
  const uint32_t seeds = options.quick ? 1 : 5;
  // The largest sets take the longest: they come first, so that no thread is left with one.
  std::vector<RunSpec> specs;
  std::vector<Json> inputs;
  for (auto size = sizes.rbegin(); size != sizes.rend(); ++size)
    for (uint32_t seed = 0; seed < seeds; ++seed) {
      RunSpec& spec = specs.emplace_back(base);
      spec.task.samples = *size;
      spec.seed = seed;
      inputs.push_back(spec_value(spec));
    }
  const std::vector<Json> all =
      options.parts->each("networks", inputs, options.threads, [&](size_t k) { return trained(specs[k]); });

  Json train = Json::array(), unseen = Json::array(), shown = Json::array(), hidden = Json::array();
  std::vector<float> W;
  for (size_t k = 0; k < sizes.size(); ++k) {
    const auto first = all.end() - static_cast<std::ptrdiff_t>((k + 1) * seeds);
    const auto last = first + static_cast<std::ptrdiff_t>(seeds);
    Json trains = Json::array(), unseens = Json::array();
    std::for_each(first, last, [&](const Json& run) {
      trains.push_back(rounded(run.at("train")));
      unseens.push_back(rounded(run.at("unseen")));
    });
    train.push_back(trains);
    unseen.push_back(unseens);
    // What is drawn is the seed that fits its own examples best.
    const auto best = std::min_element(
        first, last, [](const Json& a, const Json& b) { return a.at("train") < b.at("train"); });
    shown.push_back(best - first);
    hidden.push_back(
        stored_tensor({sizes[k], base.model.hidden}, best->at("hidden").get<std::vector<float>>(), true));
    for (const Json& weight : best->at("W")) W.push_back(weight.get<float>());
  }
  return {base,
          {{"sweep.json",
            {{"format", 1},
             {"spec", spec_value(base)},
             {"samples", sizes},
             {"train", train},
             {"unseen", unseen},
             {"seeds", shown},
             {"W", stored_tensor({base.model.hidden, base.task.features}, W, true)},
             {"hidden", hidden}}}}};
}

}  // namespace orrery
