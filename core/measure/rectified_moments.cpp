#include "core/measure/rectified_moments.h"

#include <algorithm>
#include <bit>

namespace orrery {
namespace {

constexpr std::array<int, RectifiedMoments::kMaxCoordinates + 1> kPowers = [] {
  std::array<int, RectifiedMoments::kMaxCoordinates + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = 3 * powers[i - 1];
  return powers;
}();

// 1 / (d + 2) for d free coordinates.
constexpr std::array<double, RectifiedMoments::kMaxCoordinates + 1> kPyramid = [] {
  std::array<double, RectifiedMoments::kMaxCoordinates + 1> weights{};
  for (std::size_t d = 0; d < weights.size(); ++d) weights[d] = 1.0 / static_cast<double>(d + 2);
  return weights;
}();

}  // namespace

int RectifiedMoments::power_of_three(int i) {
  return kPowers[i];
}

void RectifiedMoments::lay_out(int count) {
  if (count == count_) return;
  count_ = count;
  faces_ = kPowers[count];
  free_.resize(faces_);
  for (auto* column : {&lowest_, &highest_, &spread_, &moment_}) column->resize(faces_);
  free_[0] = 0;
  for (int i = 0, size = 1; i < count; ++i, size *= 3) {
    for (int face = 0; face < size; ++face) {
      free_[size + face] = free_[face];
      free_[2 * size + face] = static_cast<std::uint16_t>(free_[face] | (1u << i));
    }
  }
}

void RectifiedMoments::evaluate(const double* slope, int count, double offset) {
  lay_out(count);
  std::copy(slope, slope + count, slope_.begin());
  lowest_[0] = highest_[0] = offset;
  spread_[0] = 0;
  for (int i = 0, size = 1; i < count; ++i, size *= 3) {
    const double a = slope[i];
    const double down = std::min(a, 0.0), up = std::max(a, 0.0), variance = a * a / 12;
    to_high_[i] = a > 0 ? size : 2 * size;
    to_low_[i] = a > 0 ? 2 * size : size;
    for (int face = 0; face < size; ++face) {
      lowest_[size + face] = lowest_[face] + a;
      highest_[size + face] = highest_[face] + a;
      spread_[size + face] = spread_[face];
      lowest_[2 * size + face] = lowest_[face] + down;
      highest_[2 * size + face] = highest_[face] + up;
      spread_[2 * size + face] = spread_[face] + variance;
    }
  }
  // A facet's number is below its face's, so one pass in order suffices.
  for (int face = 0; face < faces_; ++face) {
    const double low = lowest_[face], high = highest_[face];
    if (high <= 0) {
      moment_[face] = 0;
    } else if (low >= 0) {
      const double mean = 0.5 * (low + high);
      moment_[face] = mean * mean + spread_[face];
    } else {
      double high_side = 0, low_side = 0;
      for (unsigned rest = free_[face]; rest != 0; rest &= rest - 1) {
        const int i = std::countr_zero(rest);
        high_side += moment_[face - to_high_[i]];
        low_side += moment_[face - to_low_[i]];
      }
      // x* is the fraction -low / (high - low) of the way up the diagonal.
      moment_[face] =
          kPyramid[std::popcount(free_[face])] * (high * high_side - low * low_side) / (high - low);
    }
  }
}

void RectifiedMoments::clear_adjoints() {
  for (auto* column : {&lowest_adjoint_, &highest_adjoint_, &spread_adjoint_, &moment_adjoint_})
    column->assign(faces_, 0.0);
}

double RectifiedMoments::pull_back(double* slope_gradient) {
  for (int face = faces_ - 1; face >= 0; --face) {
    const double adjoint = moment_adjoint_[face];
    const double low = lowest_[face], high = highest_[face];
    if (adjoint == 0 || high <= 0) continue;
    if (low >= 0) {
      const double mean = 0.5 * (low + high);
      lowest_adjoint_[face] += adjoint * mean;
      highest_adjoint_[face] += adjoint * mean;
      spread_adjoint_[face] += adjoint;
      continue;
    }
    const double scaled = adjoint * kPyramid[std::popcount(free_[face])] / (high - low);
    const double to_high_side = scaled * high, to_low_side = -scaled * low;
    double difference = 0;
    for (unsigned rest = free_[face]; rest != 0; rest &= rest - 1) {
      const int i = std::countr_zero(rest);
      const int upper = face - to_high_[i], lower = face - to_low_[i];
      difference += moment_[upper] - moment_[lower];
      moment_adjoint_[upper] += to_high_side;
      moment_adjoint_[lower] += to_low_side;
    }
    // d/d(low) and d/d(high) of (high * H - low * L) / (high - low).
    const double slope = scaled * difference / (high - low);
    lowest_adjoint_[face] += slope * high;
    highest_adjoint_[face] -= slope * low;
  }
  for (int i = count_ - 1; i >= 0; --i) {
    const int size = kPowers[i];
    const double a = slope_[i];
    double gradient = 0;
    for (int face = 0; face < size; ++face) {
      const int one = size + face, both = 2 * size + face;
      gradient += lowest_adjoint_[one] + highest_adjoint_[one] + spread_adjoint_[both] * a / 6 +
                  (a > 0 ? highest_adjoint_[both] : lowest_adjoint_[both]);
      lowest_adjoint_[face] += lowest_adjoint_[one] + lowest_adjoint_[both];
      highest_adjoint_[face] += highest_adjoint_[one] + highest_adjoint_[both];
      spread_adjoint_[face] += spread_adjoint_[one] + spread_adjoint_[both];
    }
    slope_gradient[i] += gradient;
  }
  return lowest_adjoint_[0] + highest_adjoint_[0];
}

}  // namespace orrery
