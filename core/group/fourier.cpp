#include "core/group/fourier.h"

#include <cmath>

namespace orrery {

Matrix<double> GroupFourier::coefficients(size_t irrep, const Matrix<double>& values) const {
  return basis.middleRows(blocks[irrep].first, blocks[irrep].count) * values;
}

Matrix<double> GroupFourier::project(size_t irrep, const Matrix<double>& values) const {
  return basis.middleRows(blocks[irrep].first, blocks[irrep].count).transpose() * coefficients(irrep, values);
}

GroupFourier group_fourier(const Group& group, const std::vector<Irrep>& irreps) {
  const int n = group.order;
  GroupFourier fourier{Matrix<double>(n, n), {}};
  int row = 0;
  for (const Irrep& irrep : irreps) {
    const int d = irrep.dimension, columns = irrep.independent_columns();
    const double scale = std::sqrt(static_cast<double>(d) / n);
    for (int g = 0; g < n; ++g) {
      const auto rho = irrep.matrix(g);
      for (int i = 0; i < d; ++i) {
        for (int j = 0; j < columns; ++j) fourier.basis(row + i * columns + j, g) = scale * rho(i, j);
      }
    }
    fourier.blocks.push_back({row, irrep.rank()});
    row += irrep.rank();
  }
  return fourier;
}

Matrix<double> projector(const Group& group, const Irrep& irrep) {
  const int n = group.order;
  const double kappa = static_cast<double>(irrep.dimension) / (static_cast<double>(n) * irrep.commutant());
  Matrix<double> P(n, n);
  for (int g = 0; g < n; ++g) {
    for (int h = 0; h < n; ++h) {
      const int quotient = group.product(g, group.inverse[static_cast<size_t>(h)]);
      P(g, h) = kappa * irrep.character[static_cast<size_t>(quotient)];
    }
  }
  return P;
}

}  // namespace orrery
