// Choices that models share, apart from any code: kernel files include this.
#pragma once

namespace orrery {

/// `gelu` is the exact form x Phi(x), `quadratic` is x^2.
enum class Activation { relu, gelu, quadratic, abs, identity };

enum class Loss { cross_entropy, mse };

/// Where a latent of a sparse autoencoder that has died looks next.
enum class Resample {
  never,
  random,  // in a random direction
  by_loss,  // along a vector that is rebuilt badly, drawn in proportion to the square of its loss (Bricken et al. 2023)
};

}  // namespace orrery
