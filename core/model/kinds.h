// Choices that models share, apart from any code: kernel files include this.
#pragma once

namespace orrery {

/// `gelu` is the exact form x Phi(x), `quadratic` is x^2.
enum class Activation { relu, gelu, quadratic, abs, identity };

enum class Loss { cross_entropy, mse };

}  // namespace orrery
