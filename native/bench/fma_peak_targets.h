// The loops as built, whatever the CPU can run. The wide ones exist where ORRERY_WIDE_KERNELS is defined.
#pragma once

#include <cstdint>

namespace orrery {

/// Chains of multiply-adds, each of which waits for itself alone: as many as hide the latency of two units.
inline constexpr int kPeakChains = 12;

/// `rounds` times x -> factor x + summand, for vectors of each of the kPeakChains starts. Returns a number that depends on
/// all of them.
float multiply_adds_portable(const float* start, float factor, float summand, int64_t rounds);
float multiply_adds_avx2(const float* start, float factor, float summand, int64_t rounds);
float multiply_adds_avx512(const float* start, float factor, float summand, int64_t rounds);

}  // namespace orrery
