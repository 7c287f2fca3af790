// Many independent toy models of one shape, trained together: seeds, densities, importances and initial
// scales may differ. Sixteen share the lanes of a vector where that is faster than one after another.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/toy_autoencoder.h"
#include "core/numeric/parallel.h"
#include "core/task/sparse_features.h"
#include "core/train/adamw.h"

namespace orrery {

/// What the models share.
struct ToyEnsemble {
  int hidden;  // m
  int batch;   // B
  OutputActivation output = OutputActivation::relu;
  AdamWOptions optimizer;
  std::vector<double> learning_rates;  // one an update: as many updates as rates
};

/// What makes each model itself. `features` has the same n for all.
struct ToyMember {
  uint32_t seed;  // of the initial weights and of the data
  SparseFeatures features;
  double init_scale = 1.0;
};

/// Trains every member; results in their order. The numbers are those of each model trained alone, to the
/// bit, whatever the grouping and the number of workers, which only guides the grouping.
std::vector<ToyParameters<float>> train_toy_ensemble(const ToyEnsemble& ensemble,
                                                     const std::vector<ToyMember>& members,
                                                     ParallelFor& parallel);

}  // namespace orrery
