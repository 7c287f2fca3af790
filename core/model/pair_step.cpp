#include "core/model/pair_step.h"

#include <algorithm>

namespace orrery {
namespace {

/// Partial sums of dL/dW_L, and tasks of the pass over the examples. A number of its own, so that results
/// don't depend on the number of threads.
constexpr int kParts = 8;
constexpr int kClassesATask = 8;

int blocks_of(int count) {
  return (count + kPairBlock - 1) / kPairBlock;
}

/// Starts of equal values in a sorted list of values below `elements`.
std::vector<int32_t> begins(std::span<const int32_t> counts) {
  std::vector<int32_t> begin(counts.size() + 1);
  for (size_t i = 0; i < counts.size(); ++i) begin[i + 1] = begin[i] + counts[i];
  return begin;
}

PairBatch::Chunk make_chunk(const PairBatch& batch, int first_a, int last_a) {
  PairBatch::Chunk chunk;
  chunk.first = batch.a_begin[static_cast<size_t>(first_a)];
  chunk.count = batch.a_begin[static_cast<size_t>(last_a)] - chunk.first;
  chunk.first_a = first_a;
  chunk.last_a = last_a;
  std::vector<int32_t> counts(static_cast<size_t>(batch.elements));
  const auto b_of = [&](int row) {
    return static_cast<size_t>(batch.b[static_cast<size_t>(chunk.first + row)]);
  };
  for (int row = 0; row < chunk.count; ++row) ++counts[b_of(row)];
  chunk.b_begin = begins(counts);
  chunk.b_rows.resize(static_cast<size_t>(chunk.count));
  std::vector<int32_t> next(chunk.b_begin.begin(), chunk.b_begin.end() - 1);
  for (int row = 0; row < chunk.count; ++row) chunk.b_rows[static_cast<size_t>(next[b_of(row)]++)] = row;
  return chunk;
}

}  // namespace

PairBatch make_pair_batch(int elements, std::span<const int> pairs, std::span<const int> targets,
                          const PairShape& shape) {
  PairBatch batch;
  batch.elements = elements;
  const size_t count = targets.size();
  std::vector<int32_t> counts(static_cast<size_t>(elements));
  for (size_t e = 0; e < count; ++e) ++counts[static_cast<size_t>(pairs[2 * e])];
  batch.a_begin = begins(counts);
  batch.source.resize(count);
  std::vector<int32_t> next(batch.a_begin.begin(), batch.a_begin.end() - 1);
  for (size_t e = 0; e < count; ++e)
    batch.source[static_cast<size_t>(next[static_cast<size_t>(pairs[2 * e])]++)] = static_cast<int32_t>(e);
  for (const int32_t source : batch.source) {
    batch.a.push_back(pairs[2 * static_cast<size_t>(source)]);
    batch.b.push_back(pairs[2 * static_cast<size_t>(source) + 1]);
    batch.target.push_back(targets[static_cast<size_t>(source)]);
  }
  const int64_t most =
      static_cast<int64_t>(kPairChunkBytes / (sizeof(float) * static_cast<size_t>(std::max(shape.row, 1))));
  for (int first = 0; first < elements;) {
    int last = first + 1;
    const auto rows_to = [&](int a) {
      return batch.a_begin[static_cast<size_t>(a)] - batch.a_begin[static_cast<size_t>(first)];
    };
    while (last < elements && rows_to(last + 1) <= most) ++last;
    batch.chunks.push_back(make_chunk(batch, first, last));
    first = last;
  }
  return batch;
}

PairStep::PairStep(const PairShape& shape, int elements, bool with_unit_a, bool with_unit_b,
                   const PairKernel& kernel, int workers)
    : readout_row(shape.panels() * kPairPanel),
      shape_(shape),
      elements_(elements),
      has_unit_a_(with_unit_a),
      has_unit_b_(with_unit_b),
      kernel_(kernel),
      scratch_(static_cast<size_t>(workers)) {
  const size_t entries = 2 * static_cast<size_t>(elements) + 1;
  for (AlignedArray<float>* array : {&tables, &dtables}) *array = AlignedArray<float>(entries * entry());
  for (AlignedArray<float>* array : {&units, &dunits})
    *array = AlignedArray<float>(entries * static_cast<size_t>(shape.row));
  readout = AlignedArray<float>(shape.readout_size());
  dreadout = AlignedArray<float>(static_cast<size_t>(shape.classes) * static_cast<size_t>(readout_row));
}

void PairStep::prepare(const PairBatch& batch) {
  const size_t weights =
      padded_to_line(static_cast<size_t>(batch.count()) * static_cast<size_t>(shape_.heads));
  if (wa.size() < weights)
    for (AlignedArray<float>* array : {&wa, &wb, &dwa, &dwb}) *array = AlignedArray<float>(weights);
  for (AlignedArray<float>& scratch : scratch_)
    if (scratch.size() == 0) scratch = AlignedArray<float>(kernel_.block_scratch(shape_));
}

PairTables PairStep::inputs() const {
  const size_t row = static_cast<size_t>(shape_.row), b = static_cast<size_t>(elements_);
  return {tables.data(),          tables.data() + b * entry(),  has_unit_a_ ? units.data() : nullptr,
          units.data() + b * row, has_unit_b_ ? shape_.row : 0, readout.data()};
}

/// Examples [first, last) of the batch, without anything to be written.
PairBlock PairStep::block_of(const PairBatch& batch, const PairTables& in, int first, int last) const {
  PairBlock block{};
  block.shape = &shape_;
  block.tables = &in;
  block.count = last - first;
  block.a = batch.a.data() + first;
  block.b = batch.b.data() + first;
  block.target = batch.target.data() + first;
  block.wa = wa.data() + static_cast<size_t>(first) * static_cast<size_t>(shape_.heads);
  block.wb = wb.data() + static_cast<size_t>(first) * static_cast<size_t>(shape_.heads);
  const double terms = static_cast<double>(batch.count()) * (shape_.loss == Loss::mse ? shape_.classes : 1);
  block.inverse_count = static_cast<float>(1 / terms);
  return block;
}

PairResult PairStep::result(const PairBatch& batch) const {
  PairResult result;
  for (const double loss : block_loss_) result.loss += loss;
  int64_t right = 0;
  for (const int block : block_right_) right += block;
  result.loss /= static_cast<double>(batch.count()) * (shape_.loss == Loss::mse ? shape_.classes : 1);
  result.accuracy = static_cast<double>(right) / batch.count();
  return result;
}

PairResult PairStep::evaluate(const PairBatch& batch, ParallelFor& parallel, float* logits) {
  const int count = batch.count(), blocks = blocks_of(count);
  const size_t classes = static_cast<size_t>(shape_.classes);
  block_loss_.assign(static_cast<size_t>(blocks), 0);
  block_right_.assign(static_cast<size_t>(blocks), 0);
  const PairTables in = inputs();
  parallel(blocks, [&](int i, int worker) {
    const int first = i * kPairBlock, last = std::min(count, first + kPairBlock);
    PairBlock block = block_of(batch, in, first, last);
    std::vector<float> rows(logits ? static_cast<size_t>(last - first) * classes : 0);
    block.logits = logits ? rows.data() : nullptr;
    block.loss = &block_loss_[static_cast<size_t>(i)];
    block.right = &block_right_[static_cast<size_t>(i)];
    block.scratch = scratch_[static_cast<size_t>(worker)].data();
    kernel_.block(block);
    for (int e = first; logits && e < last; ++e)
      std::copy_n(rows.data() + static_cast<size_t>(e - first) * classes, classes,
                  logits + static_cast<size_t>(batch.source[static_cast<size_t>(e)]) * classes);
  });
  return result(batch);
}

PairResult PairStep::differentiate(const PairBatch& batch, ParallelFor& parallel, bool want_loss) {
  int largest = 0;
  for (const PairBatch::Chunk& chunk : batch.chunks) largest = std::max(largest, chunk.count);
  const size_t g_size = static_cast<size_t>(largest) * static_cast<size_t>(shape_.row);
  if (g_.size() < g_size) g_ = AlignedArray<float>(g_size);
  if (partials_.size() == 0) partials_ = AlignedArray<float>(kParts * shape_.readout_size());
  block_loss_.clear();
  block_right_.clear();
  for (const PairBatch::Chunk& chunk : batch.chunks) {
    const std::vector<Part> parts = parts_of(batch, chunk);
    const int blocks = parts.back().first_block;
    block_loss_.resize(static_cast<size_t>(blocks));
    block_right_.resize(static_cast<size_t>(blocks));
    parallel(kParts, [&](int i, int worker) {
      run_part(batch, chunk, parts[static_cast<size_t>(i)],
               partials_.data() + static_cast<size_t>(i) * shape_.readout_size(), want_loss,
               scratch_[static_cast<size_t>(worker)].data());
    });
    collect(chunk, &chunk == &batch.chunks.back(), parallel);
  }
  return result(batch);
}

/// The chunk cut at values of a into kParts of about the same number of examples, and where their blocks'
/// losses stand; one more part marks the end.
std::vector<PairStep::Part> PairStep::parts_of(const PairBatch& batch, const PairBatch::Chunk& chunk) const {
  std::vector<Part> parts;
  int a = chunk.first_a, block = static_cast<int>(block_loss_.size());
  const auto begin = [&](int value) { return batch.a_begin[static_cast<size_t>(value)]; };
  for (int i = 0; i < kParts; ++i) {
    const int first = a;
    const int64_t end = chunk.first + int64_t{chunk.count} * (i + 1) / kParts;
    while (a < chunk.last_a && (i + 1 == kParts || begin(a + 1) <= end)) ++a;
    parts.push_back({first, a, block});
    block += blocks_of(begin(a) - begin(first));
  }
  parts.push_back({a, a, block});
  return parts;
}

/// One part's blocks in order. `sum` becomes or goes on with its share of dL/dW_L.
void PairStep::run_part(const PairBatch& batch, const PairBatch::Chunk& chunk, const Part& part, float* sum,
                        bool want_loss, float* scratch) {
  const size_t row = static_cast<size_t>(shape_.row), heads = static_cast<size_t>(shape_.heads);
  const int begin = batch.a_begin[static_cast<size_t>(part.first_a)],
            end = batch.a_begin[static_cast<size_t>(part.last_a)];
  const bool starts = chunk.first_a == 0;
  for (int a = part.first_a; a < part.last_a; ++a)
    if (batch.a_begin[static_cast<size_t>(a)] == batch.a_begin[static_cast<size_t>(a) + 1]) {
      std::fill_n(dtables.data() + static_cast<size_t>(a) * entry(), entry(), 0.0f);
      std::fill_n(dunits.data() + static_cast<size_t>(a) * row, row, 0.0f);
    }
  if (begin == end && starts) std::fill_n(sum, shape_.readout_size(), 0.0f);
  const PairTables in = inputs();
  size_t at = static_cast<size_t>(part.first_block);
  for (int first = begin; first < end; first += kPairBlock, ++at) {
    PairBlock block = block_of(batch, in, first, std::min(end, first + kPairBlock));
    block.g = g_.data() + static_cast<size_t>(first - chunk.first) * row;
    block.dA = dtables.data();
    block.dunit_a = has_unit_a_ ? dunits.data() : nullptr;
    block.dwa = dwa.data() + static_cast<size_t>(first) * heads;
    block.continues =
        first > begin && batch.a[static_cast<size_t>(first)] == batch.a[static_cast<size_t>(first) - 1];
    block.readout_gradient = sum;
    block.first = starts && first == begin;
    block.loss = want_loss ? &block_loss_[at] : nullptr;
    block.right = want_loss ? &block_right_[at] : nullptr;
    block.scratch = scratch;
    kernel_.block(block);
  }
}

/// The gradients of b's entries, one task a value of b, and after the last chunk of W_L.
void PairStep::collect(const PairBatch::Chunk& chunk, bool last, ParallelFor& parallel) {
  const size_t heads = static_cast<size_t>(shape_.heads), row = static_cast<size_t>(shape_.row);
  const size_t first_weight = static_cast<size_t>(chunk.first) * heads;
  const int of_readout = last ? (shape_.classes + kClassesATask - 1) / kClassesATask : 0;
  parallel(elements_ + of_readout, [&](int task, int) {
    if (task >= elements_) {
      const int first = (task - elements_) * kClassesATask;
      add_partials(first, std::min(shape_.classes, first + kClassesATask));
      return;
    }
    const size_t b = static_cast<size_t>(task);
    const int32_t* const begin = chunk.b_begin.data() + b;
    PairRows rows{};
    rows.shape = &shape_;
    rows.g = g_.data();
    rows.index = chunk.b_rows.data() + begin[0];
    rows.count = begin[1] - begin[0];
    rows.weights = wb.data() + first_weight;
    rows.dots = dwb.data() + first_weight;
    rows.entry = heads ? B() + b * entry() : nullptr;
    rows.sums = dB() + b * entry();
    rows.unit = dunit_b() + b * row;
    rows.accumulate = chunk.first_a > 0;
    kernel_.collect(rows);
  });
}

/// dL/dW_L^T of some classes, out of the panels.
void PairStep::add_partials(int first_class, int last_class) {
  for (int panel = 0; panel < shape_.panels(); ++panel)
    for (int j = first_class; j < last_class; ++j)
      kernel_.add_up(partials_.data() + static_cast<size_t>(panel * shape_.classes + j) * kPairPanel,
                     static_cast<ptrdiff_t>(shape_.readout_size()), kParts,
                     dreadout.data() + static_cast<ptrdiff_t>(j) * readout_row + panel * kPairPanel,
                     kPairPanel);
}

}  // namespace orrery
