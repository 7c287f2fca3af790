// Second moments of a rectified affine form over the faces of a cube, without cancellation, and their
// gradient.
//
// Let z(x) = b + a.x with x uniform on [0,1]^k. For every face of the cube (each coordinate held at 0, held
// at 1, or free) the table holds F = E[max(z, 0)^2 | x on that face]. Three cases:
//
//   z <= 0 on the whole face:  F = 0
//   z >= 0 on the whole face:  F = (mean of z)^2 + sum over free i of a_i^2 / 12
//   the kink crosses it:       pick a point x* of the face with z(x*) = 0 and split the face into the
//   pyramids from x* over
//     its facets. On a pyramid max(z, 0)^2 is homogeneous of degree 2 about x*, so with d free coordinates
//       F = 1/(d+2) * sum over free i of [ (1 - x*_i) F(facet x_i = 1) + x*_i F(facet x_i = 0) ].
//
// Every term is non-negative, nothing is divided by a slope, so each F is good to a few roundings however
// small, mixed in sign or uneven the slopes are. The closed form with alternating sums of (b + a_S)_+^(k+2) /
// prod a_i (McGrath's comment on "Toy Models of Superposition", generalised) is the same number and loses all
// its digits there. x* lies on the diagonal from the lowest corner of the face to its highest, so all facets
// on the high side share one weight and all on the low side the other.
//
// Cost: 3^k faces, 2 additions a facet. The gradient is the reverse sweep of the same table, about three
// times that.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace orrery {

class RectifiedMoments {
 public:
  /// The most coordinates a table may have (3^12 faces, about 36 MB with the gradient).
  static constexpr int kMaxCoordinates = 12;

  /// Faces are numbered in base 3, digit i says where coordinate i is: 0 held at 0, 1 held at 1, 2 free.
  enum Digit { kAtZero = 0, kAtOne = 1, kFree = 2 };
  static int power_of_three(int i);

  /// Fills the table for z = offset + slope . x. slope [count], count in 0..kMaxCoordinates.
  void evaluate(const double* slope, int count, double offset);

  double second_moment(int face) const { return moment_[face]; }
  /// The least and the greatest value of z on a face.
  double lowest(int face) const { return lowest_[face]; }
  double highest(int face) const { return highest_[face]; }

  /// Reverse sweep. clear_adjoints(), then add d(result)/d(moment) and d(result)/d(lowest),
  /// d(result)/d(highest) of some faces, then pull_back() adds d(result)/d(slope) to slope_gradient [count]
  /// and returns d(result)/d(offset).
  void clear_adjoints();
  void add_moment_adjoint(int face, double value) { moment_adjoint_[face] += value; }
  void add_range_adjoint(int face, double lowest, double highest) {
    lowest_adjoint_[face] += lowest;
    highest_adjoint_[face] += highest;
  }
  double pull_back(double* slope_gradient);

 private:
  void lay_out(int count);

  int count_ = -1;
  int faces_ = 0;
  std::array<double, kMaxCoordinates> slope_{};
  std::array<int, kMaxCoordinates> to_high_{};  // face - to_high_[i] is the facet on which z is higher
  std::array<int, kMaxCoordinates> to_low_{};
  std::vector<std::uint16_t> free_;       // [faces] which coordinates are free, as bits
  std::vector<double> lowest_, highest_;  // [faces] range of z
  std::vector<double> spread_;            // [faces] variance of z, sum of a_i^2 / 12
  std::vector<double> moment_;            // [faces]
  std::vector<double> lowest_adjoint_, highest_adjoint_, spread_adjoint_, moment_adjoint_;
};

}  // namespace orrery
