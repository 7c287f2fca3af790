// Why the number of dimensions a feature sticks at 1/2: what each polytope earns for the dimensions that it takes.
//
// Orthogonal factors don't disturb each other, so the loss of a tegum product is the sum over its factors, and with
// many more features than dimensions the best network repeats the factor of the largest benefit per dimension
//
//   B = (k v(p) - L) / d,   v(p) = p/3 - p^2/4,
//
// with k vertices in d dimensions and L their least exact loss, all lengths |W_i|^2 = s and biases b alike (Elhage et
// al. 2022, "The Geometry of Superposition"; derived).
#pragma once

#include <string>
#include <vector>

#include "core/numeric/matrix.h"

namespace orrery {

/// A vertex-transitive polytope, as one vertex sees it.
struct TegumFactor {
  std::string polytope;   // the classifier's name, core/measure/geometry.h
  int dimensions;         // d
  Vector<double> cosine;  // [k] with each vertex, itself first
  Vector<double>
      by_height;  // [k] what cosine gains with the square z^2 of the vertices' height; 0 where there is none

  int vertices() const { return static_cast<int>(cosine.size()); }
};

/// dedicated, digon, triangle, tetrahedron, 4-simplex, pentagon, hexagon, heptagon, square-antiprism.
const std::vector<TegumFactor>& tegum_factors();

/// The factor of that name; it must be one.
const TegumFactor& tegum_factor(const std::string& polytope);

/// A regular polygon of at least 4 vertices; the square is two orthogonal digons.
TegumFactor polygon_factor(std::string name, int vertices);

struct FactorOptimum {
  double loss;            // L, all k vertices
  double benefit;         // B
  double squared_length;  // s
  double bias;            // b
  double height;          // z, of unit vertices; 0 where the shape has none

  /// D* = d / (k s), hidden dimensions per represented feature of a network made of this factor.
  double dimensions_per_feature(const TegumFactor& factor) const {
    return factor.dimensions / (factor.vertices() * squared_length);
  }
};

/// The least loss over s, b and z. density in (0, 1].
FactorOptimum factor_optimum(const TegumFactor& factor, double density);

/// The same for one active feature at a time, each as likely: the limit p -> 0. `loss` is the sum over which one is
/// active, v = 1/3 a vertex.
FactorOptimum sparse_factor_optimum(const TegumFactor& factor);

/// The factor of the largest benefit.
struct BestFactor {
  const TegumFactor* factor;
  FactorOptimum optimum;
};
BestFactor best_factor(double density);

/// The density at which two factors' benefits cross, between two densities at which their order differs; NaN where it
/// does not.
double benefit_crossing(const TegumFactor& a, const TegumFactor& b, double from, double to);

/// The best factors from density `from` up to `to`, and where they change: ranges meet.
struct FactorRange {
  std::string polytope;
  double from, to;
};
std::vector<FactorRange> factor_ranges(double from, double to);

}  // namespace orrery
