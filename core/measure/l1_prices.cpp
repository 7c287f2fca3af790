#include "core/measure/l1_prices.h"

#include <algorithm>
#include <cmath>

namespace orrery {

double l1_feature_cost(double length, double importance, double penalty) {
  const double missing = 1 - length * length;
  return importance * missing * missing / 3 + penalty * length / 2;
}

// Equal costs of w and 0: lambda = 2/3 (2 w - w^3), largest at w^2 = 2/3.
double l1_death_length() {
  return std::sqrt(2.0 / 3);
}

double l1_death_threshold() {
  return 8.0 / 9 * l1_death_length();
}

double l1_shrunk_length(double length, double penalty, int dimensions) {
  return std::max(0.0, length - penalty * dimensions / 2);
}

double true_dictionary_cost(double rho) {
  return 1 + rho;
}

double merged_dictionary_cost(double rho, double angle) {
  return 1 - rho + 2 * rho * std::cos(angle / 2);
}

}  // namespace orrery
