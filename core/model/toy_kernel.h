// The toy autoencoder's training step at the speed of the machine: samples are drawn, pushed through the
// network and differentiated in registers and first-level cache, for the vectors that the CPU has.
//
// The numbers are defined by the source, not by the compiler: every virtual lane (core/numeric/random.h) sums
// its own samples in the order of time, and the sixteen lanes are then added in the order 0 .. 15. Kernels
// with fused multiply-add ("avx2", "avx512") agree with each other to the bit; "portable", which has none,
// gives the same bits natively and as wasm. Plain C interface: the kernel files are compiled with other flags
// than the rest, and must share no template or inline function with it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace orrery {

/// Neighbouring features that switch on together, or take turns (core/task/feature_sets.h). The draw of the first
/// member gates the set, by that member's threshold and scale.
struct ToySet {
  int first, size;  // size >= 2
  bool turns;       // one member at a time, else all together
};

/// What network, and from what kind of examples.
struct ToyShape {
  int features;  // n >= 1
  int hidden;    // m >= 1
  int batch;     // B >= 1
  bool relu;     // the output's activation, else linear
  bool hidden_relu = false;
  bool untied = false;
  bool signed_values = false;  // values on [-1, 1): 2 x - 1 where x > 0
  int set_count = 0;
  const ToySet* sets = nullptr;  // ascending; other features are independent
};

/// One model and one batch, drawn from `stream`, which moves on. Any alignment.
struct ToyBatch {
  ToyShape shape;
  const float* W;           // [m, n]
  const float* W2;          // [n, m] if untied
  const float* b;           // [n]
  const float* threshold;   // [n], FeatureGate::threshold
  const float* scale;       // [n], FeatureGate::scale
  const float* importance;  // [n]
  uint32_t* stream;         // [4, 16], LaneStream::state
  /// Examples that are given, [n, B up to a multiple of 16]: nothing is drawn then. `target` alike, what the output
  /// is compared with; null: |x|.
  const float* x = nullptr;
  const float* target = nullptr;
};

/// Where a gradient goes, shaped as the weights.
struct ToySlopes {
  float *W, *W2, *b;
};

/// Sixteen independent models of one shape, one in each lane of the vectors: every array of ToyBatch has a
/// last axis of 16 models, and is aligned to 64 bytes. `stream` is [16 virtual lanes, 4, 16 models].
struct ToyLanes {
  static constexpr int kModels = 16;

  ToyShape shape;
  const float* W;           // [m, n, 16]
  const float* W2;          // [n, m, 16] if untied
  const float* b;           // [n, 16]
  const float* threshold;   // [n, 16]
  const float* scale;       // [n, 16]
  const float* importance;  // [n, 16]
  uint32_t* stream;         // [16, 4, 16]
};

struct ToyKernel {
  const char* name;  // "portable", "avx2" or "avx512"

  /// Bytes of scratch that gradient and loss need for a shape; scratch is aligned to 64 bytes.
  size_t (*scratch_bytes)(const ToyShape& shape);

  /// Draws the batch and writes its gradient, that of L: the mean over the batch of the importance-weighted squared
  /// error summed over features.
  void (*gradient)(const ToyBatch& batch, const ToySlopes& slopes, void* scratch);

  /// Draws the batch and gives L, summed in double. Call it with a copy of the stream to leave a run
  /// undisturbed.
  double (*loss)(const ToyBatch& batch, void* scratch);

  /// The gradients of sixteen models at once, with a last axis of 16 and aligned to 64 bytes: to the bit those
  /// that `gradient` gives for each alone.
  void (*gradient_lanes)(const ToyLanes& batch, const ToySlopes& slopes, void* scratch);
  size_t (*lanes_scratch_bytes)(const ToyShape& shape);

  /// From how many models on sixteen lanes are faster than one model after another; 17 where they never are.
  int (*lanes_from)(const ToyShape& shape);
};

/// The kernel of kernel_target() (core/numeric/kernel_choice.h), chosen once.
const ToyKernel& toy_kernel();

/// A kernel by name; null if it is not built or the CPU can't run it.
const ToyKernel* toy_kernel_named(const char* name);

}  // namespace orrery
