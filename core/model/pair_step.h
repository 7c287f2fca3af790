// Forward and backward pass of a folded network over a batch of pairs: tables in, their gradients out
// (core/model/pair_kernel.h). What the tables mean is for the network that fills them to know.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/model/pair_kernel.h"
#include "core/numeric/aligned.h"
#include "core/numeric/parallel.h"

namespace orrery {

/// Examples in the order of the folded step: by a, so that a's table entries stay in first-level cache. The
/// batch is cut into chunks whose gradient rows fit `kPairChunkBytes`, at whole values of a.
struct PairBatch {
  struct Chunk {
    int first, count;              // examples
    int first_a, last_a;           // values of a: [first_a, last_a)
    std::vector<int32_t> b_begin;  // [elements + 1]
    std::vector<int32_t>
        b_rows;  // [count]: examples of b at b_begin[b] .. b_begin[b + 1], counted from `first`
  };

  int elements;
  std::vector<int32_t> a, b, target;  // [B]
  std::vector<int32_t> source;        // [B], place of each example in the lists given
  std::vector<int32_t> a_begin;       // [elements + 1]
  std::vector<Chunk> chunks;

  int count() const { return static_cast<int>(a.size()); }
};

inline constexpr size_t kPairChunkBytes = size_t{32} << 20;

/// Sorts pairs [B, 2] of elements below `elements` and their classes [B] for networks of this shape.
PairBatch make_pair_batch(int elements, std::span<const int> pairs, std::span<const int> targets,
                          const PairShape& shape);

struct PairResult {
  double loss = 0;      // mean over the batch
  double accuracy = 0;  // fraction whose own class leads
};

/// The tables of a network on `elements` elements, their gradients, and what lies between. Every array starts
/// as zeros and is aligned to 64 bytes.
class PairStep {
 public:
  /// `unit_a`: entries of a have an unweighted row; `unit_b`: those of b have one each, rather than one for
  /// all.
  PairStep(const PairShape& shape, int elements, bool unit_a, bool unit_b, const PairKernel& kernel,
           int workers);

  const PairShape& shape() const { return shape_; }

  /// In: the tables' entries [2 n + 1, H, row] of a, then of b; the unweighted rows [2 n + 1, row] likewise,
  /// or all b's at entry n; W_L^T in panels. The last entry is the networks' own, for a token that all
  /// examples share.
  AlignedArray<float> tables, units, readout;

  /// Out: their gradients in the same shapes, unit rows' always one a value of b; W_L^T's is [C,
  /// readout_row].
  AlignedArray<float> dtables, dunits, dreadout;
  int readout_row;

  size_t entry() const { return static_cast<size_t>(shape_.heads) * static_cast<size_t>(shape_.row); }
  float* unit_b() { return units.data() + static_cast<size_t>(elements_) * static_cast<size_t>(shape_.row); }
  float* dunit_b() {
    return dunits.data() + static_cast<size_t>(elements_) * static_cast<size_t>(shape_.row);
  }
  float* B() { return tables.data() + static_cast<size_t>(elements_) * entry(); }
  float* dB() { return dtables.data() + static_cast<size_t>(elements_) * entry(); }

  /// The heads' weights of each example [B, H], in the batch's order, and the gradient by them; filled in
  /// between `prepare` and the pass, respectively by `differentiate`.
  AlignedArray<float> wa, wb, dwa, dwb;

  /// Makes room for a batch.
  void prepare(const PairBatch& batch);

  /// Losses alone; logits [B, C] in the order of the lists that made the batch, if wanted.
  PairResult evaluate(const PairBatch& batch, ParallelFor& parallel, float* logits = nullptr);

  /// Losses and gradients. The loss is only summed up if `want_loss`: its logarithms cost a hundredth of a
  /// step.
  PairResult differentiate(const PairBatch& batch, ParallelFor& parallel, bool want_loss = true);

 private:
  struct Part {
    int first_a, last_a;  // values of a
    int first_block;      // of the batch's
  };

  PairTables inputs() const;
  std::vector<Part> parts_of(const PairBatch& batch, const PairBatch::Chunk& chunk) const;
  void run_part(const PairBatch& batch, const PairBatch::Chunk& chunk, const Part& part, float* sum,
                bool want_loss, float* scratch);
  PairBlock block_of(const PairBatch& batch, const PairTables& in, int first, int last) const;
  PairResult result(const PairBatch& batch) const;
  void collect(const PairBatch::Chunk& chunk, bool last, ParallelFor& parallel);
  void add_partials(int first_class, int last_class);

  PairShape shape_;
  int elements_;
  bool has_unit_a_, has_unit_b_;
  const PairKernel& kernel_;
  std::vector<AlignedArray<float>> scratch_;  // one a worker
  AlignedArray<float> g_;                     // [largest chunk, row]
  AlignedArray<float> partials_;              // [parts, panels, C, 64]
  std::vector<double> block_loss_;            // one a block
  std::vector<int> block_right_;
};

}  // namespace orrery
