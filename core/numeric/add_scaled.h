#pragma once

#include <cstddef>

namespace orrery {

/// out[i] += scale x[i] for i = 0 .. count - 1.
inline void add_scaled(float* out, float scale, const float* x, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i) out[i] += scale * x[i];
}

}  // namespace orrery
