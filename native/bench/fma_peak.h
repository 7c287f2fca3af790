// What one core can do at most, so that a step's speed can be told as a fraction of it.
#pragma once

#include <string_view>

namespace orrery {

/// GFLOP/s of one thread in multiply-adds that never leave the registers, with the vectors of a kernel target
/// (core/numeric/kernel_choice.h) that this CPU runs: the best of many short repeats. A multiply-add counts as two
/// operations; "portable" has no fused one, and makes it of two instructions.
double fma_peak(std::string_view target);

}  // namespace orrery
