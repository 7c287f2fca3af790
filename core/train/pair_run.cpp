#include "core/train/pair_run.h"

#include "core/numeric/random.h"
#include "core/train/pair_run_of.h"
#include "core/train/run_memory.h"

namespace orrery {

std::vector<int> minibatch(const std::vector<int>& train, int64_t batch, int64_t index, uint32_t seed) {
  const auto count = static_cast<int64_t>(train.size());
  const int64_t batches = count / batch, epoch = index / batches;
  std::vector<int> order(train);
  SplitMix64 random(SplitMix64(seed, StreamUse::data).next() + static_cast<uint64_t>(epoch));
  for (int64_t i = count - 1; i > 0; --i)
    std::swap(order[static_cast<size_t>(i)], order[random.below(static_cast<uint32_t>(i) + 1)]);
  const auto first = order.begin() + index % batches * batch;
  return {first, first + batch};
}

Result<void> PairRun::trainable() const {
  if (task_.split_known) return {};
  return Error{"task.split", "unknown",
               "orrery, torch or cpython: without a split there is nothing to train on"};
}

Result<std::unique_ptr<PairRun>> make_pair_run(const RunSpec& spec, const RunMeans& means) {
  Result<PairTask> task = make_pair_task(spec);
  if (!task) return task.error();
  const double pairs = static_cast<double>(task->model.targets.size());
  const double scalar = spec.precision == Precision::float64 ? 8 : 4;
  // Views look at the logits of all pairs at once.
  const double logits = scalar * pairs * task->model.classes();
  const double bytes = logits + 4 * scalar * static_cast<double>(task->model.layout().size()) + 16 * pairs +
                       pair_objective_bytes(task->model, static_cast<double>(task->split.train.size()),
                                            2 * pairs, means.parallel->workers());
  if (auto fits = check_memory("task.group", spec.task.group, bytes, means.max_bytes); !fits)
    return fits.error();
  if (spec.precision == Precision::float64 || !folds(task->model))
    return make_plain_pair_run(spec, std::move(*task), means);
  const auto folded = [&](const PairModel& model) {
    return make_folded_objective(model, *means.parallel, means.kernel);
  };
  return std::unique_ptr<PairRun>(
      std::make_unique<PairRunOf<float>>(spec, std::move(*task), *means.parallel, folded));
}

}  // namespace orrery
