#include "core/numeric/python_random.h"

#include <bit>
#include <numeric>

namespace orrery {
namespace {

// random.seed(int): the 32-bit words of the seed, lowest first, without leading zeros; seed 0 is the one word
// 0.
MersenneTwister seeded(uint64_t seed) {
  const uint32_t key[2] = {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)};
  return MersenneTwister::from_key(key, key[1] != 0 ? 2 : 1);
}

}  // namespace

PythonRandom::PythonRandom(uint64_t seed) : words_(seeded(seed)) {}

uint64_t PythonRandom::getrandbits(int bits) {
  if (bits <= 32) return words_.next() >> (32 - bits);
  const uint64_t low = words_.next();
  return low | static_cast<uint64_t>(words_.next() >> (64 - bits)) << 32;
}

uint64_t PythonRandom::below(uint64_t bound) {
  const int bits = static_cast<int>(std::bit_width(bound));
  uint64_t drawn = getrandbits(bits);
  while (drawn >= bound) drawn = getrandbits(bits);
  return drawn;
}

std::vector<uint32_t> PythonRandom::permutation(uint32_t count) {
  std::vector<uint32_t> items(count);
  std::iota(items.begin(), items.end(), 0u);
  shuffle(items);
  return items;
}

}  // namespace orrery
