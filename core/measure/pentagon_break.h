// One feature of five rarer than the others: when the pentagon breaks into two pairs that leave it out (Elhage et al.
// 2022, "Non-Uniform Superposition").
//
// Five features of importance 1 in two dimensions, four of density p, feature 0 of density q. Both geometries are
// local minima of the exact loss with everything free; the lower one is the better network.
#pragma once

#include "core/measure/minimise_exact_loss.h"

namespace orrery {

/// The minimum that a regular pentagon leads to.
MinimisedLoss perturbed_pentagon(double density, double varied);

/// The minimum that two pairs lead to, feature 0 ignored.
MinimisedLoss pairs_without_feature(double density, double varied);

/// q / p at which the two losses are equal: below it the pairs are better. density below .2249, where they are equal
/// at q = p.
double pentagon_break(double density);

}  // namespace orrery
