#include "core/measure/attack_price.h"

namespace orrery {
namespace {

Vector<double> importance_of(const SparseFeatures& task) {
  return Eigen::Map<const Vector<double>>(task.importance.data(), task.count());
}

}  // namespace

ToyParameters<double> dedicated_model(const SparseFeatures& task, int hidden) {
  ToyParameters<double> model{Matrix<double>::Identity(hidden, task.count()),
                              Vector<double>::Zero(task.count())};
  for (int i = hidden; i < task.count(); ++i) model.b_final[i] = task.density[static_cast<size_t>(i)] / 2;
  return model;
}

double vulnerability(const ToyParameters<double>& model, const SparseFeatures& task, const Matrix<double>& x,
                     double length) {
  const Vector<double> importance = importance_of(task);
  const auto added = [&](const ToyParameters<double>& attacked) {
    return attacked_loss(attacked, OutputActivation::relu, importance, x, length) -
           toy_loss(attacked, OutputActivation::relu, importance, x);
  };
  return added(model) / added(dedicated_model(task, static_cast<int>(model.W.rows())));
}

Vector<double> attack_prices(const Matrix<double>& W) {
  return (W.transpose() * W).rowwise().squaredNorm();
}

Vector<double> measured_attack_prices(const ToyParameters<double>& model, const SparseFeatures& task,
                                      const Matrix<double>& x, double length) {
  const Vector<double> importance = importance_of(task);
  const Matrix<double> z = toy_preactivation<double>(model, OutputActivation::relu, x);
  const Matrix<double> moved = attack_moves(model, length);
  const auto loss = [&](Eigen::Index s, const Eigen::RowVectorXd& preactivations) {
    return (preactivations.cwiseMax(0.0) - x.row(s)).cwiseAbs2().dot(importance.transpose());
  };
  Vector<double> added = Vector<double>::Zero(x.cols()), count = added;
  for (Eigen::Index s = 0; s < x.rows(); ++s) {
    const double clean = loss(s, z.row(s));
    for (Eigen::Index i = 0; i < x.cols(); ++i) {
      if (z(s, i) <= 0) continue;
      added[i] += 0.5 * (loss(s, z.row(s) + moved.row(i)) + loss(s, z.row(s) - moved.row(i))) - clean;
      ++count[i];
    }
  }
  return added.array() / count.array() / (length * length);
}

}  // namespace orrery
