#include "core/measure/quadratic_toy.h"

namespace orrery {

double quadratic_toy_loss(const Matrix<double>& W, const Vector<double>& value, double kappa) {
  const Matrix<double> overlap = W.transpose() * W;
  const double interference = overlap.squaredNorm() - overlap.diagonal().squaredNorm();
  return kappa * (overlap.diagonal() - value).squaredNorm() + 2 * interference;
}

double sparse_kappa(double density) {
  return 9 / (5 * density) - 1;
}

QuadraticOptimum quadratic_toy_optimum(double v_1, double v_2, double kappa) {
  if (!(kappa * v_2 > 2 * v_1)) return {v_1, 0};
  const double scale = kappa / (kappa * kappa - 4);
  return {scale * (kappa * v_1 - 2 * v_2), scale * (kappa * v_2 - 2 * v_1)};
}

}  // namespace orrery
