#include "core/model/sparse_autoencoder.h"

#include <cmath>

namespace orrery {

SparseAutoencoder<float> initial_autoencoder(int dimensions, int latents, EncoderStart start,
                                             SplitMix64& random) {
  SparseAutoencoder<float> model{Matrix<float>(dimensions, latents), Vector<float>::Zero(latents),
                                 Matrix<float>(latents, dimensions), Vector<float>::Zero(dimensions)};
  const double bound = std::sqrt(6.0 / (dimensions * latents));
  for (Matrix<float>* weights : {&model.W_dec, &model.W_enc})
    for (Eigen::Index p = 0; p < weights->size(); ++p)
      weights->data()[p] = static_cast<float>(bound * (2 * random.uniform() - 1));
  model.normalise_atoms();
  if (start == EncoderStart::along_atoms) model.W_enc = model.W_dec.transpose();
  return model;
}

}  // namespace orrery
