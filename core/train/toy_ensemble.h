// Many independent toy models of one shape, trained together: seeds, densities, importances and initial
// scales may differ. Sixteen share the lanes of a vector where that is faster than one after another.
//
// What the figures of many models rest on: the best of so many seeds, and every cell of a phase diagram at once.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/toy_autoencoder.h"
#include "core/model/toy_kernel.h"
#include "core/numeric/parallel.h"
#include "core/task/sparse_features.h"
#include "core/train/adamw.h"
#include "core/train/run_spec.h"

namespace orrery {

/// What the models share.
struct ToyEnsemble {
  int hidden;  // m
  int batch;   // B
  ToyActivations activations = OutputActivation::relu;
  AdamWOptions optimizer;
  std::vector<double> learning_rates;  // one an update: as many updates as rates
  bool tied = true;
  bool signed_values = false;
  std::vector<ToySet> sets = {};  // of correlated and anticorrelated features; others are independent
};

/// What makes each model itself. `features` has the same n for all; in it, a density of a set's first feature is the
/// probability that the set is on.
struct ToyMember {
  uint32_t seed;  // of the initial weights and of the data
  SparseFeatures features;
  double init_scale = 1.0;
};

/// The ensemble that a description stands for, and its member with the description's task and scale, and that seed.
/// `spec` must be valid, of toy models on endless examples that are not attacked, without changes.
ToyEnsemble toy_ensemble(const RunSpec& spec);
ToyMember toy_member(const RunSpec& spec, uint32_t seed);

/// Trains every member; results in their order. The numbers are those of each model trained alone, to the
/// bit, whatever the grouping and the number of workers, which only guides the grouping.
std::vector<ToyParameters<float>> train_toy_ensemble(const ToyEnsemble& ensemble,
                                                     const std::vector<ToyMember>& members,
                                                     ParallelFor& parallel);

}  // namespace orrery
