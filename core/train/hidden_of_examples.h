// Where a toy model puts the examples of its finite set (Henighan et al. 2023).
#pragma once

#include <optional>
#include <string_view>

#include "core/numeric/matrix.h"
#include "core/train/toy_run.h"

namespace orrery {

/// Hidden vectors of these examples [count, n], one a column.  // [m, count]
Matrix<double> hidden_of(const ToyParameters<double>& model, ToyActivations activations,
                         const Matrix<float>& examples);

/// Hidden vectors of the set's examples, one a column in their order.  // [m, samples]; empty where examples are endless
Matrix<double> hidden_of_examples(const ToyRun& run);

/// The same as the run's view `hidden`, one a row; nothing of another name, and nothing where examples are endless.
std::optional<View> view_of_examples(const ToyRun& run, std::string_view name);

}  // namespace orrery
