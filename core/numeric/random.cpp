#include "core/numeric/random.h"

#include <cmath>

namespace orrery {

double SplitMix64::normal() {
  constexpr double kTwoPi = 6.283185307179586476925286766559;
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));  // 1 - u is never 0
  return radius * std::cos(kTwoPi * uniform());
}

uint32_t SplitMix64::below(uint32_t bound) {
  const uint32_t unfair = (0u - bound) % bound;  // so many low words would make some results likelier
  for (;;) {
    const uint64_t product = (next() >> 32) * bound;
    if (static_cast<uint32_t>(product) >= unfair) return static_cast<uint32_t>(product >> 32);
  }
}

LaneStream::LaneStream(uint32_t seed, StreamUse use) {
  SplitMix64 words(seed, use);
  for (int lane = 0; lane < kLanes; ++lane) {
    const uint64_t first = words.next(),
                   second = words.next();  // never both 0: SplitMix64 gives each word once
    state[0][lane] = static_cast<uint32_t>(first);
    state[1][lane] = static_cast<uint32_t>(first >> 32);
    state[2][lane] = static_cast<uint32_t>(second);
    state[3][lane] = static_cast<uint32_t>(second >> 32);
  }
}

std::array<uint32_t, LaneStream::kLanes> LaneStream::next() {
  std::array<uint32_t, kLanes> words;
  for (int lane = 0; lane < kLanes; ++lane) {
    uint32_t s[4] = {state[0][lane], state[1][lane], state[2][lane], state[3][lane]};
    words[lane] = s[0] + s[3];
    const uint32_t shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = s[3] << 11 | s[3] >> 21;
    for (int w = 0; w < 4; ++w) state[w][lane] = s[w];
  }
  return words;
}

}  // namespace orrery
