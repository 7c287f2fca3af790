#include "native/bench/fma_peak.h"

#include <algorithm>
#include <chrono>

#include "native/bench/fma_peak_targets.h"

namespace orrery {
namespace {

struct Loop {
  float (*multiply_adds)(const float* start, float factor, float summand, int64_t rounds);
  int width;  // floats a vector
};

Loop loop_of(std::string_view target) {
#if defined(ORRERY_WIDE_KERNELS)
  if (target == "avx512") return {multiply_adds_avx512, 16};
  if (target == "avx2") return {multiply_adds_avx2, 8};
#endif
  return {multiply_adds_portable, 4};
}

}  // namespace

double fma_peak(std::string_view target) {
  using Clock = std::chrono::steady_clock;
  constexpr int64_t kRounds = 20'000;  // some 50 microseconds: most repeats see no interrupt
  const Loop loop = loop_of(target);
  const double operations = 2.0 * kRounds * kPeakChains * loop.width;
  float start[kPeakChains];  // near the fixed point 1: neither overflow nor denormals
  for (int i = 0; i < kPeakChains; ++i) start[i] = 1 + 0.01f * static_cast<float>(i);
  double best = 0;
  volatile float sink = 0;
  for (const auto end = Clock::now() + std::chrono::milliseconds(200); Clock::now() < end;) {
    const auto begin = Clock::now();
    sink = loop.multiply_adds(start, 0.999f, 0.001f, kRounds);
    const double nanoseconds = std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
    best = std::max(best, operations / nanoseconds);
  }
  static_cast<void>(sink);
  return best;
}

}  // namespace orrery
