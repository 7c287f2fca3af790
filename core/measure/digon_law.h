// How many features a network represents when each is either alone in its dimension or one of a digon: an exact law
// for importances that fall geometrically (Elhage et al. 2022, "Basic Results").
//
// n features of density p, importances rho^i, m hidden dimensions. k digons take the least important of the features
// represented, m - k dedicated ones the most important:
//
//   L_k = p^2/6 sum_{i = m-k}^{m+k-1} rho^i + v(p) sum_{i >= m+k} rho^i,   v(p) = p/3 - p^2/4.
#pragma once

#include <vector>

namespace orrery {

/// L_k.  importance [n] descending; k <= min(hidden, n - hidden).
double digon_law_loss(const std::vector<double>& importance, int hidden, int digons, double density);

/// The density below which the (k + 1)-th digon pays, counting k from 0: importance falls by `decay` from feature to
/// feature, and p_k = 4 decay^(2k+1) / (2 + 5 decay^(2k+1)).
double digon_density(double decay, int k);

struct DigonCount {
  int dedicated;
  int digons;
  int represented() const { return dedicated + 2 * digons; }
};
/// The counts of the least L_k.
DigonCount digon_count(const std::vector<double>& importance, int hidden, double density);

/// What one hidden unit saves for each time that it is active, sparse features all alike: a dedicated one
/// 1/3 - p/4, one of a digon (2/3 - 5p/6) / (2 - p), never more (the article's argument on mixtures of experts).
double dedicated_saving_per_activation(double density);
double digon_saving_per_activation(double density);

}  // namespace orrery
