#include "core/measure/output_loss.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace orrery {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

// Adds a factor (1 - p) + p t to a polynomial in t of the given degree, t counting active features.
void count_feature(double* polynomial, int degree, double p) {
  polynomial[degree + 1] = 0;
  for (int k = degree + 1; k > 0; --k) polynomial[k] = (1 - p) * polynomial[k] + p * polynomial[k - 1];
  polynomial[0] *= 1 - p;
}

}  // namespace

OutputLoss::OutputLoss(std::vector<double> density, OutputActivation activation)
    : count_(static_cast<int>(density.size())), density_(std::move(density)), activation_(activation) {}

OutputLoss::Regime OutputLoss::prepare(const double* slope, double offset, int own) {
  if (activation_ == OutputActivation::linear) return Regime::always_on;
  double lowest = offset, highest = offset;
  for (int i = 0; i < count_; ++i) (slope[i] > 0 ? highest : lowest) += slope[i];
  if (highest <= 0) return Regime::always_off;
  if (lowest >= 0) return Regime::always_on;

  reaching_.clear();
  slope_.clear();
  for (int i = 0; i < count_; ++i) {
    if (slope[i] == 0) continue;
    if (i == own) own_ = static_cast<int>(reaching_.size());
    reaching_.push_back(i);
    slope_.push_back(slope[i]);
  }
  const int k = static_cast<int>(reaching_.size());
  if (k > RectifiedMoments::kMaxCoordinates) return Regime::too_many;
  moments_.evaluate(slope_.data(), k, offset);

  face_.resize(std::size_t{1} << k);
  probability_.resize(std::size_t{1} << k);
  face_[0] = 0;
  probability_[0] = 1;
  for (int i = 0; i < k; ++i) {
    const int size = 1 << i, free = 2 * RectifiedMoments::power_of_three(i);
    const double p = density_[reaching_[i]];
    for (int set = 0; set < size; ++set) {
      face_[size + set] = face_[set] + free;
      probability_[size + set] = probability_[set] * p;
      probability_[set] *= 1 - p;
    }
  }
  return Regime::mixed;
}

// weight * E[(x_own - max(z, 0))^2 | the set is active], and its adjoints.
double OutputLoss::conditional(int set, double weight, bool with_gradient) {
  const int face = face_[set];
  const double square = moments_.second_moment(face);
  if (!(set >> own_ & 1)) {
    if (with_gradient) moments_.add_moment_adjoint(face, weight);
    return weight * square;
  }
  const double a = slope_[own_];
  const double low = moments_.lowest(face), high = moments_.highest(face);
  if (high <= 0) return weight / 3;
  if (low >= 0) {
    // E[x_own z] = E[x_own] E[z] + a Var[x_own]
    if (with_gradient) {
      moments_.add_moment_adjoint(face, weight);
      moments_.add_range_adjoint(face, -0.5 * weight, -0.5 * weight);
      slope_gradient_[own_] -= weight / 6;
    }
    return weight * (square - 0.5 * (low + high) - a / 6 + 1.0 / 3);
  }
  // By parts in x_own: E[x_own max(z, 0)] = (E[max(z, 0)^2 | x_own = 1] - E[max(z, 0)^2]) / (2 a). The kink
  // lies on the face, so both moments are of the size of |W_own|^2, as a is: the quotient loses nothing.
  const int facet = face - RectifiedMoments::power_of_three(own_);
  const double by_parts = (moments_.second_moment(facet) - square) / a;
  if (with_gradient) {
    moments_.add_moment_adjoint(face, weight * (1 + 1 / a));
    moments_.add_moment_adjoint(facet, -weight / a);
    slope_gradient_[own_] += weight * by_parts / a;
  }
  return weight * (square - by_parts + 1.0 / 3);
}

double OutputLoss::mixed_value(double* offset_gradient) {
  const bool with_gradient = offset_gradient != nullptr;
  if (with_gradient) {
    moments_.clear_adjoints();
    slope_gradient_.assign(slope_.size(), 0.0);
  }
  double sum = 0;
  for (int set = 0; set < static_cast<int>(face_.size()); ++set) {
    if (probability_[set] > 0) sum += conditional(set, probability_[set], with_gradient);
  }
  if (with_gradient) *offset_gradient = moments_.pull_back(slope_gradient_.data());
  return sum;
}

