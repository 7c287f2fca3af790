#pragma once

#include <cmath>
#include <numbers>

#include "core/numeric/matrix.h"

namespace orrery {

/// Corners of a regular polygon round the origin, one a column, the first along the first dimension.  // [2, corners]
inline Matrix<double> regular_polygon(int corners, double length) {
  Matrix<double> W(2, corners);
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * i / corners;
    W.col(i) << length * std::cos(angle), length * std::sin(angle);
  }
  return W;
}

}  // namespace orrery
