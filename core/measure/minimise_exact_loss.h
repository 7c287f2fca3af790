// Training without noise: the minimum of the exact loss that a start leads to.
#pragma once

#include "core/measure/exact_loss.h"
#include "core/numeric/bfgs.h"

namespace orrery {

struct MinimisedLoss {
  ToyParameters<double> parameters;
  double loss = 0;
  int evaluations = 0;
  bool converged = false;
};

/// Minimises the exact loss over all of W and b_final by BFGS from `start`. A local minimum: what is exactly
/// 0 by symmetry in the start (a feature with W_i = 0 at its best bias) stays so. Preconditions and NaN as in
/// ExactLoss.
MinimisedLoss minimise_exact_loss(const ToyParameters<double>& start, const FeatureSets& task,
                                  OutputActivation activation, const BfgsOptions& options = {});
MinimisedLoss minimise_exact_loss(const ToyParameters<double>& start, const SparseFeatures& task,
                                  OutputActivation activation, const BfgsOptions& options = {});

}  // namespace orrery
