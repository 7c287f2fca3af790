#include "core/numeric/assignment.h"

#include <limits>

namespace orrery {

std::vector<int> best_assignment(const Matrix<double>& score) {
  const int rows = static_cast<int>(score.rows()), columns = static_cast<int>(score.cols());
  std::vector<int> column_of(static_cast<size_t>(rows), -1);
  if (rows > columns) {
    const std::vector<int> row_of = best_assignment(score.transpose());
    for (int j = 0; j < columns; ++j) column_of[static_cast<size_t>(row_of[static_cast<size_t>(j)])] = j;
    return column_of;
  }
  // Prices u_i + v_j >= score_ij, equal where i is assigned to j. Column `columns` stands for "the row that is being added".
  constexpr double kFar = std::numeric_limits<double>::infinity();
  Vector<double> u = Vector<double>::Zero(rows), v = Vector<double>::Zero(columns + 1);
  if (columns > 0) u = score.rowwise().maxCoeff();
  std::vector<int> row_of(static_cast<size_t>(columns) + 1, -1);
  for (int added = 0; added < rows; ++added) {
    row_of[static_cast<size_t>(columns)] = added;
    Vector<double> distance = Vector<double>::Constant(columns, kFar);
    std::vector<int> before(static_cast<size_t>(columns), columns);
    std::vector<bool> reached(static_cast<size_t>(columns) + 1, false);
    int at = columns;
    while (row_of[static_cast<size_t>(at)] >= 0) {
      reached[static_cast<size_t>(at)] = true;
      const int row = row_of[static_cast<size_t>(at)];
      double nearest = kFar;
      int next = columns;
      for (int j = 0; j < columns; ++j) {
        if (reached[static_cast<size_t>(j)]) continue;
        const double slack = u[row] + v[j] - score(row, j);
        if (slack < distance[j]) {
          distance[j] = slack;
          before[static_cast<size_t>(j)] = at;
        }
        if (distance[j] < nearest) {
          nearest = distance[j];
          next = j;
        }
      }
      for (int j = 0; j <= columns; ++j) {
        if (reached[static_cast<size_t>(j)]) {
          u[row_of[static_cast<size_t>(j)]] -= nearest;
          v[j] += nearest;
        } else if (j < columns) {
          distance[j] -= nearest;
        }
      }
      at = next;
    }
    for (; at != columns; at = before[static_cast<size_t>(at)])
      row_of[static_cast<size_t>(at)] = row_of[static_cast<size_t>(before[static_cast<size_t>(at)])];
  }
  for (int j = 0; j < columns; ++j)
    if (const int row = row_of[static_cast<size_t>(j)]; row >= 0) column_of[static_cast<size_t>(row)] = j;
  return column_of;
}

}  // namespace orrery
