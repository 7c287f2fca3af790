// Directions drawn uniformly from a sphere.
#pragma once

#include "core/numeric/matrix.h"
#include "core/numeric/random.h"

namespace orrery {

/// A vector of length 1, each direction as likely as any other.  // [dimensions], at least 1
inline Vector<double> random_direction(int dimensions, SplitMix64& random) {
  Vector<double> direction(dimensions);
  do {
    for (double& entry : direction) entry = random.normal();
  } while (direction.norm() < 1e-6);  // its direction would be rounding noise
  return direction.normalized();
}

}  // namespace orrery
