// The expected squared error of one output of a toy autoencoder, as a function of what reaches it.
//
//   E[(x_own - activation(b + sum_i a_i x_i))^2],   x_i independent, 0 with probability 1 - p_i, else uniform
//   on [0, 1].
//
// Importance and the dependence of a on W are the caller's (exact_loss.h).
#pragma once

#include <vector>

#include "core/measure/rectified_moments.h"
#include "core/model/toy_autoencoder.h"

namespace orrery {

class OutputLoss {
 public:
  /// density [n], each in (0, 1].
  OutputLoss(std::vector<double> density, OutputActivation activation);

  /// The expectation. slope [n]; slope[own] >= 0, and 0 only where all slopes are 0. NaN when the output is a
  /// ReLU that is sometimes on, sometimes off and more than RectifiedMoments::kMaxCoordinates slopes are not
  /// 0.
  double value(const double* slope, double offset, int own);

  /// The expectation, its derivatives written to slope_gradient [n] and offset_gradient.
  double value(const double* slope, double offset, int own, double* slope_gradient, double& offset_gradient);

  /// The expectation split by number of active features: by_active [n + 1] is overwritten with
  /// sum over |A| = k of P(A) E[. | A].
  void split(const double* slope, double offset, int own, double* by_active);

 private:
  enum class Regime { always_off, always_on, mixed, too_many };
  Regime prepare(const double* slope, double offset, int own);
  double mixed_value(double* offset_gradient);
  double conditional(int set, double weight, bool with_gradient);
  void split_affine(const double* coefficient, double offset, double* by_active);
  void split_mixed(double* by_active);

  int count_;
  std::vector<double> density_;
  OutputActivation activation_;

  // The output at hand, features with slope 0 left out.
  RectifiedMoments moments_;
  int own_ = 0;                         // the place of `own` among those left
  std::vector<int> reaching_;           // [k] features whose slope is not 0
  std::vector<double> slope_;           // [k]
  std::vector<double> slope_gradient_;  // [k]
  std::vector<int> face_;               // [2^k] active set -> the face on which it is free and the rest at 0
  std::vector<double> probability_;     // [2^k] of the active set
  std::vector<double> coefficient_;     // [n]
};

}  // namespace orrery
