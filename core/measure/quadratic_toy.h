// A toy of superposition that is solved exactly: features read out by a quadratic form (after Scherlis, Sachan, Jermyn,
// Benton and Shlegeris 2022, arXiv 2210.01892).
//
// The target is sum_i v_i x_i^2, the model x^T W^T W x + constant, x_i independent of mean 0, variance 1 and fourth
// moment kappa + 1. At the best constant the expected loss is
//
//   kappa sum_i (|W_i|^2 - v_i)^2 + 2 sum_{i != j} (W_i . W_j)^2.
#pragma once

#include "core/numeric/matrix.h"

namespace orrery {

/// The loss. W [m, n], value [n].
double quadratic_toy_loss(const Matrix<double>& W, const Vector<double>& value, double kappa);

/// kappa of a feature that is 0 with probability 1 - p, else uniform on [-1, 1], scaled to variance 1: 9 / (5 p) - 1.
double sparse_kappa(double density);

/// The best |W_1|^2 and |W_2|^2 of two features in one dimension, v_1 >= v_2 >= 0. Feature 2 is represented when
/// v_2 / v_1 > 2 / kappa, and grows from nothing there: the transition is continuous, unlike that of the ReLU model.
struct QuadraticOptimum {
  double squared_length_1, squared_length_2;
};
QuadraticOptimum quadratic_toy_optimum(double v_1, double v_2, double kappa);

}  // namespace orrery
