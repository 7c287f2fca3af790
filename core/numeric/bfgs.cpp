#include "core/numeric/bfgs.h"

#include <algorithm>
#include <cmath>

namespace orrery {
namespace {

constexpr double kSufficientDecrease = 1e-4;
constexpr double kCurvature = 0.9;
constexpr int kMaxBisections = 60;

}  // namespace

Minimum minimise_bfgs(const Objective& objective, const Vector<double>& start, const BfgsOptions& options) {
  const Eigen::Index n = start.size();
  Minimum at;
  at.x = start;
  at.gradient = Vector<double>::Zero(n);
  at.value = objective(at.x, at.gradient);
  at.evaluations = 1;
  if (!std::isfinite(at.value)) return at;

  Matrix<double> inverse_hessian = Matrix<double>::Identity(n, n);
  Vector<double> direction(n), x(n), gradient(n), step(n), change(n), image(n);
  bool fresh = true;  // inverse_hessian knows nothing yet
  int idle = 0;
  while (at.evaluations < options.max_evaluations) {
    if (n == 0 || at.gradient.cwiseAbs().maxCoeff() <= options.gradient_tolerance) {
      at.converged = true;
      break;
    }
    direction.noalias() = -inverse_hessian.lazyProduct(at.gradient);
    double slope = direction.dot(at.gradient);
    if (!(slope < 0)) {
      inverse_hessian.setIdentity();
      fresh = true;
      direction = -at.gradient;
      slope = direction.dot(at.gradient);
    }
    // A first step knows no scale: no variable moves by more than a tenth.
    double length = fresh ? std::min(1.0, 0.1 / direction.cwiseAbs().maxCoeff()) : 1.0;
    double shortest = 0, longest = 0, value = at.value;
    bool found = false;
    for (int trial = 0; trial < kMaxBisections && at.evaluations < options.max_evaluations; ++trial) {
      x = at.x + length * direction;
      value = objective(x, gradient);
      ++at.evaluations;
      if (!std::isfinite(value) || value > at.value + kSufficientDecrease * length * slope) {
        longest = length;
      } else if (direction.dot(gradient) < kCurvature * slope) {
        shortest = length;
      } else {
        found = true;
        break;
      }
      length = longest > 0 ? 0.5 * (shortest + longest) : 2 * shortest;
    }
    if (!found) {
      // Rounding decides now, or the model of the curvature misleads: try once more along the gradient.
      if (fresh) {
        at.converged = at.evaluations < options.max_evaluations;
        break;
      }
      inverse_hessian.setIdentity();
      fresh = true;
      continue;
    }
    step = x - at.x;
    change = gradient - at.gradient;
    idle = at.value - value <= options.value_tolerance * std::abs(value) ? idle + 1 : 0;
    at.x = x;
    at.value = value;
    at.gradient = gradient;
    if (idle >= 3) {
      at.converged = true;
      break;
    }
    const double curvature = step.dot(change);
    if (curvature <= 0) continue;
    if (fresh) inverse_hessian *= curvature / change.squaredNorm();
    fresh = false;
    // H += (s.y + y.Hy) / (s.y)^2 ss' - (Hy s' + s (Hy)') / s.y
    image.noalias() = inverse_hessian.lazyProduct(change);
    inverse_hessian.noalias() +=
        (curvature + change.dot(image)) / (curvature * curvature) * step * step.transpose();
    inverse_hessian.noalias() -= image * step.transpose() / curvature;
    inverse_hessian.noalias() -= step * image.transpose() / curvature;
  }
  return at;
}

}  // namespace orrery
