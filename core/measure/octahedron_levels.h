// Two sets of three features in three dimensions, each set on or off together: where training lingers on its way from
// small weights to the octahedron (Elhage et al. 2022, "Learning Dynamics": geometric transformations).
//
// Density p, importance 1. All but the last are saddles of the exact loss, which their symmetry holds in place: noise
// leaves them in time.
#pragma once

#include <string_view>
#include <vector>

#include "core/measure/minimise_exact_loss.h"

namespace orrery {

struct OctahedronLevel {
  std::string_view name;  // kebab-case
  ToyParameters<double> parameters;
  double loss = 0;
};

/// The levels at a density, in the order in which training can meet them:
///   nothing        W = 0: each feature costs its variance, in all 6 (p/3 - p^2/4)
///   one-direction  all six features along one axis
///   opposite-ends  each set along one end of one axis
///   right-angles   each set along an axis of its own: p/3
///   prism          two triangles face to face, each feature over one of the other set
///   octahedron     the triangles turned by half a corner: each feature opposite to one of the other set
std::vector<OctahedronLevel> octahedron_levels(double density);

/// The loss of the level of that name.
double loss_of(const std::vector<OctahedronLevel>& levels, std::string_view name);

/// The exact loss of the two triangles without biases, turned from the prism's place by an angle: 0 is the prism, pi/3 the
/// octahedron. With the radius sqrt(2/3) and the height sqrt(1/3) the features of a set are unit vectors at right angles,
/// and the octahedron's loss is p^2.
double triangles_loss(double density, double turn, double radius, double height);

}  // namespace orrery
