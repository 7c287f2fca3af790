// What a penalty on absolute activations does, where it can be said exactly: it kills features, shortens them, and makes
// dictionaries merge what fires together.
#pragma once

namespace orrery {

/// A feature alone on one neuron of length w, sparse limit: I (1 - w^2)^2 / 3 + lambda w / 2 for each time it is active.
double l1_feature_cost(double length, double importance, double penalty);

/// lambda / I above which w = 0 is best: 8/9 sqrt(2/3) = .7258. First-order: w jumps from sqrt(2/3) to 0.
double l1_death_threshold();
/// The length at that threshold.
double l1_death_length();

/// The length that the least-cost code gives a lone feature of length r, for a mean squared error over d dimensions and
/// penalty lambda: max(0, r - lambda d / 2). Directions come out right, lengths too short.
double l1_shrunk_length(double length, double penalty, int dimensions);

/// Two unit features at an angle; the first is always on, the second with it with probability rho, never alone. The
/// expected L1 norm of the codes that rebuild them exactly (Chanin et al. 2024, arXiv 2409.14507, on absorption):
/// with the true atoms 1 + rho, with the first and the bisector (1 - rho) + 2 rho cos(angle / 2), never more.
double true_dictionary_cost(double rho);
double merged_dictionary_cost(double rho, double angle);

}  // namespace orrery
