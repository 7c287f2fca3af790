// A sparse autoencoder on the hidden vectors of a toy model: it looks for the features that the model folded into
// them (Sharkey et al. 2022; Bricken et al. 2023; the exercise of ARENA).
//
//   z = ReLU(W_enc^T (h - b_dec) + b_enc),   h' = W_dec^T z + b_dec,   rows of W_dec of length 1
//   loss = mean over d of (h'_d - h_d)^2 + l1 sum_k z_k
//
// Dimensions: d dimensions of h, K latents, each with an atom (its row of W_dec), B vectors in a batch, one a column.
//
// d and K are a few: products are sums of rows where they stand. Eigen's blocked product would take longer to pack them than
// to multiply them, and would be a tenth of the page's engine. Its plain one is vectorised along the batch if the small factor
// lies by rows, too.
#pragma once

#include "core/numeric/matrix.h"
#include "core/numeric/random.h"

namespace orrery {

template <class T>
struct SparseAutoencoder {
  Matrix<T> W_enc;  // [d, K]
  Vector<T> b_enc;  // [K]
  Matrix<T> W_dec;  // [K, d], row k is atom k
  Vector<T> b_dec;  // [d]

  int dimensions() const { return static_cast<int>(W_dec.cols()); }
  int latents() const { return static_cast<int>(W_dec.rows()); }

  /// Brings every atom to length 1; one of length 0 has no direction and stays.
  void normalise_atoms() { W_dec.rowwise().normalize(); }
};

/// What an encoder reads before any training.
enum class EncoderStart {
  independent,  // directions of its own, as in ARENA's exercise: many latents are born dead
  along_atoms,
};

/// Initial weights, no biases. Independent: entries of W_enc and W_dec uniform within +-sqrt(6 / (d K)), as torch's Kaiming
/// rule makes them from ARENA's tensors of many instances. Along atoms: W_enc = W_dec^T. Atoms are of length 1.
SparseAutoencoder<float> initial_autoencoder(int dimensions, int latents, EncoderStart start,
                                             SplitMix64& random);

/// z for every column of `h` [d, B]: [K, B].
template <class T>
Matrix<T> autoencoder_latents(const SparseAutoencoder<T>& model, const Matrix<T>& h) {
  const Matrix<T> centred = h.colwise() - model.b_dec, reading = model.W_enc.transpose();
  Matrix<T> z = reading.lazyProduct(centred);
  z.colwise() += model.b_enc;
  return z.cwiseMax(T(0));
}

/// Reconstructions h' [d, B] from latents [K, B].
template <class T>
Matrix<T> autoencoder_outputs(const SparseAutoencoder<T>& model, const Matrix<T>& z) {
  const Matrix<T> writing = model.W_dec.transpose();
  Matrix<T> out = writing.lazyProduct(z);
  out.colwise() += model.b_dec;
  return out;
}

/// Mean of the loss over the columns of `h` [d, B]. Atoms must have length 1.
template <class T>
T autoencoder_loss(const SparseAutoencoder<T>& model, T l1, const Matrix<T>& h) {
  const Matrix<T> z = autoencoder_latents(model, h);
  const Matrix<T> error = autoencoder_outputs(model, z) - h;
  return (error.squaredNorm() / T(h.rows()) + l1 * z.sum()) / T(h.cols());
}

/// The gradient of autoencoder_loss at latents `z` [K, B] and errors `error` = h' - h [d, B], derived by hand. With
/// E = dL/dh' = 2 error / (d B) and D = dL/d(preactivation) = (W_dec E + l1 / B) [z > 0]:
///   dL/dW_dec = z E^T, less its part along each atom, as atoms keep their length;
///   dL/db_dec = sum of E - W_enc D,   dL/dW_enc = (h - b_dec) D^T,   dL/db_enc = sum of D over the batch.
template <class T>
SparseAutoencoder<T> autoencoder_gradient(const SparseAutoencoder<T>& model, T l1, const Matrix<T>& h,
                                          const Matrix<T>& z, const Matrix<T>& error) {
  const T batch = T(h.cols());
  const Matrix<T> E = error * (T(2) / (T(h.rows()) * batch));
  const Matrix<T> centred = h.colwise() - model.b_dec;
  Matrix<T> D = model.W_dec.lazyProduct(E);
  const T price = l1 / batch;
  for (Eigen::Index p = 0; p < D.size(); ++p) {  // Eigen's select is not vectorised
    const T on = D.data()[p] + price;
    D.data()[p] = z.data()[p] > T(0) ? on : T(0);
  }
  SparseAutoencoder<T> gradient;
  gradient.b_enc = D.rowwise().sum();
  gradient.b_dec = E.rowwise().sum() - model.W_enc.lazyProduct(gradient.b_enc);
  gradient.W_enc = centred.lazyProduct(D.transpose());
  gradient.W_dec = z.lazyProduct(E.transpose());
  const Vector<T> along = gradient.W_dec.cwiseProduct(model.W_dec).rowwise().sum();
  gradient.W_dec -= along.asDiagonal() * model.W_dec;
  return gradient;
}

}  // namespace orrery
