// The toy autoencoder of "Toy Models of Superposition" (Elhage et al. 2022): n features squeezed through m
// dimensions.
//
//   h = W x,   x' = activation(W^T h + b_final)
//
// Dimensions: n features, m hidden dimensions, B samples in a batch. This is the plain form, for measures and
// as the reference that the kernels (core/model/toy_kernel.h) are tested against.
#pragma once

#include <cmath>

#include "core/numeric/matrix.h"
#include "core/numeric/random.h"

namespace orrery {

/// What stands between W^T W x + b and the output. The linear model is the paper's baseline: it never
/// superposes.
enum class OutputActivation { relu, linear };

/// The weights of one toy autoencoder.
template <class T>
struct ToyParameters {
  Matrix<T> W;        // [m, n], column i is feature i's direction
  Vector<T> b_final;  // [n]
};

/// Initial weights: W normal with deviation `scale` * sqrt(2 / (n + m)) (Xavier), drawn row by row, each
/// rounded once to float; b_final zero.
inline ToyParameters<float> initial_toy_parameters(int features, int hidden, double scale,
                                                   SplitMix64 random) {
  const double deviation = scale * std::sqrt(2.0 / (features + hidden));
  ToyParameters<float> initial{Matrix<float>(hidden, features), Vector<float>::Zero(features)};
  for (int k = 0; k < hidden; ++k)
    for (int i = 0; i < features; ++i) initial.W(k, i) = static_cast<float>(deviation * random.normal());
  return initial;
}

/// W^T W x + b for every row of `x` [B, n]: [B, n], before the activation.
template <class T>
Matrix<T> toy_preactivation(const ToyParameters<T>& model, const Matrix<T>& x) {
  return (x * model.W.transpose() * model.W).rowwise() + model.b_final.transpose();
}

/// Outputs x' for every row of `x` [B, n]: [B, n].
template <class T>
Matrix<T> toy_forward(const ToyParameters<T>& model, OutputActivation output, const Matrix<T>& x) {
  Matrix<T> z = toy_preactivation(model, x);
  if (output == OutputActivation::relu) z = z.cwiseMax(T(0));
  return z;
}

/// Mean over the batch `x` [B, n] of sum_i importance_i (x'_i - x_i)^2; `importance` [n].
template <class T>
T toy_loss(const ToyParameters<T>& model, OutputActivation output, const Vector<T>& importance,
           const Matrix<T>& x) {
  const Matrix<T> error = toy_forward(model, output, x) - x;
  return (error.cwiseAbs2() * importance).sum() / T(x.rows());
}

/// The gradient of toy_loss, derived by hand. With z the preactivations, G = dL/dz = (2 / B) importance (x' -
/// x) [z > 0] of shape [B, n] and U = G W^T = dL/dh of shape [B, m]:
///   dL/db = column sums of G,   dL/dW = (x W^T)^T G + U^T x.
template <class T>
ToyParameters<T> toy_gradient(const ToyParameters<T>& model, OutputActivation output,
                              const Vector<T>& importance, const Matrix<T>& x) {
  const Matrix<T> z = toy_preactivation(model, x);
  Matrix<T> G = (output == OutputActivation::relu ? Matrix<T>(z.cwiseMax(T(0))) : z) - x;
  G = T(2) / T(x.rows()) * G * importance.asDiagonal();
  if (output == OutputActivation::relu) G = (z.array() > T(0)).select(G, T(0));
  const Matrix<T> h = x * model.W.transpose();  // [B, m]
  const Matrix<T> U = G * model.W.transpose();  // [B, m]
  return {h.transpose() * G + U.transpose() * x, G.colwise().sum().transpose()};
}

}  // namespace orrery
