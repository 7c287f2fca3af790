// One-to-one assignment.
#pragma once

#include <vector>

#include "core/numeric/matrix.h"

namespace orrery {

/// Gives each row of `score` [rows, columns] a column of its own, so that the sum of the scores is the largest: the
/// Hungarian method (Kuhn 1955; Munkres 1957) by shortest augmenting paths, O(rows^2 columns). Where rows are more than
/// columns, all columns are given away and the rows left over have -1. Scores must be finite.  // [rows]
std::vector<int> best_assignment(const Matrix<double>& score);

}  // namespace orrery
