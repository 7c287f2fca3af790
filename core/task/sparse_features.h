// Where a toy model's examples come from: n independent features, each mostly zero (Elhage et al. 2022, "Demonstrating
// Superposition"). Feature i is on with probability density[i] = 1 - S_i, and is then uniform on [0, 1].
#pragma once

#include <vector>

namespace orrery {

struct SparseFeatures {
  std::vector<double> density;     // [n], each in (0, 1]
  std::vector<double> importance;  // [n], each >= 0, weighs feature i's squared error

  int count() const { return static_cast<int>(density.size()); }
};

}  // namespace orrery
