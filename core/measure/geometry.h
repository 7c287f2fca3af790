// The geometry of superposition: how long feature directions are, how much they interfere, which shapes they
// form.
//
// Names and formulas follow "Toy Models of Superposition" (Elhage et al. 2022). Dimensions: n features, m
// hidden dimensions; W [m, n], column W_i is feature i's direction, What_i = W_i / |W_i|.
#pragma once

#include <string>
#include <vector>

#include "core/numeric/matrix.h"

namespace orrery {

/// Below this length a direction means nothing: superposition and dimensionality are 0.
inline constexpr double kMeaningfulNorm = 1e-3;
/// A feature is represented when |W_i| exceeds this. Trained features have |W_i| near 1 or near 0.
inline constexpr double kRepresentedNorm = 0.5;
/// Represented features are joined in the feature graph when the |cosine| of their angle exceeds this (8.6
/// degrees off orthogonal): simplices of up to seven vertices, whose cosines are -1/6, hold together.
inline constexpr double kConnectedCosine = 0.15;
/// A component is a polytope when each vertex's cosines with the others, sorted, are this close to the
/// ideal's.
inline constexpr double kPolytopeCosineTolerance = 0.2;

/// |W_i|.  // [n]
Vector<double> feature_norms(const Matrix<double>& W);

/// s_i = sum over j != i of (What_i . W_j)^2: 0 when nothing interferes with i, 1 when the others together
/// can drive i's direction as hard as i does.  // [n]. The article's sum; its notebook colours by the square
/// root.
Vector<double> superposition(const Matrix<double>& W);

/// D_i = |W_i|^2 / sum over all j of (What_i . W_j)^2, the share of a dimension that feature i has.  // [n], each in [0, 1].
/// They add up to at most rank(W), exactly so when every W_i is an eigenvector of W W^T.
Vector<double> feature_dimensionality(const Matrix<double>& W);

/// D* = m / |W|_F^2, hidden dimensions per represented feature; infinite when W = 0.
double dimensions_per_feature(const Matrix<double>& W);

/// One connected component of the feature graph: a polytope, alone in its own subspace (a factor of the tegum
/// product).
struct GeometryComponent {
  /// "dedicated", "digon", "triangle", "tetrahedron", "4-simplex" (five vertices) and so on, "pentagon" to
  /// "dodecagon", "square-antiprism", "icosahedron", or "irregular".
  std::string polytope;
  std::vector<int> features;  // ascending
};

/// What the represented features of a network form.
struct NetworkGeometry {
  /// "two-pairs", "one-pair-and-one-feature", "pentagon", "three-features-irregular", "nothing"
  std::string name;
  /// "two pairs", "one pair and one feature", "pentagon", "three features: irregular", "nothing"
  std::string words;
  std::vector<GeometryComponent> components;  // most vertices first, then by first feature
};

/// The one classifier of geometries; figures, tables and tests all ask it. It looks at directions and at who
/// is represented, not at biases, and lengths beyond kRepresentedNorm do not matter.
/// A network with a weight that is not finite is "undefined".
NetworkGeometry classify_geometry(const Matrix<double>& W);

/// Words to a name: "three features: irregular" to "three-features-irregular".
std::string kebab_case(const std::string& words);

}  // namespace orrery
