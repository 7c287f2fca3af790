// The figure of memorisation: one task, trained on more and more examples.
#include <algorithm>

#include <fmt/format.h>

#include "core/measure/finite_set.h"
#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/site_data/figure.h"
#include "native/site_data/stored_run.h"
#include "native/threads/worker_pool.h"
#include "native/train/train_seeds.h"

namespace orrery {
namespace {

struct Trained {
  double train = 0, unseen = 0;  // losses
  std::vector<float> W;          // [2, n]
  Matrix<double> hidden;         // [2, samples]
};

Trained trained(const RunSpec& spec) {
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  run->advance(spec.steps);
  const StateTensor W = run->state().front();
  const auto* const weights = static_cast<const float*>(W.data);
  return {measured_number(*run, "loss"),
          measured_number(*run, "loss_unseen"),
          {weights, weights + W.count()},
          hidden_of_examples(static_cast<const ToyRun&>(*run))};
}

}  // namespace

FigureData memorisation_data(const FigureOptions& options) {
  RunSpec base = value_or_throw(preset_spec("memorisation"));
  if (options.quick) base.steps = 500;
  const std::vector<int64_t> sizes =
      options.quick ? std::vector<int64_t>{3, 5, 30, 200}
                    : std::vector<int64_t>{3, 5, 6, 8, 10, 15, 30, 50, 100, 200, 500, 1000, 2000};
  const size_t seeds = options.quick ? 1 : 5;
  std::vector<Trained> all(sizes.size() * seeds);
  WorkerPool pool(options.threads);
  // The largest sets take the longest: they come first, so that no thread is left with one.
  pool(static_cast<int>(all.size()), [&](int task, int) {
    const size_t at = all.size() - 1 - static_cast<size_t>(task);
    RunSpec spec = base;
    spec.task.samples = sizes[at / seeds];
    spec.seed = static_cast<uint32_t>(at % seeds);
    all[at] = trained(spec);
  });

  Json train = Json::array(), unseen = Json::array(), shown = Json::array(), hidden = Json::array();
  std::vector<float> W;
  for (size_t k = 0; k < sizes.size(); ++k) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(k * seeds);
    const auto last = first + static_cast<std::ptrdiff_t>(seeds);
    Json trains = Json::array(), unseens = Json::array();
    std::for_each(first, last, [&](const Trained& run) {
      trains.push_back(rounded(run.train));
      unseens.push_back(rounded(run.unseen));
    });
    train.push_back(trains);
    unseen.push_back(unseens);
    // What is drawn is the seed that fits its own examples best.
    const auto best =
        std::min_element(first, last, [](const Trained& a, const Trained& b) { return a.train < b.train; });
    shown.push_back(best - first);
    const Matrix<float> h = best->hidden.transpose().cast<float>();
    hidden.push_back(stored_tensor({h.rows(), h.cols()}, {h.data(), h.data() + h.size()}, true));
    W.insert(W.end(), best->W.begin(), best->W.end());
  }
  return {base,
          {{"sweep.json",
            {{"format", 1},
             {"spec", Json::parse(spec_json(base))},
             {"samples", sizes},
             {"train", train},
             {"unseen", unseen},
             {"seeds", shown},
             {"W", stored_tensor({base.model.hidden, base.task.features}, W, true)},
             {"hidden", hidden}}}}};
}

}  // namespace orrery
