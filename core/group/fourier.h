// The Fourier transform on a group in real form, and the projectors on its irreps.
#pragma once

#include <vector>

#include "core/group/group.h"
#include "core/group/irreps.h"
#include "core/numeric/matrix.h"

namespace orrery {

/// An orthogonal change of basis of the functions on a group of n elements: from values f(g) to coefficients
///
///   sqrt(d/n) sum over g of f(g) rho(g)_ij,  for every irrep rho, i < d, j < d/e,
///
/// with d rho's dimension and e = 1, 2, 4 by its type. Orthogonality is Schur's for the real forms of
/// core/group/irreps.h, so the inverse is the transpose and sums of squares are kept (Plancherel). For C_n
/// with odd n it is the orthonormal discrete Fourier basis: constant, then cosine and sine of each frequency.
struct GroupFourier {
  /// The coefficients of one irrep: d rows of d/e columns, row-major, from row `first` of the basis on.
  struct Block {
    int first, count;
  };

  Matrix<double> basis;       // [n coefficients, n elements]
  std::vector<Block> blocks;  // one for each irrep, in real_irreps' order; together all n rows

  /// Values [n, h] to coefficients [n, h], each column by itself; and back.
  Matrix<double> transform(const Matrix<double>& values) const { return basis * values; }
  Matrix<double> inverse(const Matrix<double>& coefficients) const {
    return basis.transpose() * coefficients;
  }

  /// The coefficients of irrep number `irrep`. [count, h]
  Matrix<double> coefficients(size_t irrep, const Matrix<double>& values) const;

  /// P f: the part of each column of `values` [n, h] that belongs to irrep number `irrep`. [n, h]
  Matrix<double> project(size_t irrep, const Matrix<double>& values) const;
};

/// `irreps` are those of real_irreps(group).
GroupFourier group_fourier(const Group& group, const std::vector<Irrep>& irreps);

/// The orthogonal projector P[g, h] = d/(n e) chi(g h^-1) on the functions that belong to rho; its rank is
/// rho.rank(). [n, n]. Source: group spec, section 6 (kappa = 1/n for freq_k of C_n, not 2/n).
Matrix<double> projector(const Group& group, const Irrep& irrep);

}  // namespace orrery
