// What a description of task kind `sparse-features` stands for.
#pragma once

#include <vector>

#include "core/model/toy_autoencoder.h"
#include "core/model/toy_kernel.h"
#include "core/numeric/aligned.h"
#include "core/task/feature_sets.h"
#include "core/train/run_spec.h"

namespace orrery {

struct ToyTask {
  FeatureSets features;  // the sets, neighbours each, in the order of the features; and the importances
  bool signed_values = false;

  /// Whether every feature switches on by itself.
  bool independent() const;

  /// How often each feature is on, whatever the others do, and the importances.
  SparseFeatures marginals() const { return {features.marginal_density(), features.importance}; }

  /// The sets of more than one feature, as the kernels take them.
  std::vector<ToySet> kernel_sets() const;
};

/// Each feature's gate and importance, as the kernels take them.
struct ToyGates {
  AlignedArray<float> threshold, scale, importance;  // [n]

  explicit ToyGates(const ToyTask& task);
};

/// `spec` must be valid.
ToyTask toy_task(const TaskSpec& spec);
ToyActivations toy_activations(const ModelSpec& spec);

/// Checks what no single field can know of a toy model and its task.
Result<void> check_toy_task(const RunSpec& spec);

/// One batch, [batch, n], as the kernels draw it: the sets' (core/task/feature_sets.h), and where values have signs, 2 x -
/// 1 for each x above 0.
Matrix<float> sample_batch(const ToyTask& task, int batch, LaneStream& stream);

/// The finite set of a task: `count` examples that are not zero, each scaled to length 1 (Henighan et al. 2023), [count,
/// n]. Drawn in batches of sixteen; what is zero is left out.
Matrix<float> sample_set(const ToyTask& task, int count, LaneStream& stream);

}  // namespace orrery
