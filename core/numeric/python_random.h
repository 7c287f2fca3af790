// CPython's random.Random(seed).shuffle, bit for bit: the split of the grokking paper's runs and the triples
// of the clock-and-pizza paper's gradient symmetricity (specs: "progress measures" code, random.seed +
// random.shuffle).
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/numeric/mersenne_twister.h"

namespace orrery {

/// random.Random(seed) for a non-negative integer seed below 2^64; CPython takes |seed| of a negative one.
class PythonRandom {
 public:
  explicit PythonRandom(uint64_t seed);

  /// getrandbits(bits) for 1 to 64 bits: whole words from the low end up, the last one shifted down.
  uint64_t getrandbits(int bits);

  /// _randbelow(bound): uniform on 0 .. bound - 1, by rejection; `bound` at least 1.
  uint64_t below(uint64_t bound);

  /// shuffle(items) in place: Fisher and Yates from the top.
  template <class T>
  void shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i-- > 1;) std::swap(items[i], items[below(i + 1)]);
  }

  /// The items 0 .. count - 1, shuffled: where the list's i-th item comes from.
  std::vector<uint32_t> permutation(uint32_t count);

 private:
  MersenneTwister words_;
};

}  // namespace orrery
