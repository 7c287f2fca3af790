// Complex irreps as unitary matrices, from which the real ones are made.
#pragma once

#include <complex>
#include <string>
#include <vector>

#include "core/group/group.h"
#include "core/group/irreps.h"
#include "core/numeric/matrix.h"

namespace orrery {

using Complex = std::complex<double>;
using ComplexMatrix = Matrix<Complex>;

/// One complex irrep U of dimension m that stands for itself and for its conjugate.
struct UnitaryIrrep {
  std::string name, partition, published;
  int dimension = 1;              // m
  std::vector<Complex> matrices;  // [n, m, m]

  Eigen::Map<const ComplexMatrix> matrix(int element) const {
    return {matrices.data() + offset(element), dimension, dimension};
  }
  Eigen::Map<ComplexMatrix> matrix(int element) {
    return {matrices.data() + offset(element), dimension, dimension};
  }

 private:
  size_t offset(int element) const {
    return static_cast<size_t>(element) * static_cast<size_t>(dimension) * static_cast<size_t>(dimension);
  }
};

/// An irrep with room for its n matrices, all zero.
UnitaryIrrep empty_irrep(const Group& group, std::string name, int dimension);

/// The irrep with the given matrices at elements that generate the group, by a breadth-first walk over its
/// Cayley graph.
UnitaryIrrep extend_to_group(const Group& group, std::string name, const std::vector<int>& generators,
                             const std::vector<ComplexMatrix>& matrices);

/// The Frobenius-Schur indicator of U: real 1, complex 0, quaternionic -1.
IrrepType type_of(const Group& group, const UnitaryIrrep& irrep);

/// The real irrep that U belongs to: U itself in a real basis (real type), or U + its conjugate (complex), or
/// U twice (quaternionic) in a basis in which the first d/e columns hold independent entries.
Irrep real_form(const Group& group, const UnitaryIrrep& irrep);

/// One complex irrep for each real one, in real_irreps' order.
std::vector<UnitaryIrrep> unitary_irreps(const Group& group);

/// The same for the families that have a file of their own.
std::vector<UnitaryIrrep> symmetric_irreps(const Group& group);
std::vector<UnitaryIrrep> alternating_irreps(const Group& group);
std::vector<UnitaryIrrep> product_irreps(const Group& group);

}  // namespace orrery
