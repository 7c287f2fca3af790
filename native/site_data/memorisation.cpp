// The figure of memorisation: one task, trained on more and more examples; small enough for the page, and larger.
#include <algorithm>

#include "core/train/presets.h"
#include "native/failure.h"
#include "native/reproduce/memorised_models.h"
#include "native/site_data/figure.h"
#include "native/site_data/stored_run.h"

namespace orrery {
namespace {

std::vector<float> floats(const Matrix<double>& matrix) {
  const Matrix<float> rounded = matrix.cast<float>();
  return {rounded.data(), rounded.data() + rounded.size()};
}

/// Losses, W [2, n], and the hidden vectors of the examples [samples, 2].
Json trained(const RunSpec& spec) {
  const MemorisedModel model = memorised_model(spec);
  return {{"train", model.train},
          {"unseen", model.unseen},
          {"W", floats(model.W)},
          {"hidden", floats(model.hidden.transpose())}};
}

/// The task of `base` on sets of all these sizes, each from so many seeds: the losses of all, and the network of each size
/// that fits its own examples best.
Json sweep(const RunSpec& base, const std::vector<int64_t>& sizes, uint32_t seeds,
           const FigureOptions& options) {
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
    const auto best = std::min_element(
        first, last, [](const Json& a, const Json& b) { return a.at("train") < b.at("train"); });
    shown.push_back(best - first);
    hidden.push_back(
        stored_tensor({sizes[k], base.model.hidden}, best->at("hidden").get<std::vector<float>>(), true));
    for (const Json& weight : best->at("W")) W.push_back(weight.get<float>());
  }
  return {{"format", 1},
          {"spec", spec_value(base)},
          {"samples", sizes},
          {"train", train},
          {"unseen", unseen},
          {"seeds", shown},
          {"W", stored_tensor({base.model.hidden, base.task.features}, W, true)},
          {"hidden", hidden}};
}

const std::vector<int64_t> kFew = {3, 5, 30, 200};  // in a hurry

RunSpec preset(const char* name, bool quick) {
  RunSpec spec = value_or_throw(preset_spec(name));
  if (quick) spec.steps = 500;
  return spec;
}

}  // namespace

FigureData memorisation_data(const FigureOptions& options) {
  const bool quick = options.quick;
  const RunSpec base = preset("memorisation", quick);
  const std::vector<int64_t> sizes = {3, 5, 6, 8, 10, 15, 30, 50, 100, 200, 500, 1000, 2000};
  return {base, {{"sweep.json", sweep(base, quick ? kFew : sizes, quick ? 1 : 5, options)}}};
}

FigureData memorisation_live_data(const FigureOptions& options) {
  const bool quick = options.quick;
  const RunSpec base = preset("memorisation-live", quick);
  const std::vector<int64_t> sizes = {3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 40, 60, 100, 200, 500, 1000};
  Json file = sweep(base, quick ? kFew : sizes, quick ? 1 : 5, options);
  // The run that the figure shows first.
  const std::unique_ptr<Run> run = value_or_throw(make_run(base));
  file["run"] = stored_run(
      *run, {frame_steps(base.steps, quick ? 10 : 24), {"loss", "loss_unseen"}, {}, true, {"hidden"}});
  return {base, {{"run.json", file}}};
}

}  // namespace orrery
