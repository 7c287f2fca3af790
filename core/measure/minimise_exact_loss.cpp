#include "core/measure/minimise_exact_loss.h"

namespace orrery {

MinimisedLoss minimise_exact_loss(const ToyParameters<double>& start, const FeatureSets& task,
                                  OutputActivation activation, const BfgsOptions& options) {
  const Eigen::Index weights = start.W.size(), n = start.b_final.size();
  ExactLoss exact(task, activation);
  ToyParameters<double> at = start, gradient;
  auto unpack = [&](const Vector<double>& x) {
    at.W.reshaped<Eigen::RowMajor>() = x.head(weights);
    at.b_final = x.tail(n);
  };
  const Objective objective = [&](const Vector<double>& x, Vector<double>& slope) {
    unpack(x);
    const double loss = exact(at, gradient);
    slope.head(weights) = gradient.W.reshaped<Eigen::RowMajor>();
    slope.tail(n) = gradient.b_final;
    return loss;
  };
  Vector<double> x(weights + n);
  x << start.W.reshaped<Eigen::RowMajor>(), start.b_final;
  const Minimum minimum = minimise_bfgs(objective, x, options);
  unpack(minimum.x);
  return {at, minimum.value, minimum.evaluations, minimum.converged};
}

MinimisedLoss minimise_exact_loss(const ToyParameters<double>& start, const SparseFeatures& task,
                                  OutputActivation activation, const BfgsOptions& options) {
  return minimise_exact_loss(start, as_sets(task), activation, options);
}

}  // namespace orrery