double OutputLoss::value(const double* slope, double offset, int own) {
  switch (prepare(slope, offset, own)) {
    case Regime::always_off:
      return density_[own] / 3;
    case Regime::mixed:
      return mixed_value(nullptr);
    case Regime::too_many:
      return kNotANumber;
    case Regime::always_on:
      break;
  }
  double mean = offset, variance = 0;
  for (int i = 0; i < count_; ++i) {
    const double p = density_[i], c = slope[i] - (i == own);
    mean += c * p / 2;
    variance += c * c * (p / 3 - p * p / 4);
  }
  return mean * mean + variance;
}

double OutputLoss::value(const double* slope, double offset, int own, double* slope_gradient,
                         double& offset_gradient) {
  const Regime regime = prepare(slope, offset, own);
  if (regime == Regime::mixed) {
    const double loss = mixed_value(&offset_gradient);
    // A feature that does not reach the output is independent of it: d/da_i = E[x_i] d/db.
    for (int i = 0; i < count_; ++i) slope_gradient[i] = 0.5 * density_[i] * offset_gradient;
    for (std::size_t i = 0; i < reaching_.size(); ++i) slope_gradient[reaching_[i]] = slope_gradient_[i];
    return loss;
  }
  const double loss = value(slope, offset, own);
  if (regime != Regime::always_on) {
    offset_gradient = regime == Regime::too_many ? kNotANumber : 0.0;
    std::fill(slope_gradient, slope_gradient + count_, offset_gradient);
    return loss;
  }
  double mean = offset;
  for (int i = 0; i < count_; ++i) mean += (slope[i] - (i == own)) * density_[i] / 2;
  offset_gradient = 2 * mean;
  for (int i = 0; i < count_; ++i) {
    const double p = density_[i];
    slope_gradient[i] = mean * p + 2 * (slope[i] - (i == own)) * (p / 3 - p * p / 4);
  }
  return loss;
}

// E[(offset + sum c_i x_i)^2] by number of active features: three polynomials in the count carry P, E[y;
// count], E[y^2; count].
void OutputLoss::split_affine(const double* coefficient, double offset, double* by_active) {
  std::vector<double> probability(count_ + 1), first(count_ + 1);
  double* second = by_active;
  std::fill(second, second + count_ + 1, 0.0);
  probability[0] = 1;
  first[0] = offset;
  second[0] = offset * offset;
  for (int i = 0; i < count_; ++i) {
    const double p = density_[i], c = coefficient[i];
    for (int k = i + 1; k > 0; --k) {
      second[k] =
          (1 - p) * second[k] + p * (second[k - 1] + c * first[k - 1] + c * c / 3 * probability[k - 1]);
      first[k] = (1 - p) * first[k] + p * (first[k - 1] + c / 2 * probability[k - 1]);
      probability[k] = (1 - p) * probability[k] + p * probability[k - 1];
    }
    second[0] *= 1 - p;
    first[0] *= 1 - p;
    probability[0] *= 1 - p;
  }
}

void OutputLoss::split_mixed(double* by_active) {
  std::fill(by_active, by_active + count_ + 1, 0.0);
  for (int set = 0; set < static_cast<int>(face_.size()); ++set) {
    if (probability_[set] > 0)
      by_active[std::popcount(static_cast<unsigned>(set))] += conditional(set, probability_[set], false);
  }
  // Features that do not reach the output are active or not all the same.
  int degree = static_cast<int>(reaching_.size());
  for (int i = 0, next = 0; i < count_; ++i) {
    if (next < static_cast<int>(reaching_.size()) && reaching_[next] == i) {
      ++next;
    } else {
      count_feature(by_active, degree++, density_[i]);
    }
  }
}

void OutputLoss::split(const double* slope, double offset, int own, double* by_active) {
  const Regime regime = prepare(slope, offset, own);
  if (regime == Regime::mixed) return split_mixed(by_active);
  if (regime == Regime::too_many) return std::fill(by_active, by_active + count_ + 1, kNotANumber);
  const bool on = regime == Regime::always_on;
  coefficient_.resize(count_);
  for (int i = 0; i < count_; ++i) coefficient_[i] = (on ? slope[i] : 0.0) - (i == own);
  split_affine(coefficient_.data(), on ? offset : 0.0, by_active);
}

}  // namespace orrery
