// What single neurons stand for, where the hidden layer's basis is a privileged one (Elhage et al. 2022, "Superposition in a
// Privileged Basis", "Computation in Superposition").
//
// Dimensions: n features, m neurons; W [m, n], row k holds neuron k's weights.
#pragma once

#include <vector>

#include "core/numeric/matrix.h"

namespace orrery {

/// A weight shows in a neuron's stack when it exceeds this part of the neuron's largest: neurons behind a ReLU have a free
/// scale, and the article draws them so that the largest is 1.
inline constexpr double kVisibleWeight = 0.2;

/// The largest squared weight's share of each neuron's: 1 for a neuron of one feature, 1/k for k alike; 0 for a neuron
/// without weights (all under kMeaningfulNorm, core/measure/geometry.h).  // [m]
Vector<double> neuron_monosemanticity(const Matrix<double>& W);

/// How many weights of each neuron show: 1 is a monosemantic one, more a polysemantic one, 0 one without weights.  // [m]
std::vector<int> visible_weights(const Matrix<double>& W);

/// How many neurons have one visible weight, of a size that matters: over kVisibleWeight.
int monosemantic_neurons(const Matrix<double>& W);

}  // namespace orrery
