// Where a toy model's examples come from: n independent features, each mostly zero (Elhage et al. 2022,
// "Demonstrating Superposition"). Feature i is on with probability density[i] = 1 - S_i, and is then uniform
// on [0, 1].
#pragma once

#include <vector>

#include "core/numeric/matrix.h"
#include "core/numeric/random.h"

namespace orrery {

struct SparseFeatures {
  std::vector<double> density;     // [n], each in (0, 1]
  std::vector<double> importance;  // [n], each >= 0, weighs feature i's squared error

  int count() const { return static_cast<int>(density.size()); }
};

/// How one draw becomes one feature: k, its upper 24 bits, switches the feature on if k < threshold = p 2^24,
/// and then k * scale = k / (p 2^24) is uniform on [0, 1). One draw a feature a sample, on or off.
struct FeatureGate {
  float threshold;
  float scale;

  explicit FeatureGate(double density);

  float value(uint32_t word) const {
    const float k = static_cast<float>(word >> 8);
    return k < threshold ? k * scale : 0.0f;
  }
};

/// One batch, [batch, n]: the plain definition that the kernels are tested against. For each time t, for each
/// feature in order, every lane of `stream` draws once; sample 16 t + l is lane l's. What the lanes beyond
/// the batch draw at the last time is thrown away.
Matrix<float> sample_batch(const SparseFeatures& features, int batch, LaneStream& stream);

}  // namespace orrery
