#include "core/numeric/mersenne_twister.h"

#include <algorithm>

namespace orrery {

MersenneTwister MersenneTwister::from_seed(uint32_t seed) {
  MersenneTwister twister;
  auto& s = twister.state_;
  s[0] = seed;
  for (uint32_t i = 1; i < kWords; ++i) s[i] = 1812433253u * (s[i - 1] ^ s[i - 1] >> 30) + i;
  return twister;
}

MersenneTwister MersenneTwister::from_key(const uint32_t* key, int length) {
  MersenneTwister twister = from_seed(19650218u);
  auto& s = twister.state_;
  int i = 1, j = 0;
  const auto advance = [&] {
    if (++i < kWords) return;
    s[0] = s[kWords - 1];
    i = 1;
  };
  for (int k = std::max(kWords, length); k > 0; --k) {
    s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1664525u) + key[j] + static_cast<uint32_t>(j);
    advance();
    if (++j == length) j = 0;
  }
  for (int k = kWords - 1; k > 0; --k) {
    s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1566083941u) - static_cast<uint32_t>(i);
    advance();
  }
  s[0] = 0x80000000u;  // the state is never all zeros
  return twister;
}

void MersenneTwister::refill() {
  constexpr int kShift = 397;
  auto& s = state_;
  for (int i = 0; i < kWords; ++i) {
    const uint32_t y = (s[i] & 0x80000000u) | (s[(i + 1) % kWords] & 0x7FFFFFFFu);
    s[i] = s[(i + kShift) % kWords] ^ y >> 1 ^ (y & 1 ? 0x9908B0DFu : 0u);
  }
  used_ = 0;
}

}  // namespace orrery
