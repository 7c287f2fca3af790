// Analytic attacks on a toy model (Elhage et al. 2022, "The Relationship between Superposition and Adversarial Robustness").
// Gradients of a ReLU that is off say nothing, and nearly all are off when features are sparse; so an attack moves the
// input along what one output reads, as if it were on: delta_i = e (V W)_i / |(V W)_i|, V W the map [n, n] from inputs to
// preactivations. The hidden layer must be linear.
#pragma once

#include "core/model/toy_autoencoder.h"

namespace orrery {

/// Row i is delta_i of length 1, [n, n]; zero for an output that reads nothing.
Matrix<double> attack_directions(const ToyParameters<double>& model);

/// What attack i of this length adds to each preactivation, in row i, [n, n].
Matrix<double> attack_moves(const ToyParameters<double>& model, double length);

/// Mean length of the rows of `x` [B, n], the unit in which an attack's length is given.
double mean_length(const Matrix<double>& x);

/// `x` [B, n], each row moved by an attack of length `strength` mean_length(x) on a feature of its own, one way or the
/// other, both chosen by the next words of `stream`.
Matrix<float> attack_at_random(const ToyParameters<double>& model, double strength, const Matrix<float>& x,
                               LaneStream& stream);

/// Mean over the rows of `x` [B, n] of the loss, compared with the clean |x|, under the attack that hurts it most: of
/// length `length`, on any feature, either way, or none.
double attacked_loss(const ToyParameters<double>& model, OutputActivation output,
                     const Vector<double>& importance, const Matrix<double>& x, double length);

}  // namespace orrery
