#include "core/measure/active_law.h"

#include <algorithm>
#include <utility>

namespace orrery {
namespace {

// Multiplies a polynomial in t of degree `degree` by low + high t^step.
void multiply(double* polynomial, int degree, double low, double high, int step) {
  std::fill(polynomial + degree + 1, polynomial + degree + step + 1, 0.0);
  for (int k = degree + step; k >= step; --k)
    polynomial[k] = low * polynomial[k] + high * polynomial[k - step];
  for (int k = step - 1; k >= 0; --k) polynomial[k] *= low;
}

}  // namespace

ActiveLaw::ActiveLaw(const FeatureSets& features)
    : block_of_(features.count()), density_(features.marginal_density()) {
  for (const FeatureSet& set : features.sets) {
    if (set.kind == SetKind::independent) {
      for (const int i : set.members) blocks_.push_back({{i}, false, set.probability});
    } else {
      blocks_.push_back({set.members, set.kind == SetKind::anticorrelated, set.probability});
    }
  }
  for (std::size_t b = 0; b < blocks_.size(); ++b)
    for (const int i : blocks_[b].members) block_of_[i] = static_cast<int>(b);
}

// With q the chance of a block, s its size, S = sum of c and Q = sum of c^2 over its members, its part of y has mean
// and variance q S / 2, q Q / 12 + q (1 - q) S^2 / 4 when all are on together, and (q/s) S / 2, (q/s) Q / 3 -
// (q/s)^2 S^2 / 4 when one is. For one member the two agree.
double ActiveLaw::second_moment(const double* coefficient, double offset) const {
  double mean = offset, variance = 0;
  for (const Block& block : blocks_) {
    double sum = 0, squares = 0;
    for (const int i : block.members) {
      sum += coefficient[i];
      squares += coefficient[i] * coefficient[i];
    }
    const double q = block.share();
    mean += q * sum / 2;
    variance += block.exclusive ? q * squares / 3 - q * q * sum * sum / 4
                                : q * squares / 12 + q * (1 - q) * sum * sum / 4;
  }
  return mean * mean + variance;
}

double ActiveLaw::second_moment(const double* coefficient, double offset, double* coefficient_gradient,
                                double& offset_gradient) const {
  double mean = offset;
  for (int i = 0; i < count(); ++i) mean += coefficient[i] * density_[i] / 2;
  for (const Block& block : blocks_) {
    double sum = 0;
    for (const int i : block.members) sum += coefficient[i];
    const double q = block.share();
    const double common = mean * q + (block.exclusive ? -q * q * sum / 2 : q * (1 - q) * sum / 2);
    const double own = block.exclusive ? 2 * q / 3 : q / 6;
    for (const int i : block.members) coefficient_gradient[i] = common + own * coefficient[i];
  }
  offset_gradient = 2 * mean;
  return second_moment(coefficient, offset);
}

// Three polynomials in t, which counts active features, carry P, E[y; count] and E[y^2; count] from block to block.
void ActiveLaw::split_second_moment(const double* coefficient, double offset, double* by_active) {
  mass_.assign(count() + 1, 0.0);
  first_.assign(count() + 1, 0.0);
  std::fill(by_active, by_active + count() + 1, 0.0);
  mass_[0] = 1;
  first_[0] = offset;
  by_active[0] = offset * offset;
  int degree = 0;
  for (const Block& block : blocks_) {
    double sum = 0, squares = 0;
    for (const int i : block.members) {
      sum += coefficient[i];
      squares += coefficient[i] * coefficient[i];
    }
    // Moments of the block's part given that it is on.
    const auto size = static_cast<double>(block.members.size());
    const double mean = block.exclusive ? sum / size / 2 : sum / 2;
    const double square = block.exclusive ? squares / size / 3 : squares / 12 + sum * sum / 4;
    const double on = block.probability, off = 1 - on;
    const int step = block.active();
    for (int k = degree + step; k >= 0; --k) {
      const bool reached = k >= step;
      const double mass = reached ? on * mass_[k - step] : 0, first = reached ? on * first_[k - step] : 0;
      by_active[k] =
          off * by_active[k] + 2 * mean * first + square * mass + (reached ? on * by_active[k - step] : 0);
      first_[k] = off * first_[k] + first + mean * mass;
      mass_[k] = off * mass_[k] + mass;
    }
    degree += step;
  }
}

bool ActiveLaw::keep(const double* slope, bool stand_ins, int most) {
  kept_.clear();
  kept_blocks_.clear();
  probability_.clear();
  stand_in_.assign(blocks_.size(), -1);
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const auto first = static_cast<int>(kept_.size());
    int bystander = -1;
    for (const int i : blocks_[b].members) {
      if (slope[i] != 0) {
        kept_.push_back(i);
      } else {
        bystander = i;
      }
    }
    if (static_cast<int>(kept_.size()) == first) continue;
    if (stand_ins && bystander >= 0) {
      stand_in_[b] = static_cast<int>(kept_.size());
      kept_.push_back(bystander);
    }
    kept_blocks_.push_back({static_cast<int>(b), first, static_cast<int>(kept_.size()) - first});
  }
  if (static_cast<int>(kept_.size()) <= most) return true;
  kept_.clear();
  kept_blocks_.clear();
  return false;
}

const std::vector<double>& ActiveLaw::probability() {
  if (!probability_.empty()) return probability_;
  probability_.resize(std::size_t{1} << kept_.size());
  probability_[0] = 1;
  for (const KeptBlock& kept : kept_blocks_) {
    const Block& block = blocks_[kept.block];
    const int size = 1 << kept.first, all = (1 << kept.count) - 1;
    const double off = block.exclusive ? 1 - kept.count * block.share() : 1 - block.probability;
    for (int part = 1; part <= all; ++part) {
      const bool possible = block.exclusive ? (part & (part - 1)) == 0 : part == all;
      for (int set = 0; set < size; ++set)
        probability_[part * size + set] = possible ? probability_[set] * block.share() : 0.0;
    }
    for (int set = 0; set < size; ++set) probability_[set] *= off;
  }
  return probability_;
}

void ActiveLaw::add_by_count(int set, double weight, double* by_active) {
  polynomial_.resize(count() + 1);
  polynomial_[0] = weight;
  int degree = 0, active = 0;
  double probability = 1;
  for (const KeptBlock& kept : kept_blocks_) {
    const Block& block = blocks_[kept.block];
    const int rest = static_cast<int>(block.members.size()) - kept.count;
    if (set >> kept.first & ((1 << kept.count) - 1)) {
      probability *= block.share();
      active += block.active();
    } else if (block.exclusive && rest > 0) {
      multiply(polynomial_.data(), degree++, 1 - block.probability, rest * block.share(), 1);
    } else {
      probability *= 1 - block.probability;
    }
  }
  for (int k = 0; k <= degree; ++k) by_active[active + k] += probability * polynomial_[k];
}

void ActiveLaw::finish_by_count(double* by_active) const {
  int degree = 0;
  for (const KeptBlock& kept : kept_blocks_) degree += blocks_[kept.block].active();
  auto next = kept_blocks_.begin();
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    if (next != kept_blocks_.end() && next->block == static_cast<int>(b)) {
      ++next;
      continue;
    }
    multiply(by_active, degree, 1 - blocks_[b].probability, blocks_[b].probability, blocks_[b].active());
    degree += blocks_[b].active();
  }
}

}  // namespace orrery
