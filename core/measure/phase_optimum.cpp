#include "core/measure/phase_optimum.h"

#include <Eigen/Geometry>

#include <cmath>
#include <limits>

namespace orrery {
namespace {

/// A direction, the extra feature's component last; with two features, the first component is dropped.
struct Direction {
  ThreeFeaturePhase phase;
  double v[3];
};

// Features 0 and 1 may change places.
constexpr Direction kDirections[] = {
    {ThreeFeaturePhase::extra_ignored, {0, 0, 1}},   {ThreeFeaturePhase::another_ignored, {0, 1, 0}},
    {ThreeFeaturePhase::another_ignored, {1, 0, 0}}, {ThreeFeaturePhase::extra_antipodal, {0, 1, 1}},
    {ThreeFeaturePhase::extra_antipodal, {1, 0, 1}}, {ThreeFeaturePhase::others_antipodal, {1, 1, 0}},
    {ThreeFeaturePhase::triangle, {1, 1, 1}},
};

// Starts are off the phases' directions, since what is 0 by symmetry would stay so. The last two share a dimension with
// the same sign, as the optimum does near density 1 and importance 1.
constexpr double kStarts[][3] = {{0.05, 0.15, 1}, {0.05, 1, 0.15}, {0.1, 1, 0.9},   {0.9, 1, 0.1},
                                 {0.9, 1, 1.1},   {0.1, 0.5, 1},   {-0.1, -0.4, 1}, {-0.1, 1, -0.4}};

Vector<double> direction(const double* v, Eigen::Index features) {
  return Eigen::Map<const Vector<double>>(v + 3 - features, features).normalized();
}

/// [n - 1, n], of orthonormal rows, with W v = 0.
Matrix<double> across(const Vector<double>& v) {
  if (v.size() == 2) return (Matrix<double>(1, 2) << v[1], -v[0]).finished();
  const Eigen::Vector3d normal(v[0], v[1], v[2]), first = normal.unitOrthogonal();
  Matrix<double> W(2, 3);
  W << first.transpose(), normal.cross(first).transpose();
  return W;
}

}  // namespace

Vector<double> null_direction(const Matrix<double>& W) {
  Vector<double> v(W.cols());
  if (W.cols() == 2) {
    v << -W(0, 1), W(0, 0);
  } else {
    const Eigen::Vector3d first = W.row(0).transpose(), second = W.row(1).transpose();
    v = first.cross(second);
  }
  Eigen::Index largest = 0;
  v.cwiseAbs().maxCoeff(&largest);
  return v.normalized() * (v[largest] < 0 ? -1 : 1);
}

ThreeFeaturePhase phase_of(const Matrix<double>& W) {
  const Vector<double> v = null_direction(W);
  ThreeFeaturePhase nearest = ThreeFeaturePhase::extra_ignored;
  double closest = -1;
  for (const auto& [phase, components] : kDirections) {
    // A direction that two features can't have has lost a component, and another one stands for it already.
    if (v.size() == 2 && components[0] != 0) continue;
    const double cosine = std::abs(v.dot(direction(components, v.size())));
    if (cosine > closest) {
      closest = cosine;
      nearest = phase;
    }
  }
  return nearest;
}

SparseFeatures phase_task(int features, double density, double importance) {
  const auto n = static_cast<size_t>(features);
  SparseFeatures task{std::vector<double>(n, density), std::vector<double>(n, 1.0)};
  task.importance.back() = importance;
  return task;
}

MinimisedLoss phase_optimum(int features, double density, double importance) {
  const SparseFeatures task = phase_task(features, density, importance);
  MinimisedLoss best;
  best.loss = std::numeric_limits<double>::infinity();
  for (const auto& start : kStarts) {
    const ToyParameters<double> from{across(direction(start, features)),
                                     Vector<double>::Constant(features, 0.1 * density)};
    MinimisedLoss found = minimise_exact_loss(from, task, OutputActivation::relu);
    if (found.loss < best.loss) best = std::move(found);
  }
  return best;
}

}  // namespace orrery
