#include "core/train/hidden_vectors.h"

#include <array>
#include <utility>

namespace orrery {

HiddenVectors::HiddenVectors(const ToyParameters<double>& toy, HiddenActivation activation, ToyTask task,
                             uint32_t seed)
    : W_(toy.W.cast<float>()), relu_(activation == HiddenActivation::relu), stream_(seed, StreamUse::data) {
  set_task(std::move(task));
}

void HiddenVectors::set_task(ToyTask task) {
  task_ = std::move(task);
  gates_.clear();
  if (task_.independent() && !task_.signed_values)
    for (const double density : task_.features.marginal_density()) gates_.emplace_back(density);
}

Matrix<float> HiddenVectors::next(int count) {
  Matrix<float> h;
  if (gates_.empty())
    h = W_.lazyProduct(sample_batch(task_, count, stream_).transpose());
  else
    h = next_independent(count);
  if (relu_) h = h.cwiseMax(0.0f);
  return h;
}

/// The same examples as sample_batch draws, feature by feature for sixteen examples at once: they never exist one by one,
/// which would cost more than a step of training.
Matrix<float> HiddenVectors::next_independent(int count) {
  constexpr int kLanes = LaneStream::kLanes;
  // Whole blocks of sixteen: what is beyond `count` is thrown away.
  Matrix<float> h = Matrix<float>::Zero(W_.rows(), (count + kLanes - 1) / kLanes * kLanes);
  for (Eigen::Index first = 0; first < h.cols(); first += kLanes) {
    for (Eigen::Index i = 0; i < W_.cols(); ++i) {
      const FeatureGate gate = gates_[static_cast<size_t>(i)];
      const auto words = stream_.next();
      std::array<float, kLanes> x;
      for (size_t lane = 0; lane < kLanes; ++lane) x[lane] = gate.value(words[lane]);
      for (Eigen::Index d = 0; d < W_.rows(); ++d) {
        float* const row = &h(d, first);
        for (size_t lane = 0; lane < kLanes; ++lane) row[lane] += W_(d, i) * x[lane];
      }
    }
  }
  if (h.cols() > count) h.conservativeResize(Eigen::NoChange, count);
  return h;
}

}  // namespace orrery
