// The toy models of "Toy Models of Superposition" (Elhage et al. 2022): n features squeezed through m dimensions.
//
//   h = hidden(W x),   x' = output(V h + b_final),   what is asked for: |x|
//
// Tied models read the hidden layer by V = W^T: the paper's ReLU-output and linear models (hidden linear), and its
// privileged basis (hidden ReLU). Untied ones have a V of their own: the paper's absolute-value model (hidden ReLU).
// There is no hidden bias. Features that are never negative are their own absolute values.
//
// Dimensions: n features, m hidden dimensions, B samples in a batch. This is the plain form, for measures and
// as the reference that the kernels (core/model/toy_kernel.h) are tested against.
#pragma once

#include <cmath>

#include "core/numeric/matrix.h"
#include "core/numeric/random.h"

namespace orrery {

/// What stands between V h + b and the output. The linear model is the paper's baseline: it never superposes.
enum class OutputActivation { relu, linear };

/// What stands between W x and h. ReLU makes the hidden basis a privileged one: its directions are neurons.
enum class HiddenActivation { linear, relu };

struct ToyActivations {
  OutputActivation output;
  HiddenActivation hidden;

  ToyActivations(OutputActivation output_activation,
                 HiddenActivation hidden_activation = HiddenActivation::linear)
      : output(output_activation), hidden(hidden_activation) {}
};

/// The weights of one toy model.
template <class T>
struct ToyParameters {
  Matrix<T> W;        // [m, n], column i is feature i's direction; W1 of an untied model
  Vector<T> b_final;  // [n]
  Matrix<T> W2 = {};  // [n, m], the V of an untied model; empty in a tied one

  bool tied() const { return W2.size() == 0; }

  /// V [n, m].
  Matrix<T> readout() const { return tied() ? Matrix<T>(W.transpose()) : W2; }
};

inline ToyParameters<double> in_double(const ToyParameters<float>& model) {
  return {model.W.cast<double>(), model.b_final.cast<double>(), model.W2.cast<double>()};
}

/// Initial weights: W, then W2 if there is one, normal with deviation `scale` * sqrt(2 / (n + m)) (Xavier), drawn
/// row by row, each rounded once to float; b_final zero.
inline ToyParameters<float> initial_toy_parameters(int features, int hidden, double scale, SplitMix64 random,
                                                   bool tied = true) {
  const double deviation = scale * std::sqrt(2.0 / (features + hidden));
  ToyParameters<float> initial{Matrix<float>(hidden, features), Vector<float>::Zero(features)};
  if (!tied) initial.W2.resize(features, hidden);
  for (Matrix<float>* weights : {&initial.W, &initial.W2})
    for (Eigen::Index p = 0; p < weights->size(); ++p)
      weights->data()[p] = static_cast<float>(deviation * random.normal());
  return initial;
}

/// h for every row of `x` [B, n]: [B, m].
template <class T>
Matrix<T> toy_hidden(const ToyParameters<T>& model, ToyActivations activations, const Matrix<T>& x) {
  Matrix<T> h = x * model.W.transpose();
  if (activations.hidden == HiddenActivation::relu) h = h.cwiseMax(T(0));
  return h;
}

/// V h + b for every row of `x` [B, n]: [B, n], before the output's activation.
template <class T>
Matrix<T> toy_preactivation(const ToyParameters<T>& model, ToyActivations activations, const Matrix<T>& x) {
  return (toy_hidden(model, activations, x) * model.readout().transpose()).rowwise() +
         model.b_final.transpose();
}

/// Outputs x' for every row of `x` [B, n]: [B, n].
template <class T>
Matrix<T> toy_forward(const ToyParameters<T>& model, ToyActivations activations, const Matrix<T>& x) {
  Matrix<T> z = toy_preactivation(model, activations, x);
  if (activations.output == OutputActivation::relu) z = z.cwiseMax(T(0));
  return z;
}

/// Mean over the batch of sum_i importance_i (x'_i - target_i)^2 for inputs `x` [B, n]; `importance` [n]. What is
/// asked for stands apart from what is given where inputs are attacked.
template <class T>
T toy_loss(const ToyParameters<T>& model, ToyActivations activations, const Vector<T>& importance,
           const Matrix<T>& x, const Matrix<T>& target) {
  const Matrix<T> error = toy_forward(model, activations, x) - target;
  return (error.cwiseAbs2() * importance).sum() / T(x.rows());
}
template <class T>
T toy_loss(const ToyParameters<T>& model, ToyActivations activations, const Vector<T>& importance,
           const Matrix<T>& x) {
  return toy_loss(model, activations, importance, x, Matrix<T>(x.cwiseAbs()));
}

/// The gradient of toy_loss, derived by hand. With z the preactivations, G = dL/dz = (2 / B) importance (x' -
/// target) [z > 0] of shape [B, n] and U = dL/d(Wx) = G V [h > 0] of shape [B, m]:
///   dL/db = column sums of G,   dL/dW = U^T x,   dL/dV = G^T h,
/// and where V is W^T both ways to W add up.
template <class T>
ToyParameters<T> toy_gradient(const ToyParameters<T>& model, ToyActivations activations,
                              const Vector<T>& importance, const Matrix<T>& x, const Matrix<T>& target) {
  const bool relu = activations.output == OutputActivation::relu;
  const Matrix<T> V = model.readout();
  const Matrix<T> h = toy_hidden(model, activations, x);
  const Matrix<T> z = toy_preactivation(model, activations, x);
  Matrix<T> G = (relu ? Matrix<T>(z.cwiseMax(T(0))) : z) - target;
  G = T(2) / T(x.rows()) * G * importance.asDiagonal();
  if (relu) G = (z.array() > T(0)).select(G, T(0));
  Matrix<T> U = G * V;  // [B, m]
  if (activations.hidden == HiddenActivation::relu) U = (h.array() > T(0)).select(U, T(0));
  ToyParameters<T> gradient{U.transpose() * x, G.colwise().sum().transpose()};
  if (model.tied())
    gradient.W += h.transpose() * G;
  else
    gradient.W2 = G.transpose() * h;
  return gradient;
}
template <class T>
ToyParameters<T> toy_gradient(const ToyParameters<T>& model, ToyActivations activations,
                              const Vector<T>& importance, const Matrix<T>& x) {
  return toy_gradient(model, activations, importance, x, Matrix<T>(x.cwiseAbs()));
}

}  // namespace orrery
