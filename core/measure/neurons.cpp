#include "core/measure/neurons.h"

#include "core/measure/geometry.h"

namespace orrery {

Vector<double> neuron_monosemanticity(const Matrix<double>& W) {
  Vector<double> share = Vector<double>::Zero(W.rows());
  for (Eigen::Index k = 0; k < W.rows(); ++k) {
    const double largest = W.row(k).cwiseAbs().maxCoeff();
    if (largest >= kMeaningfulNorm) share[k] = largest * largest / W.row(k).squaredNorm();
  }
  return share;
}

std::vector<int> visible_weights(const Matrix<double>& W) {
  std::vector<int> visible;
  for (Eigen::Index k = 0; k < W.rows(); ++k) {
    const double largest = W.row(k).cwiseAbs().maxCoeff();
    visible.push_back(
        largest < kMeaningfulNorm
            ? 0
            : static_cast<int>((W.row(k).cwiseAbs().array() > kVisibleWeight * largest).count()));
  }
  return visible;
}

int monosemantic_neurons(const Matrix<double>& W) {
  const std::vector<int> visible = visible_weights(W);
  int count = 0;
  for (Eigen::Index k = 0; k < W.rows(); ++k)
    count += visible[static_cast<size_t>(k)] == 1 && W.row(k).cwiseAbs().maxCoeff() > kVisibleWeight;
  return count;
}

}  // namespace orrery
