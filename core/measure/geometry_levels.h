// The geometries that compete for a task and the exact loss of each: the levels between which a network in
// training chooses, and the densities at which the best one changes.
//
// A level is a local minimum of the exact loss that has the geometry: the one reached from its ideal shape by
// the features that would cost most if ignored, over lengths, biases and, for polygons, directions (unequal
// features push their neighbours aside). Features outside the shape are left out at their best: W_i = 0, b_i
// = p_i/2.
#pragma once

#include <string>
#include <vector>

#include "core/model/toy_autoencoder.h"
#include "core/task/sparse_features.h"

namespace orrery {

/// Regular polygons compete up to the octagon: with one feature active at a time larger ones are no critical
/// points (Chen et al. 2023, arXiv 2310.06301).
inline constexpr int kLargestPolygon = 8;

struct GeometryLevel {
  std::string name;   // the classifier's, core/measure/geometry.h: "two-pairs"
  std::string words;  // "two pairs"
  double loss = 0;    // sum over all n features
  ToyParameters<double> parameters;
};

/// The competing geometries of a task in m = `hidden` dimensions, fewest features first. m = 1: one feature,
/// one pair. m = 2: two features, one pair and one feature, triangle, two pairs, pentagon to octagon, as far
/// as n reaches (n = 1: one feature). Empty for other m. The classifier says which geometry a minimum has: a
/// shape that loses a feature (|W_i| < 0.5) or settles into another counts as what it became, and a geometry
/// that no minimum has is not listed.
std::vector<GeometryLevel> geometry_levels(const SparseFeatures& task, int hidden,
                                           OutputActivation activation);

/// A range of densities in which one geometry has the lowest level.
struct GeometryRegime {
  std::string name;
  std::string words;
  double from = 0;  // densities, from < to
  double to = 0;
};

/// Which geometry has the lowest level where, in ascending density, when all features share one density.
/// `importance` [n]; 0 < p_from < p_to <= 1. Regimes meet; boundaries are good to 1e-3 relative. A regime
/// narrower than a twenty-fourth of the range's logarithm can be missed. Empty where geometry_levels is.
std::vector<GeometryRegime> geometry_regimes(const std::vector<double>& importance, int hidden,
                                             OutputActivation activation, double p_from, double p_to);

}  // namespace orrery
