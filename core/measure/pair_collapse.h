// Correlated pairs between superposition and principal components: how many pairs of features fall into one direction
// each as they become denser (Elhage et al. 2022, "Superposition as Ordering and Correlation").
//
// Three correlated pairs of density p and importance 1 in two dimensions. A collapsed pair (a, b) has both members
// along one direction, its principal component (a + b) / sqrt(2).
#pragma once

#include <array>

#include "core/measure/minimise_exact_loss.h"

namespace orrery {

inline constexpr int kCollapsingPairs = 3;
/// Members of a collapsed pair point the same way, to this cosine.
inline constexpr double kCollapsedCosine = 0.95;

/// How many of the pairs (0, 1), (2, 3), (4, 5) are collapsed.
int collapsed_pairs(const Matrix<double>& W);

/// Local minima of the exact loss by number of collapsed pairs, each the lowest that starts near the known shapes lead
/// to; an infinite loss where no minimum with that number is left. The lowest of the four is the best that hundreds of
/// random starts find at any density.
std::array<MinimisedLoss, kCollapsingPairs + 1> collapse_levels(double density);

/// One of those levels.
MinimisedLoss collapse_level(double density, int collapsed);

/// The density at which `collapsed` pairs (1 to 3) begin to cost less than one fewer.
double collapse_density(int collapsed);

}  // namespace orrery
