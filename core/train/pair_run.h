// The run of a network on the pairs of a group: the task that a description means, and its training.
#pragma once

#include <memory>
#include <vector>

#include "core/group/group.h"
#include "core/model/pair_model.h"
#include "core/model/pair_objective.h"
#include "core/train/run.h"

namespace orrery {

/// What a description of task kind `pairs` stands for.
struct PairTask {
  Group group;
  PairModel model;
  PairSplit split;  // pair indices; both lists empty where the split is unknown
  bool split_known = true;

  /// All n^2 pairs, in their order.
  std::vector<int> all_pairs() const;

  /// Those of a set; empty for a set that the split doesn't know.
  std::vector<int> pairs_of(PairSet set) const;
};

/// Checks what no single field can know and builds the task; errors name the field.
Result<PairTask> make_pair_task(const RunSpec& spec);

class PairRun : public Run {
 public:
  /// Refuses where the split is not known.
  Result<void> trainable() const override;

  const PairTask& task() const { return task_; }
  const PairModel& model() const { return task_.model; }

  /// The weights at this step in the order of model().layout(), padding included.
  virtual std::vector<double> parameters() const = 0;

  /// Mean loss and accuracy over a set in the run's own arithmetic; nothing for a set that the split doesn't know.
  virtual std::optional<PairResult> score(PairSet set) = 0;

  /// Logits [pairs of the set, C] in the set's order, in the run's own arithmetic, rounded to float.
  virtual std::vector<float> logits(PairSet set) = 0;

  /// Views, all [n, n] over the pairs (a, b).
  ///
  /// How sure the network is of its answer: the probability of the pair's own class where that leads, else minus the
  /// probability of the class that leads. A squared error knows no probabilities: there it is the leading logit, cut to
  /// (0, 1].
  static constexpr std::string_view kConfidence = "confidence";
  /// The class that leads.
  static constexpr std::string_view kAnswers = "answers";
  /// The class that is right.
  static constexpr std::string_view kTargets = "targets";
  /// 1 for pairs that are trained on, else 0.
  static constexpr std::string_view kTrained = "trained";

 protected:
  PairRun(RunSpec spec, PairTask task) : Run(std::move(spec)), task_(std::move(task)) {}

 private:
  PairTask task_;
};

/// Refuses a run that would need more than `means.max_bytes`, with the size it would need.
Result<std::unique_ptr<PairRun>> make_pair_run(const RunSpec& spec, const RunMeans& means);

}  // namespace orrery
