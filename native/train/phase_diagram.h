// The phase diagrams of "Superposition as a Phase Change" (Elhage et al. 2022) on a grid: trained, and exact. Two features
// in one dimension, or three in two; across, the importance of the extra feature against the others', .1 to 10; up, the
// density, 1 to .01.
#pragma once

#include <vector>

#include "core/measure/phase_optimum.h"
#include "core/train/run_spec.h"

namespace orrery {

/// Cells a side, networks a cell.
inline constexpr int kPhaseSide = 50;
inline constexpr int kPhaseNetworks = 10;

struct PhaseCell {
  double density, importance;  // the cell's middle
  ThreeFeaturePhase phase;     // of the exact optimum, or of the best network
  /// Of the extra feature: |W_i| and the sum of (What_i . W_j)^2. Of trained networks the mean, as in the article without
  /// the network of the highest loss.
  double norm, superposition;
  Vector<double> null;  // W null = 0, of the network that `phase` is of  // [n]
};

/// The networks' description without importance and density: the same for all cells.
RunSpec phase_spec(int features);

/// Row-major from the top left, the sparsest row first, side * side cells. Seeds are 0 .. networks - 1; the best is the
/// one of the least exact loss. threads 0: one a core.
std::vector<PhaseCell> trained_phases(int features, int side, int networks, int threads);
std::vector<PhaseCell> exact_phases(int features, int side, int threads);

/// How many cells whose eight neighbours have the same exact phase as they have trained to it.
struct PhaseAgreement {
  int agree, of;
  double share() const { return static_cast<double>(agree) / of; }
};
PhaseAgreement phase_agreement(const std::vector<PhaseCell>& trained, const std::vector<PhaseCell>& exact,
                               int side);

}  // namespace orrery
