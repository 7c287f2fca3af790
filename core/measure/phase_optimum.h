// Phases of networks with one dimension fewer than features: told from weights, trained ones and those of the exact
// optimum alike. All features have density p; the last one, the extra feature, has importance r, the others 1.
//
// W [n - 1, n] sends one direction to 0, and that direction is the phase: (0, 0, 1) leaves out the extra feature,
// (0, 1, 1) makes it antipodal to another. With n = 2 the phases are the first three of ThreeFeaturePhase.
#pragma once

#include "core/measure/minimise_exact_loss.h"
#include "core/measure/phase_boundaries.h"

namespace orrery {

/// The unit vector v with W v = 0 whose largest component is positive.  // [n]; n is 2 or 3
Vector<double> null_direction(const Matrix<double>& W);

/// The phase whose direction is nearest to W's.
ThreeFeaturePhase phase_of(const Matrix<double>& W);

/// Densities p and importances 1, ..., 1, r.
SparseFeatures phase_task(int features, double density, double importance);

/// The exact optimum: the best of the minima that starts in every phase lead to. `features` is 2 or 3.
MinimisedLoss phase_optimum(int features, double density, double importance);

}  // namespace orrery
