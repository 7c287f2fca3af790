// The generator beneath both torch's CPU generator and CPython's random: MT19937 with its two published
// seedings.
#pragma once

#include <array>
#include <cstdint>

namespace orrery {

/// MT19937 (Matsumoto and Nishimura 1998): 624 words of state, period 2^19937 - 1, 32 bits a draw.
class MersenneTwister {
 public:
  static constexpr int kWords = 624;

  /// The authors' init_genrand(seed): what std::mt19937 and torch.manual_seed do.
  static MersenneTwister from_seed(uint32_t seed);

  /// The authors' init_by_array(key, length): what CPython's random.seed does. `length` at least 1.
  static MersenneTwister from_key(const uint32_t* key, int length);

  /// The next word, uniform on 0 .. 2^32 - 1.
  uint32_t next() {
    if (used_ == kWords) refill();
    uint32_t y = state_[used_++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9D2C5680u;
    y ^= y << 15 & 0xEFC60000u;
    return y ^ y >> 18;
  }

 private:
  MersenneTwister() = default;
  void refill();

  std::array<uint32_t, kWords> state_{};
  int used_ = kWords;
};

}  // namespace orrery
