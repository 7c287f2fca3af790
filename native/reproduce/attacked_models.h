// Trained networks under attack, as the page and the claims have them: what superposition costs them, and what training
// under attack leaves of it.
#pragma once

#include <vector>

#include "native/reproduce/trained_models.h"

namespace orrery {

/// Length of the attacks that are measured, in mean lengths of an example: the article's.
inline constexpr double kAttackStrength = 0.1;

struct AttackedModel {
  double density;
  uint32_t seed;                  // of the network, the best of its seeds
  double vulnerability;           // core/measure/attack_price.h
  double features_per_dimension;  // 1 / D*
  /// For each represented feature |W_i|^4 / D_i, and the price that is measured.
  std::vector<double> theory, measured;
};

/// The best of so many seeds, attacked on `examples` examples that none has seen. One thread.
AttackedModel attacked_model(const RunSpec& spec, uint32_t seeds, int examples);

/// Share of y's variance that a line over x explains.
double r_squared(const std::vector<double>& x, const std::vector<double>& y);

/// Sixty features trained at a sparse density under attacks of a length in mean lengths of an example.
Recipe trained_under_attack(double strength);

struct UnderAttack {
  double features_per_dimension;
  double superposition;  // mean of s_i over the represented features
};

UnderAttack model_under_attack(const RunSpec& spec);

}  // namespace orrery
