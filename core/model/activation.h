// What a hidden neuron does with its preactivation, and the slope that the backward pass needs.
#pragma once

#include <cmath>

#include "core/model/kinds.h"

namespace orrery {

template <class T>
T activate(Activation activation, T x) {
  switch (activation) {
    case Activation::relu:
      return x > T(0) ? x : T(0);
    case Activation::gelu:
      return x * (std::erf(x * T(0.70710678118654752440)) + T(1)) / T(2);
    case Activation::quadratic:
      return x * x;
    case Activation::abs:
      return std::abs(x);
    case Activation::identity:
      break;
  }
  return x;
}

/// The derivative at `x`; on the kinks of relu and abs it is 0, as in PyTorch.
template <class T>
T activation_slope(Activation activation, T x) {
  switch (activation) {
    case Activation::relu:
      return x > T(0) ? T(1) : T(0);
    case Activation::gelu: {
      const T cumulative = (std::erf(x * T(0.70710678118654752440)) + T(1)) / T(2);
      const T density = T(0.39894228040143267794) * std::exp(-x * x / T(2));
      return cumulative + x * density;
    }
    case Activation::quadratic:
      return T(2) * x;
    case Activation::abs:
      return x > T(0) ? T(1) : x < T(0) ? T(-1) : T(0);
    case Activation::identity:
      break;
  }
  return T(1);
}

}  // namespace orrery
