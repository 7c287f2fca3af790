// The folded training step of one-layer networks on pairs, at the speed of the machine (design, section 4).
//
// Everything linear between the tokens and the hidden layer is a table over tokens, so that an example (a, b)
// is
//
//   row(a, b) = unit_a[a] + unit_b[b] + sum over heads of (wa_h A_h[a] + wb_h B_h[b])
//   pre = row[0 .. hidden),   skip = row[logits_at .. logits_at + classes)
//   logits = act(pre) W_L + skip
//
// and its gradient g = [dpre | dlogits] has the same form: the tables' gradients are weighted sums of its
// rows, the weights' gradients are its dot products with the tables. Examples go through mix, product, loss
// and backward pass in blocks that stay in second-level cache.
//
// The numbers are defined by the source. Products sum in the order of the depth; dot products in sixteen
// virtual lanes; so kernels with fused multiply-add ("avx2", "avx512") agree to the bit, and "portable" gives
// the same bits natively and as wasm. Plain C interface, as in core/model/toy_kernel.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/model/kinds.h"

namespace orrery {

inline constexpr int kPairBlock = 96;  // examples a block: a multiple of 16, of 6 and of 4
inline constexpr int kPairPanel = 64;  // columns a panel of W_L^T

/// What all blocks of a network share.
struct PairShape {
  int heads;      // H: weighted rows of a table's entry
  int hidden;     // M, 0 without a hidden layer
  int classes;    // C
  bool skip;      // rows reach the logits directly as well
  int logits_at;  // where in a row: M rounded up to 16
  int length;     // floats of a row that are used, a multiple of 16; what no one writes is zero
  int row;  // floats from one row to the next: an odd number of cache lines, so that rows don't share sets
  Activation activation;
  Loss loss;

  int panels() const { return (hidden + kPairPanel - 1) / kPairPanel; }
  size_t readout_size() const {
    return static_cast<size_t>(panels()) * static_cast<size_t>(classes) * kPairPanel;
  }
};

/// A shape with its row worked out.
PairShape pair_shape(int heads, int hidden, int classes, bool skip, Activation activation, Loss loss);

/// The tables of a network; rows of `row` floats, aligned to 64 bytes.
struct PairTables {
  const float *A, *B;            // [elements, H, row]
  const float *unit_a, *unit_b;  // [elements, row]; unit_a may be null
  ptrdiff_t unit_b_stride;       // 0: one row for all b
  const float* readout;          // W_L^T in panels: [panels, C, 64], zeros beyond `hidden`
};

/// Some examples, at most kPairBlock, and where their results go.
struct PairBlock {
  const PairShape* shape;
  const PairTables* tables;
  int count;
  const int32_t *a, *b, *target;  // [count]
  const float *wa, *wb;           // [count, H]
  float inverse_count;            // 1 / examples of the batch; over C as well for MSE
  float* g;                       // [count, row]: becomes the gradient; null: losses only
  float *dA, *dunit_a, *dwa;      // gradients of the tables A and unit_a (may be null), by wa [count, H]
  bool continues;                 // the first example's a has sums from the block before: add to them
  float* readout_gradient;        // [panels, C, 64]: gets dL/dW_L^T added, or set if `first`
  bool first;
  double* loss;    // the sum of the examples' losses; null: not wanted
  int* right;      // how many examples' own class leads; null: not wanted
  float* logits;   // [count, C]; null: not wanted
  float* scratch;  // block_scratch floats, aligned to 64 bytes
};

/// Rows of g that one table entry owns.
struct PairRows {
  const PairShape* shape;
  const float* g;
  const int32_t* index;  // [count], rows of g; null: rows first .. first + count - 1
  int first, count;
  const float* weights;  // [rows of g, H]
  const float* entry;    // [H, row], the table's; null: no dots
  float* dots;           // [rows of g, H]: dot of each row with each of the entry's
  float* sums;           // [H, row]: sum of the rows by their weights
  float* unit;           // [row]: sum of the rows; null: not wanted
  bool accumulate;       // add to sums and unit
};

struct PairKernel {
  const char* name;  // "portable", "avx2" or "avx512"
  size_t (*block_scratch)(const PairShape& shape);

  /// Examples come sorted by a: each a's rows are collected while they are in cache.
  void (*block)(const PairBlock& block);
  void (*collect)(const PairRows& rows);

  /// out[i] = sum over p, in order, of x[p stride + i]; `size` a multiple of 16.
  void (*add_up)(const float* x, ptrdiff_t stride, int count, float* out, int size);

  /// A0 and A1 of the softmax of (s0, s1, 0), or of (s0, 0) where s1 is null (then A1 is not written), for
  /// `count` entries; terms under 1e-28 are 0. All arrays are aligned to 64 bytes and padded to sixteen
  /// floats.
  void (*softmax)(int count, const float* s0, const float* s1, float* A0, float* A1);
};

/// The kernel of kernel_target() (core/numeric/kernel_choice.h), chosen once.
const PairKernel& pair_kernel();

/// A kernel by name; null if it is not built or the CPU can't run it.
const PairKernel* pair_kernel_named(const char* name);

/// The kernel of that name, which must exist; null: the best.
const PairKernel& pair_kernel_or_best(const char* name);

}  // namespace orrery
