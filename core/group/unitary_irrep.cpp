#include "core/group/unitary_irrep.h"

#include <cmath>
#include <utility>

namespace orrery {
namespace {

// The antiunitary map T v = S conj(v) that commutes with an irrep U of real or quaternionic type (T^2 = 1 or
// -1). S = mean over g of U(g) X U(g)^T for any X that gives no zero; the best of X = E_0j is taken. [m, m]
ComplexMatrix structure_map(const Group& group, const UnitaryIrrep& irrep) {
  const int m = irrep.dimension;
  ComplexMatrix best = ComplexMatrix::Zero(m, m);
  for (int j = 0; j < m; ++j) {
    ComplexMatrix sum = ComplexMatrix::Zero(m, m);
    for (int g = 0; g < group.order; ++g) sum += irrep.matrix(g).col(0) * irrep.matrix(g).col(j).transpose();
    if (sum.norm() > best.norm() * (1 + 1e-9)) best = sum;
  }
  return best * (std::sqrt(static_cast<double>(m)) / best.norm());
}

// The candidate that loses least when the part in the first `count` columns of `basis` is taken off,
// normalised.
template <class Candidate>
Eigen::VectorXcd next_direction(const ComplexMatrix& basis, int count, int candidates, Candidate candidate) {
  Eigen::VectorXcd best = Eigen::VectorXcd::Zero(basis.rows());
  for (int i = 0; i < candidates; ++i) {
    Eigen::VectorXcd v = candidate(i);
    for (int twice = 0; twice < 2; ++twice) {
      const Eigen::VectorXcd inside = basis.leftCols(count).adjoint() * v;
      v -= basis.leftCols(count) * inside;
    }
    if (v.norm() > best.norm() * (1 + 1e-9)) best = v;
  }
  return best.normalized();
}

// An orthonormal basis of vectors that T leaves alone: in it U is real. [m, m]
ComplexMatrix fixed_basis(const ComplexMatrix& S) {
  const int m = static_cast<int>(S.rows());
  ComplexMatrix basis = ComplexMatrix::Zero(m, m);
  for (int k = 0; k < m; ++k) {
    basis.col(k) = next_direction(basis, k, 2 * m, [&](int i) -> Eigen::VectorXcd {
      Eigen::VectorXcd v = Eigen::VectorXcd::Zero(m);
      v(i / 2) = i % 2 == 0 ? Complex(1, 0) : Complex(0, 1);
      return v + S * v.conjugate();
    });
  }
  return basis;
}

// An orthonormal basis (e_1 .. e_m/2, T e_1 .. T e_m/2), T^2 = -1. [m, m]
ComplexMatrix quaternionic_basis(const ComplexMatrix& S) {
  const int m = static_cast<int>(S.rows()), half = m / 2;
  ComplexMatrix grown = ComplexMatrix::Zero(m, m), basis(m, m);
  for (int k = 0; k < half; ++k) {
    grown.col(2 * k) = next_direction(
        grown, 2 * k, m, [&](int i) -> Eigen::VectorXcd { return Eigen::VectorXcd::Unit(m, i); });
    grown.col(2 * k + 1) = S * grown.col(2 * k).conjugate();
    basis.col(k) = grown.col(2 * k);
    basis.col(half + k) = grown.col(2 * k + 1);
  }
  return basis;
}

bool is_real(const UnitaryIrrep& irrep) {
  for (const Complex& entry : irrep.matrices) {
    if (entry.imag() != 0) return false;
  }
  return true;
}

}  // namespace

UnitaryIrrep empty_irrep(const Group& group, std::string name, int dimension) {
  UnitaryIrrep irrep{std::move(name), "", "", dimension, {}};
  const auto m = static_cast<size_t>(dimension);
  irrep.matrices.resize(static_cast<size_t>(group.order) * m * m);
  return irrep;
}

UnitaryIrrep extend_to_group(const Group& group, std::string name, const std::vector<int>& generators,
                             const std::vector<ComplexMatrix>& matrices) {
  UnitaryIrrep irrep = empty_irrep(group, std::move(name), static_cast<int>(matrices[0].rows()));
  std::vector<bool> reached(static_cast<size_t>(group.order));
  std::vector<int> queue{group.identity};
  reached[static_cast<size_t>(group.identity)] = true;
  irrep.matrix(group.identity).setIdentity();
  for (size_t next = 0; next < queue.size(); ++next) {
    const int g = queue[next];
    for (size_t s = 0; s < generators.size(); ++s) {
      const int further = group.product(g, generators[s]);
      if (reached[static_cast<size_t>(further)]) continue;
      reached[static_cast<size_t>(further)] = true;
      irrep.matrix(further) = irrep.matrix(g) * matrices[s];
      queue.push_back(further);
    }
  }
  return irrep;
}

IrrepType type_of(const Group& group, const UnitaryIrrep& irrep) {
  double sum = 0;
  for (int g = 0; g < group.order; ++g) sum += irrep.matrix(group.product(g, g)).trace().real();
  const double indicator = sum / group.order;
  return indicator > 0.5 ? IrrepType::real : indicator < -0.5 ? IrrepType::quaternionic : IrrepType::complex;
}

Irrep real_form(const Group& group, const UnitaryIrrep& irrep) {
  const int m = irrep.dimension;
  Irrep real{irrep.name, irrep.partition, irrep.published, type_of(group, irrep), m, {}, {}};
  const bool doubled = real.type != IrrepType::real;
  if (doubled) real.dimension = 2 * m;

  // U in the basis of the columns of `basis`; most irreps come in a good one.
  const bool turned = real.type == IrrepType::quaternionic || (!doubled && !is_real(irrep));
  ComplexMatrix basis;
  if (turned) {
    const ComplexMatrix S = structure_map(group, irrep);
    basis = doubled ? quaternionic_basis(S) : fixed_basis(S);
  }
  const auto d = static_cast<size_t>(real.dimension);
  real.matrices.resize(static_cast<size_t>(group.order) * d * d);
  for (int g = 0; g < group.order; ++g) {
    ComplexMatrix U = irrep.matrix(g);
    if (turned) U = basis.adjoint() * U * basis;
    MatrixView<double> rho(real.matrices.data() + static_cast<size_t>(g) * d * d, real.dimension,
                           real.dimension);
    if (!doubled) {
      rho = U.real();
      real.character.push_back(rho.trace());
      continue;
    }
    // The basis (e, i e) or, quaternionic, (e, T e, i e, i T e) over the reals.
    rho << U.real(), -U.imag(), U.imag(), U.real();
    real.character.push_back(rho.trace());
  }
  return real;
}

double frobenius_schur(const Group& group, const std::vector<double>& character) {
  double sum = 0;
  for (int g = 0; g < group.order; ++g) sum += character[static_cast<size_t>(group.product(g, g))];
  return sum / group.order;
}

}  // namespace orrery
