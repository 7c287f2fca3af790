// The toy autoencoder of "Toy Models of Superposition" (Elhage et al. 2022): n features squeezed through m dimensions.
//
//   h = W x,   x' = activation(W^T h + b_final)
//
// Dimensions: n features, m hidden dimensions, B samples in a batch.
#pragma once

#include <string_view>

#include "core/numeric/matrix.h"

namespace orrery {

/// What stands between W^T W x + b and the output. The linear model is the paper's baseline: it never superposes.
enum class OutputActivation { relu, linear };

/// The weights of one toy autoencoder.
template <class T>
struct ToyParameters {
  Matrix<T> W;        // [m, n], column i is feature i's direction
  Vector<T> b_final;  // [n]
};

}  // namespace orrery
