// The exact expected loss of a toy autoencoder on sparse features, independent or in correlated and anticorrelated
// sets, and its gradient: no sampling, no noise.
//
//   L = sum_j I_j E[(x_j - x'_j)^2],   x' = activation(W^T W x + b_final),
//   x_i = 0 unless feature i is active, then uniform on [0, 1].
//
// The loss is the sum over features, for one example; notebooks that take the mean over features report it
// divided by n. The value is good to a few roundings of its own scale (rectified_moments.h says how), at a
// cost of n 3^k for k features that reach an output: with its gradient about 10 microseconds at n = 5, 1 ms
// at n = 8.
//
// Dimensions: n features, m hidden dimensions.
#pragma once

#include <vector>

#include "core/measure/output_loss.h"
#include "core/model/toy_autoencoder.h"
#include "core/task/feature_sets.h"

namespace orrery {

/// Evaluates the exact loss of many parameters on one task. Beside the task it holds scratch memory only: one
/// object a thread.
class ExactLoss {
 public:
  ExactLoss(const SparseFeatures& task, OutputActivation activation);
  ExactLoss(const FeatureSets& task, OutputActivation activation);

  /// The loss. W [m, n] and b_final [n] must have the task's n. With a ReLU output, NaN when some output is
  /// reached by more than RectifiedMoments::kMaxCoordinates features (W_i . W_j not 0): the sum over active
  /// sets is too long.
  double operator()(const ToyParameters<double>& parameters);

  /// The loss; its gradient in the parameters' shapes. Where the loss has a kink, the ReLU's slope at 0
  /// counts as 0. The gradient's own rounding grows as 1 / |W_j| for features with |b_j| < |W_j| << 1: 1e-9
  /// at |W_j| = 1e-6.
  double operator()(const ToyParameters<double>& parameters, ToyParameters<double>& gradient);

  /// Each feature's share, importance included; they add up to the loss.  // [n]
  std::vector<double> by_feature(const ToyParameters<double>& parameters);

  /// The loss split by how many features are active: entry k is sum over |A| = k of P(A) E[loss | A].  // [n + 1]
  /// With one density p for all independent features, that is p^k (1-p)^(n-k) L_k, with L_k as in Elhage et al.
  /// 2022, "Mathematical Understanding".
  std::vector<double> by_active(const ToyParameters<double>& parameters);

 private:
  void set_parameters(const ToyParameters<double>& parameters);

  int count() const { return static_cast<int>(importance_.size()); }

  std::vector<double> importance_;  // [n]
  OutputLoss output_;
  Matrix<double> overlap_;         // [n, n] W_j . W_i, rounding noise set to 0
  Matrix<double> slope_gradient_;  // [n, n] row j is dL / d(overlap row j)
};

/// What a feature costs that is ignored (W_i = 0) at its best bias p/2, importance aside: its variance p/3 -
/// p^2/4.
inline double ignored_feature_loss(double density) {
  return density / 3 - density * density / 4;
}

/// One evaluation, for callers that need no more.
double exact_loss(const ToyParameters<double>& parameters, const SparseFeatures& task,
                  OutputActivation activation);
double exact_loss(const ToyParameters<double>& parameters, const FeatureSets& task,
                  OutputActivation activation);

}  // namespace orrery
