#include "core/measure/output_loss.h"

#include <algorithm>
#include <limits>

namespace orrery {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

}  // namespace

OutputLoss::OutputLoss(const FeatureSets& features, OutputActivation activation)
    : law_(features), activation_(activation) {}

OutputLoss::Regime OutputLoss::prepare(const double* slope, double offset, int own, bool with_gradient) {
  if (activation_ == OutputActivation::linear) return Regime::always_on;
  double lowest = offset, highest = offset;
  for (int i = 0; i < law_.count(); ++i) (slope[i] > 0 ? highest : lowest) += slope[i];
  if (highest <= 0) return Regime::always_off;
  if (lowest >= 0) return Regime::always_on;
  if (!law_.keep(slope, with_gradient, RectifiedMoments::kMaxCoordinates)) return Regime::too_many;
  tabulate(slope, offset, own);
  return Regime::mixed;
}

void OutputLoss::tabulate(const double* slope, double offset, int own) {
  const int k = static_cast<int>(law_.kept().size());
  slope_.clear();
  face_.resize(std::size_t{1} << k);
  face_[0] = 0;
  for (int place = 0; place < k; ++place) {
    const int i = law_.kept()[place], size = 1 << place, free = 2 * RectifiedMoments::power_of_three(place);
    if (i == own) own_ = place;
    slope_.push_back(slope[i]);
    for (int set = 0; set < size; ++set) face_[size + set] = face_[set] + free;
  }
  moments_.evaluate(slope_.data(), k, offset);
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
  const std::vector<double>& probability = law_.probability();
  double sum = 0;
  for (int set = 0; set < static_cast<int>(face_.size()); ++set) {
    if (probability[set] > 0) sum += conditional(set, probability[set], with_gradient);
  }
  if (with_gradient) *offset_gradient = moments_.pull_back(slope_gradient_.data());
  return sum;
}

const double* OutputLoss::missed(const double* slope, double on, int own) {
  coefficient_.resize(law_.count());
  for (int i = 0; i < law_.count(); ++i) coefficient_[i] = on * slope[i] - (i == own);
  return coefficient_.data();
}

double OutputLoss::value(const double* slope, double offset, int own) {
  switch (prepare(slope, offset, own, false)) {
    case Regime::always_off:
      return law_.density(own) / 3;
    case Regime::mixed:
      return mixed_value(nullptr);
    case Regime::too_many:
      return kNotANumber;
    case Regime::always_on:
      break;
  }
  return law_.second_moment(missed(slope, 1, own), offset);
}

double OutputLoss::value(const double* slope, double offset, int own, double* slope_gradient,
                         double& offset_gradient) {
  const int n = law_.count();
  const Regime regime = prepare(slope, offset, own, true);
  if (regime == Regime::always_on)
    return law_.second_moment(missed(slope, 1, own), offset, slope_gradient, offset_gradient);
  if (regime != Regime::mixed) {
    offset_gradient = regime == Regime::too_many ? kNotANumber : 0.0;
    std::fill(slope_gradient, slope_gradient + n, offset_gradient);
    return regime == Regime::too_many ? kNotANumber : law_.density(own) / 3;
  }
  const double loss = mixed_value(&offset_gradient);
  for (int i = 0; i < n; ++i) {
    // A feature that is independent of the output: d/da_i = E[x_i] d/db.
    const int place = law_.stand_in(i);
    slope_gradient[i] = place < 0 ? 0.5 * law_.density(i) * offset_gradient : slope_gradient_[place];
  }
  for (std::size_t place = 0; place < slope_.size(); ++place)
    slope_gradient[law_.kept()[place]] = slope_gradient_[place];
  return loss;
}

void OutputLoss::split(const double* slope, double offset, int own, double* by_active) {
  const Regime regime = prepare(slope, offset, own, false);
  std::fill(by_active, by_active + law_.count() + 1, regime == Regime::too_many ? kNotANumber : 0.0);
  if (regime == Regime::too_many) return;
  if (regime != Regime::mixed) {
    const double on = regime == Regime::always_on ? 1.0 : 0.0;
    return law_.split_second_moment(missed(slope, on, own), on * offset, by_active);
  }
  const std::vector<double>& probability = law_.probability();
  for (int set = 0; set < static_cast<int>(face_.size()); ++set) {
    if (probability[set] > 0) law_.add_by_count(set, conditional(set, 1, false), by_active);
  }
  law_.finish_by_count(by_active);
}

}  // namespace orrery
