// Minimising a smooth function of a few dozen variables from its gradient.
#pragma once

#include <functional>

#include "core/numeric/matrix.h"

namespace orrery {

/// The function's value at x; writes its gradient, of x's size.
using Objective = std::function<double(const Vector<double>& x, Vector<double>& gradient)>;

struct BfgsOptions {
  double gradient_tolerance = 1e-10;  // stop when no component of the gradient exceeds this
  double value_tolerance = 1e-15;     // or when three updates in a row gain less than this share of |value|
  int max_evaluations = 2000;
};

struct Minimum {
  Vector<double> x;
  double value = 0;
  Vector<double> gradient;
  int evaluations = 0;
  bool converged =
      false;  // by one of the tolerances, or no step along the gradient improves the value any more
};

/// BFGS with the weak Wolfe line search of Lewis and Overton 2013, which also gets along with functions whose
/// second derivative jumps, as expected losses of ReLUs do. A value that is not finite counts as worse than
/// any other; where that of `start` is not, the result is `start`, not converged. A local minimum at best.
Minimum minimise_bfgs(const Objective& objective, const Vector<double>& start,
                      const BfgsOptions& options = {});

}  // namespace orrery
