#include "core/group/young.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace orrery {
namespace {

void grow(const Partition& shape, int n, Tableau& tableau, Partition& filled, std::vector<Tableau>& all) {
  if (static_cast<int>(tableau.size()) == n) return all.push_back(tableau);
  for (size_t row = 0; row < shape.size(); ++row) {
    if (filled[row] == shape[row] || (row > 0 && filled[row] == filled[row - 1])) continue;
    ++filled[row];
    tableau.push_back(static_cast<int>(row));
    grow(shape, n, tableau, filled, all);
    tableau.pop_back();
    --filled[row];
  }
}

// The column of each entry: how many came before it in its row. [n]
Tableau columns_of(const Tableau& rows) {
  Tableau columns;
  for (size_t i = 0; i < rows.size(); ++i) {
    columns.push_back(
        static_cast<int>(std::count(rows.begin(), rows.begin() + static_cast<long>(i), rows[i])));
  }
  return columns;
}

// The sign of the tableau's entries read row by row, as a permutation.
int reading_sign(const Tableau& rows) {
  int inversions = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t j = 0; j < i; ++j) inversions += rows[j] > rows[i];
  }
  return inversions % 2 == 0 ? 1 : -1;
}

int index_of(const std::vector<Tableau>& tableaux, const Tableau& tableau) {
  return static_cast<int>(std::find(tableaux.begin(), tableaux.end(), tableau) - tableaux.begin());
}

}  // namespace

std::string partition_text(const Partition& partition) {
  std::string parts;
  for (const int part : partition) parts += (parts.empty() ? "(" : ",") + std::to_string(part);
  return parts + ")";
}

std::vector<Tableau> standard_tableaux(const Partition& partition) {
  std::vector<Tableau> all;
  Tableau tableau;
  Partition filled(partition.size(), 0);
  int n = 0;
  for (const int part : partition) n += part;
  grow(partition, n, tableau, filled, all);
  return all;
}

std::vector<ComplexMatrix> transposition_matrices(const std::vector<Tableau>& tableaux) {
  const size_t n = tableaux[0].size();
  const auto d = static_cast<Eigen::Index>(tableaux.size());
  std::vector<ComplexMatrix> matrices;
  for (size_t i = 0; i + 1 < n; ++i) {
    ComplexMatrix s = ComplexMatrix::Zero(d, d);
    for (Eigen::Index t = 0; t < d; ++t) {
      Tableau tableau = tableaux[static_cast<size_t>(t)];
      const Tableau columns = columns_of(tableau);
      const double r = columns[i + 1] - tableau[i + 1] - (columns[i] - tableau[i]);
      s(t, t) = 1 / r;
      if (std::fabs(r) == 1) continue;  // i and i + 1 are neighbours: s_i t is no standard tableau
      std::swap(tableau[i], tableau[i + 1]);
      s(index_of(tableaux, tableau), t) = std::sqrt(1 - 1 / (r * r));
    }
    matrices.push_back(std::move(s));
  }
  return matrices;
}

std::vector<ComplexMatrix> half_bases(const std::vector<Tableau>& tableaux) {
  const auto d = static_cast<Eigen::Index>(tableaux.size());
  ComplexMatrix plus = ComplexMatrix::Zero(d, d / 2), minus = plus;
  const double root = std::sqrt(0.5);
  bool complex = false;
  Eigen::Index column = 0;
  for (Eigen::Index t = 0; t < d; ++t) {
    const Tableau& tableau = tableaux[static_cast<size_t>(t)];
    const Tableau transposed = columns_of(tableau);
    const Eigen::Index u = index_of(tableaux, transposed);
    if (u < t) continue;
    const double sign = reading_sign(tableau);
    complex = sign != reading_sign(transposed);
    plus(t, column) = minus(t, column) = root;
    plus(u, column) = complex ? Complex(0, -sign * root) : Complex(sign * root, 0);
    minus(u, column) = -plus(u, column);
    ++column;
  }
  return complex ? std::vector<ComplexMatrix>{plus} : std::vector<ComplexMatrix>{plus, minus};
}

}  // namespace orrery
