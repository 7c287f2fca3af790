// The real irreducible representations of a group, as orthogonal matrices.
#pragma once

#include <string>
#include <vector>

#include "core/group/group.h"
#include "core/numeric/matrix.h"

namespace orrery {

/// How a real irrep becomes complex: it stays irreducible, splits into two conjugate irreps of half the
/// dimension, or into one irrep of half the dimension twice (Frobenius-Schur indicator 1, 0, -1).
enum class IrrepType { real, complex, quaternionic };

/// One real irrep rho of dimension d: d x d orthogonal matrices with rho(a) rho(b) = rho(ab).
struct Irrep {
  std::string name;       // unique in its group: "standard", "5d_a", "freq_3"
  std::string partition;  // for S_n; for A_n the one it is restricted or split from: "(3,1,1)"; else empty
  std::string published;  // its key in the group paper's metric files, "s5_5d_a"; empty where it has none
  IrrepType type = IrrepType::real;
  int dimension = 1;              // d
  std::vector<double> matrices;   // [n, d, d]
  std::vector<double> character;  // [n] the trace

  Eigen::Map<const Matrix<double>> matrix(int element) const {
    const auto d = static_cast<size_t>(dimension);
    return {matrices.data() + static_cast<size_t>(element) * d * d, dimension, dimension};
  }
  /// The dimension e of the matrices that commute with all of rho: 1, 2 or 4.
  int commutant() const { return type == IrrepType::real ? 1 : type == IrrepType::complex ? 2 : 4; }
  /// Columns of rho whose entries are independent functions on the group, d / e; the others repeat them.
  int independent_columns() const { return dimension / commutant(); }
  /// The dimension of the functions on the group that belong to rho: the rank of its projector, d^2 / e.
  int rank() const { return dimension * independent_columns(); }
};

/// All real irreps of `group`; the sum of their ranks is its order. `trivial` is the first, and the order is
/// the group paper's where it has one. Matrices are exact to about 1e-14.
///
///   C_n   trivial, sign (n even: (-1)^i), freq_k for k < n/2: rotation by 2 pi k i / n
///   D_m   trivial, sign (-1 on reflections); for even m 1d_a ((-1)^r) and 1d_b ((-1)^(r + s)); freq_k for
///         k < m/2: [[cos, -sin], [sin, cos]](2 pi k r / m) on rotations, [[cos, sin], [sin, -cos]] on
///         reflections
///   S_n   trivial, sign, standard, standard_sign, then by dimension, two of the same one as _a and _b:
///         S4 2d (2,2)
///         S5 5d_a (2,2,1), 5d_b (3,2), 6d (3,1,1)
///         S6 5d_a (3,3), 5d_b (2,2,2), 9d_a (4,2), 9d_b (2,2,1,1), 10d_a (4,1,1), 10d_b (3,1,1,1),
///            16d (3,2,1)
///         in Young's orthogonal form
///   A_n   restrictions of those, and halves of the irreps of self-conjugate partitions:
///         A4 2d (complex type)
///         A5 3d_a, with trace (1 + sqrt 5)/2 at (0 1 2 3 4), and 3d_b
///         A6 8d_a and 8d_b, told apart likewise
///   Q8    trivial, 1d_a, 1d_b, 1d_c (1 on i, on j, on k, -1 on the other two), 4d (quaternionic type)
///   Z2^k  trivial, then parity_<mask>: (-1)^(number of bits that element and mask share)
///   F20   trivial, sign, 2d (complex type), 4d
///   F21   trivial, 2d, 6d (both of complex type)
///   GxH   <name in G>*<name in H>, G's slowest; two of complex type give two irreps, the second, with H's
///         conjugated, named ..._conjugate; trivial*trivial is trivial
///
/// Source: group spec, sections 4.2 and 16.
std::vector<Irrep> real_irreps(const Group& group);

/// (1/n) sum over g of chi(g^2) of a character chi [n]: 1, 0 or -1 for the trace of a complex irrep, and for
/// that of a real irrep 1, 0 or -2 by its type (real, complex, quaternionic).
double frobenius_schur(const Group& group, const std::vector<double>& character);

}  // namespace orrery
