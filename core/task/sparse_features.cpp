#include "core/task/sparse_features.h"

#include <algorithm>

namespace orrery {

FeatureGate::FeatureGate(double density)
    : threshold(static_cast<float>(density * 0x1p24)), scale(static_cast<float>(1.0 / (density * 0x1p24))) {}

Matrix<float> sample_batch(const SparseFeatures& features, int batch, LaneStream& stream) {
  Matrix<float> x(batch, features.count());
  for (int first = 0; first < batch; first += LaneStream::kLanes) {
    const int samples = std::min(LaneStream::kLanes, batch - first);
    for (int i = 0; i < features.count(); ++i) {
      const FeatureGate gate(features.density[i]);
      const auto words = stream.next();
      for (int lane = 0; lane < samples; ++lane) x(first + lane, i) = gate.value(words[lane]);
    }
  }
  return x;
}

}  // namespace orrery
