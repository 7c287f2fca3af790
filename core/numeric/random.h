// Random numbers that are the same on every machine: a small generator for seeding and initial values, and
// sixteen lanes of another for the samples of training, which any vector width can draw.
#pragma once

#include <array>
#include <cstdint>

namespace orrery {

/// What a stream of random numbers is for. Streams with the same seed and different uses are independent.
enum class StreamUse : uint32_t { init = 0, data = 1, split = 2, targets = 3 };

/// SplitMix64 (Steele, Lea and Flood 2014): one 64-bit word of state, every word once in its period of 2^64.
class SplitMix64 {
 public:
  explicit SplitMix64(uint64_t state) : state_(state) {}
  SplitMix64(uint32_t seed, StreamUse use) : state_(uint64_t{static_cast<uint32_t>(use)} << 32 | seed) {}

  uint64_t next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
  }

  /// Uniform on [0, 1), a multiple of 2^-53.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  /// Standard normal by Box and Muller, two draws each: sqrt(-2 ln(1 - u1)) cos(2 pi u2). Users round it to
  /// float once: the libraries' last bits differ in double too, and the rounding hides them.
  double normal();

  /// The state as two words of a checkpoint.
  uint32_t* words() { return reinterpret_cast<uint32_t*>(&state_); }

  /// Uniform on 0 .. bound - 1 without bias (Lemire 2019); `bound` at least 1.
  uint32_t below(uint32_t bound);

 private:
  uint64_t state_;
};

/// Sixteen virtual lanes of xoshiro128+ (Blackman and Vigna 2018), period 2^128 - 1 each.
///
/// The state is that of the checkpoints: word w of lane l at state[w][l]. A feature's uniform is the upper 24
/// bits of one word; sample 16 t + l of a batch is drawn by lane l at time t (core/task/sparse_features.h).
struct LaneStream {
  static constexpr int kLanes = 16;

  alignas(64) uint32_t state[4][kLanes];

  LaneStream() = default;
  LaneStream(uint32_t seed, StreamUse use);

  /// The next word of every lane.
  std::array<uint32_t, kLanes> next();
};

}  // namespace orrery
