// The exact loss by an independent method: the alternating sum of its closed form, evaluated in quadruple precision,
// where its cancellation does no harm.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/measure/exact_loss.h"
#include "tests/core/hand_built.h"

namespace orrery::test {

#if defined(__SIZEOF_FLOAT128__)
using Wide = __float128;
#else
using Wide = long double;  // 128 bits wide where the compiler has no __float128: wasm, ARM
#endif

inline Wide wide_power(Wide base, int exponent) {
  Wide result = 1;
  for (int i = 0; i < exponent; ++i) result *= base;
  return result;
}

// P(active set), by its bits, from what the three kinds of sets mean.  // [2^n]
inline std::vector<Wide> active_set_law(const FeatureSets& task) {
  std::vector<Wide> law(std::size_t{1} << task.count());
  for (std::size_t active = 0; active < law.size(); ++active) {
    law[active] = 1;
    for (const FeatureSet& set : task.sets) {
      const Wide p = set.probability;
      const int size = static_cast<int>(set.members.size());
      int on = 0;
      for (const int i : set.members) on += active >> i & 1;
      switch (set.kind) {
        case SetKind::independent:
          for (int k = 0; k < size; ++k) law[active] *= k < on ? p : 1 - p;
          break;
        case SetKind::correlated:
          law[active] *= on == size ? p : on == 0 ? 1 - p : Wide(0);
          break;
        case SetKind::anticorrelated:
          law[active] *= on == 1 ? p / size : on == 0 ? 1 - p : Wide(0);
          break;
      }
    }
  }
  return law;
}

// E[(x_j - max(b + a.x, 0))^2] by McGrath's closed form: with the set A of k features active and a_S = sum
// over S of a,
//   E[z_+^2 | A]   = 2 / prod a * sum_S (-1)^(k-|S|) (b + a_S)_+^(k+2) / (k+2)!
//   E[x_j z_+ | A] = 1 / prod a * (sum_{S has j} (-1)^(k-|S|) (b + a_S)_+^(k+1) / (k+1)! - 1/a_j * the sum
//   above / 2)
//
// law [2^n] has the probability of every A, by its bits.
inline Wide reference_output(const std::vector<Wide>& slope, Wide offset, int own,
                             const std::vector<Wide>& law) {
  const int n = static_cast<int>(slope.size());
  Wide loss = 0;
  for (int active = 0; active < 1 << n; ++active) {
    const Wide probability = law[active];
    if (probability == 0) continue;
    if (active >> own & 1) loss += probability / 3;
    Wide product = 1, factorial = 1;
    int k = 0;
    for (int i = 0; i < n; ++i) {
      if ((active >> i & 1) && slope[i] != 0) {
        product *= slope[i];
        ++k;
      }
    }
    for (int i = 2; i <= k + 2; ++i) factorial *= i;
    int reaching = active;
    for (int i = 0; i < n; ++i)
      if (slope[i] == 0) reaching &= ~(1 << i);
    Wide square = 0, product_with_own = 0;
    for (int chosen = reaching;; chosen = (chosen - 1) & reaching) {
      Wide z = offset;
      int size = 0;
      for (int i = 0; i < n; ++i) {
        if (chosen >> i & 1) {
          z += slope[i];
          ++size;
        }
      }
      if (z > 0) {
        const Wide term = ((k - size) % 2 ? -1 : 1) * wide_power(z, k + 1);
        square += term * z;
        if (chosen >> own & 1) product_with_own += term * (k + 2);
      }
      if (chosen == 0) break;
    }
    loss += probability * 2 * square / (product * factorial);
    if (reaching >> own & 1) {
      loss -= probability * 2 * (product_with_own - square / slope[own]) / (product * factorial);
    } else if (active >> own & 1) {
      loss -= probability * (offset > 0 ? offset : 0);  // W_own = 0: z = b whatever x_own, whose mean is 1/2
    }
  }
  return loss;
}

// The parameters and a step along a direction, so that quadruple precision can also take sharp differences.
inline Wide reference_loss(const ToyParameters<double>& at, const FeatureSets& task,
                           const ToyParameters<double>* along = nullptr, Wide step = 0) {
  const std::vector<Wide> law = active_set_law(task);
  const int n = task.count();
  auto weight = [&](int d, int i) {
    return Wide(at.W(d, i)) + (along ? step * Wide(along->W(d, i)) : Wide(0));
  };
  Wide loss = 0;
  for (int j = 0; j < n; ++j) {
    std::vector<Wide> slope(n, 0);
    for (int i = 0; i < n; ++i)
      for (int d = 0; d < at.W.rows(); ++d) slope[i] += weight(d, j) * weight(d, i);
    const Wide offset = Wide(at.b_final[j]) + (along ? step * Wide(along->b_final[j]) : Wide(0));
    loss += Wide(task.importance[j]) * reference_output(slope, offset, j, law);
  }
  return loss;
}

inline double directional(const ToyParameters<double>& gradient, const ToyParameters<double>& along) {
  return gradient.W.cwiseProduct(along.W).sum() + gradient.b_final.dot(along.b_final);
}

struct Worst {
  double loss = 0;
  double gradient = 0;
};

// Largest error of the loss, and of its derivative along a random direction, in units of max(1, size).
// `step` of the central difference: its error grows as step^2 / (smallest slope), the sum's cancellation as 1
// / step.
inline Worst worst_error(const ToyParameters<double>& parameters, const FeatureSets& task, Numbers& numbers,
                         double step_size = 1e-9) {
  ExactLoss exact(task, OutputActivation::relu);
  ToyParameters<double> gradient;
  const double loss = exact(parameters, gradient);
  const double reference = static_cast<double>(reference_loss(parameters, task));
  const auto along = random_network(parameters.W.rows(), task.count(), 1, 1, numbers);
  const Wide step = Wide(step_size);
  const double slope = static_cast<double>(
      (reference_loss(parameters, task, &along, step) - reference_loss(parameters, task, &along, -step)) /
      (2 * step));
  return {std::abs(loss - reference) / std::max(1.0, std::abs(reference)),
          std::abs(directional(gradient, along) - slope) / std::max(1.0, std::abs(slope))};
}

inline void widen(Worst& worst, const Worst& seen) {
  worst.loss = std::max(worst.loss, seen.loss);
  worst.gradient = std::max(worst.gradient, seen.gradient);
}

inline Worst worst_error(const ToyParameters<double>& parameters, const SparseFeatures& task,
                         Numbers& numbers, double step_size = 1e-9) {
  return worst_error(parameters, as_sets(task), numbers, step_size);
}

}  // namespace orrery::test
