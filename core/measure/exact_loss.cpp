#include "core/measure/exact_loss.h"

#include <cassert>
#include <cmath>

namespace orrery {
namespace {

// A shorter W_j counts as 0: what that changes in the loss is below 1e-12 times the other features' lengths.
constexpr double kNoDirection = 1e-12;
// |W_i . W_j| below this share of |W_i| |W_j| is rounding of an exact 0: such pairs drop out of each other's
// sums.
constexpr double kOrthogonal = 1e-15;

}  // namespace

ExactLoss::ExactLoss(const SparseFeatures& task, OutputActivation activation)
    : ExactLoss(as_sets(task), activation) {}

ExactLoss::ExactLoss(const FeatureSets& task, OutputActivation activation)
    : importance_(task.importance), output_(task, activation) {}

void ExactLoss::set_parameters(const ToyParameters<double>& parameters) {
  const int n = count();
  assert(parameters.W.cols() == n && parameters.b_final.size() == n);
  overlap_.noalias() = parameters.W.transpose().lazyProduct(parameters.W);
  const Vector<double> length = overlap_.diagonal().cwiseSqrt();
  for (int j = 0; j < n; ++j) {
    for (int i = 0; i < n; ++i) {
      const bool silent = length[i] < kNoDirection || length[j] < kNoDirection;
      if (silent || std::abs(overlap_(j, i)) <= kOrthogonal * length[i] * length[j]) overlap_(j, i) = 0;
    }
  }
}

double ExactLoss::operator()(const ToyParameters<double>& parameters) {
  set_parameters(parameters);
  double loss = 0;
  for (int j = 0; j < count(); ++j)
    loss += importance_[j] * output_.value(overlap_.row(j).data(), parameters.b_final[j], j);
  return loss;
}

double ExactLoss::operator()(const ToyParameters<double>& parameters, ToyParameters<double>& gradient) {
  set_parameters(parameters);
  const int n = count();
  slope_gradient_.resize(n, n);
  gradient.b_final.resize(n);
  double loss = 0;
  for (int j = 0; j < n; ++j) {
    double offset_gradient = 0;
    loss += importance_[j] * output_.value(overlap_.row(j).data(), parameters.b_final[j], j,
                                           slope_gradient_.row(j).data(), offset_gradient);
    slope_gradient_.row(j) *= importance_[j];
    gradient.b_final[j] = importance_[j] * offset_gradient;
  }
  // overlap = W^T W, so dL/dW = W (G + G^T).
  gradient.W.noalias() = parameters.W.lazyProduct(slope_gradient_);
  gradient.W.noalias() += parameters.W.lazyProduct(slope_gradient_.transpose());
  return loss;
}

std::vector<double> ExactLoss::by_feature(const ToyParameters<double>& parameters) {
  set_parameters(parameters);
  std::vector<double> share(count());
  for (int j = 0; j < count(); ++j)
    share[j] = importance_[j] * output_.value(overlap_.row(j).data(), parameters.b_final[j], j);
  return share;
}

std::vector<double> ExactLoss::by_active(const ToyParameters<double>& parameters) {
  set_parameters(parameters);
  std::vector<double> total(count() + 1), part(count() + 1);
  for (int j = 0; j < count(); ++j) {
    output_.split(overlap_.row(j).data(), parameters.b_final[j], j, part.data());
    for (std::size_t k = 0; k < total.size(); ++k) total[k] += importance_[j] * part[k];
  }
  return total;
}

double exact_loss(const ToyParameters<double>& parameters, const SparseFeatures& task,
                  OutputActivation activation) {
  return ExactLoss(task, activation)(parameters);
}

double exact_loss(const ToyParameters<double>& parameters, const FeatureSets& task,
                  OutputActivation activation) {
  return ExactLoss(task, activation)(parameters);
}

}  // namespace orrery
