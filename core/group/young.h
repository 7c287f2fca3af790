// Young's orthogonal form of the irreps of S_n, and what splits them for A_n.
#pragma once

#include <string>
#include <vector>

#include "core/group/unitary_irrep.h"

namespace orrery {

using Partition = std::vector<int>;  // parts, largest first
using Tableau = std::vector<int>;    // a standard tableau as the row of each entry 0 .. n - 1

/// "(3,1,1)".
std::string partition_text(const Partition& partition);

/// All standard tableaux of the partition, in lexicographic order: the basis of its irrep.
std::vector<Tableau> standard_tableaux(const Partition& partition);

/// rho(s_i) for i = 0 .. n - 2, where s_i exchanges i and i + 1: 1/r on the diagonal at tableau t, with
/// r = c(i + 1) - c(i) and content c = column - row, and sqrt(1 - 1/r^2) between t and s_i t. [d, d] each.
/// The matrices are symmetric, so that products of them serve either order of multiplication.
/// Source: group spec, section 4.2.
std::vector<ComplexMatrix> transposition_matrices(const std::vector<Tableau>& tableaux);

/// Bases [d, d/2] of the irreps of A_n inside that of a partition that is its own transpose. T t = sign(t)
/// t^transposed commutes with the even permutations and anticommutes with the odd ones (James and Kerber
/// 1981, 2.5). Where T^2 = 1 its two eigenspaces are irreps of real type; where T^2 = -1 there is one basis,
/// of its eigenspace of i, and the irrep's conjugate is the other.
std::vector<ComplexMatrix> half_bases(const std::vector<Tableau>& tableaux);

}  // namespace orrery
