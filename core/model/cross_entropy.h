// Losses of a batch of logits [B, C] against one class a row, and their gradients.
//
// Cross-entropy is computed so that it stays exact where a network is all but certain (design, section 4).
// With M the largest logit of a row, y its class and R = sum over j != y of exp(l_j - M):
//   loss = log1p(R) if y has the largest logit, else log(R + exp(l_y - M)) - (l_y - M),
//   dloss/dl_j = exp(l_j - M) / S for j != y,   dloss/dl_y = -R / S,   S = R + exp(l_y - M).
// The true class never enters a sum that 1 is taken from, so a loss of 1e-9 has as many digits as one of 1.
// Log-softmax in float stops at 1.2e-7 and makes "slingshots" there (Nanda et al. 2023, section 3 of their
// code).
#pragma once

#include "core/model/kinds.h"
#include "core/numeric/matrix.h"

namespace orrery {

/// Training takes terms of the softmax below this for zero: their products would be denormal numbers, which
/// cost a third of a step where the hardware cannot flush them. Measures run without.
inline constexpr double kFlushedTerm = 1e-28;

enum class Flush { none, tiny_terms };

/// A batch of logits: rows may be further apart than they are long, so that a caller can leave classes out.
template <class T>
using Logits = Eigen::Ref<const Matrix<T>, 0, Eigen::OuterStride<>>;

/// Mean over the rows of `logits` [B, C] of the cross-entropy with classes `targets` [B], each in 0 .. C - 1.
/// `gradient`, if given, becomes the mean's gradient [B, C]. The sum over rows is in double.
template <class T>
double cross_entropy(const Logits<T>& logits, const int* targets, Flush flush = Flush::none,
                     Matrix<T>* gradient = nullptr);

/// Mean over rows and classes of (l_j - [j = target])^2 (Gromov 2023), and its gradient [B, C].
template <class T>
double mean_squared_error(const Logits<T>& logits, const int* targets, Matrix<T>* gradient = nullptr);

/// One of the two, without a flush.
template <class T>
double mean_loss(Loss loss, const Logits<T>& logits, const int* targets, Matrix<T>* gradient = nullptr);

/// Fraction of rows whose own class has a larger logit than every other. A tie is no answer.
template <class T>
double accuracy(const Logits<T>& logits, const int* targets);

}  // namespace orrery
