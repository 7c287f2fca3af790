// The expected squared error of one output of a toy autoencoder, as a function of what reaches it.
//
//   E[(x_own - activation(b + sum_i a_i x_i))^2],   x_i 0 unless feature i is active, then uniform on [0, 1].
//
// Importance and the dependence of a on W are the caller's (exact_loss.h).
#pragma once

#include <vector>

#include "core/measure/active_law.h"
#include "core/measure/rectified_moments.h"
#include "core/model/toy_autoencoder.h"

namespace orrery {

class OutputLoss {
 public:
  OutputLoss(const FeatureSets& features, OutputActivation activation);

  /// The expectation. slope [n]; slope[own] >= 0, and 0 only where all slopes are 0. NaN when the output is a
  /// ReLU that is sometimes on, sometimes off and more than RectifiedMoments::kMaxCoordinates slopes are not
  /// 0.
  double value(const double* slope, double offset, int own);

  /// The expectation, its derivatives written to slope_gradient [n] and offset_gradient. Features of slope 0 that
  /// depend on others of slope not 0 count one a set towards that limit.
  double value(const double* slope, double offset, int own, double* slope_gradient, double& offset_gradient);

  /// The expectation split by number of active features: by_active [n + 1] is overwritten with
  /// sum over |A| = k of P(A) E[. | A].
  void split(const double* slope, double offset, int own, double* by_active);

 private:
  enum class Regime { always_off, always_on, mixed, too_many };
  Regime prepare(const double* slope, double offset, int own, bool with_gradient);
  void tabulate(const double* slope, double offset, int own);
  double mixed_value(double* offset_gradient);
  double conditional(int set, double weight, bool with_gradient);
  /// What the output misses when the ReLU is always on (1) or always off (0): on * slope.x - x_own.  // [n]
  const double* missed(const double* slope, double on, int own);

  ActiveLaw law_;
  OutputActivation activation_;

  // The output at hand, over the k features that the law keeps.
  RectifiedMoments moments_;
  int own_ = 0;                         // the place of `own`
  std::vector<double> slope_;           // [k]
  std::vector<double> slope_gradient_;  // [k]
  std::vector<int> face_;               // [2^k] active set -> the face on which it is free and the rest at 0
  std::vector<double> coefficient_;     // [n]
};

}  // namespace orrery
