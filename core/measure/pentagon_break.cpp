#include "core/measure/pentagon_break.h"

#include "core/numeric/regular_polygon.h"

namespace orrery {
namespace {

constexpr double kSmallestRatio = 0.02;
constexpr double kWidth = 1e-6;  // of the bisection's last interval

SparseFeatures task_of(double density, double varied) {
  return {{varied, density, density, density, density}, std::vector<double>(5, 1.0)};
}

}  // namespace

MinimisedLoss perturbed_pentagon(double density, double varied) {
  const ToyParameters<double> start{regular_polygon(5, 1.15), Vector<double>::Constant(5, -0.25)};
  return minimise_exact_loss(start, task_of(density, varied), OutputActivation::relu);
}

MinimisedLoss pairs_without_feature(double density, double varied) {
  ToyParameters<double> start{Matrix<double>(2, 5), Vector<double>::Zero(5)};
  start.W << 0, 1, 0, -1, 0, 0, 0, 1, 0, -1;
  start.b_final[0] = varied / 2;
  return minimise_exact_loss(start, task_of(density, varied), OutputActivation::relu);
}

double pentagon_break(double density) {
  double broken = kSmallestRatio, whole = 1;
  while (whole - broken > kWidth) {
    const double ratio = 0.5 * (broken + whole), varied = ratio * density;
    const bool holds = perturbed_pentagon(density, varied).loss < pairs_without_feature(density, varied).loss;
    (holds ? whole : broken) = ratio;
  }
  return 0.5 * (broken + whole);
}

}  // namespace orrery
