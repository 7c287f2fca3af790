// What superposition costs a network that is attacked (Elhage et al. 2022, "The Relationship between Superposition and
// Adversarial Robustness"). Tied models with ReLU outputs; n features, m hidden dimensions, x [B, n] clean examples,
// `length` that of an attack (core/model/toy_attack.h).
#pragma once

#include "core/model/toy_attack.h"
#include "core/task/sparse_features.h"

namespace orrery {

/// The network without superposition to compare with: W = [I_m 0], and for each feature left out its best constant, the
/// mean p/2.
ToyParameters<double> dedicated_model(const SparseFeatures& task, int hidden);

/// (L' - L) / (L_0' - L_0): what the attack that hurts most adds to the model's loss, over what it adds to the dedicated
/// model's on the same examples.
double vulnerability(const ToyParameters<double>& model, const SparseFeatures& task, const Matrix<double>& x,
                     double length);

/// |(W^T W)_i|^2 = |W_i|^4 / D_i: what an attack on feature i adds to the squared error of its open output, over what it
/// adds where the feature has a dimension of its own.  // [n]
Vector<double> attack_prices(const Matrix<double>& W);

/// The same as it is found: what the attack on feature i adds to the loss of all outputs over length^2, mean over the two
/// ways of the attack and the examples whose output i is on; NaN where there is none.  // [n]
Vector<double> measured_attack_prices(const ToyParameters<double>& model, const SparseFeatures& task,
                                      const Matrix<double>& x, double length);

}  // namespace orrery
