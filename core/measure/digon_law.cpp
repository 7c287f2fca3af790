#include "core/measure/digon_law.h"

#include <algorithm>
#include <cmath>

#include "core/measure/exact_loss.h"

namespace orrery {

double digon_law_loss(const std::vector<double>& importance, int hidden, int digons, double density) {
  const int n = static_cast<int>(importance.size());
  double paired = 0, ignored = 0;
  for (int i = hidden - digons; i < n; ++i) (i < hidden + digons ? paired : ignored) += importance[i];
  return density * density / 6 * paired + ignored_feature_loss(density) * ignored;
}

double digon_density(double decay, int k) {
  const double ratio = std::pow(decay, 2 * k + 1);
  return 4 * ratio / (2 + 5 * ratio);
}

DigonCount digon_count(const std::vector<double>& importance, int hidden, double density) {
  const int n = static_cast<int>(importance.size());
  int best = 0;
  for (int k = 1; k <= std::min(hidden, n - hidden); ++k) {
    if (digon_law_loss(importance, hidden, k, density) < digon_law_loss(importance, hidden, best, density))
      best = k;
  }
  return {std::min(hidden, n) - best, best};
}

double dedicated_saving_per_activation(double density) {
  return 1.0 / 3 - density / 4;
}

double digon_saving_per_activation(double density) {
  return (2.0 / 3 - 5 * density / 6) / (2 - density);
}

}  // namespace orrery
