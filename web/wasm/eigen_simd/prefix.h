#pragma once
// Included before every file of the wasm build. Clang for wasm poses as GCC 4.2, for which Eigen's SSE path has x86
// inline assembly. Once Eigen has chosen to vectorise, tell it of a newer one.
// clang-format off: the order matters
#include <Eigen/src/Core/util/Macros.h>
#include <Eigen/src/Core/util/ConfigureVectorization.h>
// clang-format on
#undef EIGEN_COMP_GNUC
#define EIGEN_COMP_GNUC 63
