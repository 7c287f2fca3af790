#include "core/model/pair_objective.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/model/folded_pair_network.h"
#include "core/model/folded_transformer.h"
#include "core/numeric/aligned.h"

namespace orrery {
namespace {

/// Examples a block of the plain form: activations of a block stay in cache.
constexpr int kBlock = 128;

/// Partial sums of the gradient: a number of its own, so that results don't depend on the number of workers.
constexpr int kParts = 8;

template <class T>
class PlainObjective final : public PairObjective<T> {
 public:
  PlainObjective(const PairModel& model, ParallelFor& parallel)
      : model_(model), parallel_(parallel), size_(model.layout().size()) {}

  void set_pairs(PairSet set, std::span<const int> pairs) override {
    sets_[static_cast<size_t>(set)].assign(pairs.begin(), pairs.end());
  }

  PairResult evaluate(PairSet set, const T* parameters, T* logits) override {
    const std::vector<int>& pairs = sets_[static_cast<size_t>(set)];
    const int blocks = blocks_of(pairs);
    std::vector<PairSum> sums(static_cast<size_t>(blocks));
    parallel_(blocks, [&](int i, int) {
      const std::span<const int> block = block_of(pairs, i);
      sums[static_cast<size_t>(i)] = add_pair_gradient<T>(model_, parameters, block, T(1), nullptr, nullptr);
      if (!logits) return;
      const Matrix<T> rows = pair_logits(model_, parameters, block);
      std::copy_n(rows.data(), rows.size(), logits + int64_t{i} * kBlock * rows.cols());
    });
    double loss = 0;
    int64_t right = 0;
    for (const PairSum& sum : sums) {
      loss += sum.loss;
      right += sum.right;
    }
    const auto count = static_cast<double>(pairs.size());
    return {loss / count, static_cast<double>(right) / count};
  }

  void differentiate(PairSet set, const T* parameters, T* gradient) override {
    const std::vector<int>& pairs = sets_[static_cast<size_t>(set)];
    const int blocks = blocks_of(pairs), parts = std::min(kParts, blocks);
    if (partials_.size() == 0) {
      partials_ = AlignedArray<T>(kParts * size_);
      workspaces_ = AlignedArray<T>(static_cast<size_t>(parallel_.workers()) * size_);
    }
    std::fill_n(partials_.data(), static_cast<size_t>(parts) * size_, T(0));
    const T scale = T(1) / static_cast<T>(pairs.size());
    parallel_(parts, [&](int part, int worker) {
      for (int i = part * blocks / parts; i < (part + 1) * blocks / parts; ++i)
        add_pair_gradient<T>(model_, parameters, block_of(pairs, i), scale,
                             partials_.data() + static_cast<size_t>(part) * size_,
                             workspaces_.data() + static_cast<size_t>(worker) * size_);
    });
    std::fill_n(gradient, size_, T(0));
    for (int part = 0; part < parts; ++part)
      for (size_t i = 0; i < size_; ++i) gradient[i] += partials_[static_cast<size_t>(part) * size_ + i];
  }

 private:
  static int blocks_of(const std::vector<int>& pairs) {
    return (static_cast<int>(pairs.size()) + kBlock - 1) / kBlock;
  }
  static std::span<const int> block_of(const std::vector<int>& pairs, int i) {
    const size_t first = static_cast<size_t>(i) * kBlock;
    return std::span(pairs).subspan(first, std::min<size_t>(kBlock, pairs.size() - first));
  }

  const PairModel& model_;
  ParallelFor& parallel_;
  size_t size_;
  std::array<std::vector<int>, kPairSets> sets_;
  // Aligned, since Eigen's sums are grouped by where an array starts.
  AlignedArray<T> partials_;    // [kParts, layout.size()]
  AlignedArray<T> workspaces_;  // [workers, layout.size()]
};

template <class Folded>
class FoldedObjective final : public PairObjective<float> {
 public:
  FoldedObjective(const PairModel& model, ParallelFor& parallel, Folded folded)
      : model_(model), parallel_(parallel), folded_(std::move(folded)) {}

  void set_pairs(PairSet set, std::span<const int> pairs) override {
    batches_[static_cast<size_t>(set)] = make_pair_batch(model_.elements, elements_of(pairs, model_.elements),
                                                         targets_of(model_.targets, pairs), folded_.shape());
  }
  PairResult evaluate(PairSet set, const float* parameters, float* logits) override {
    return folded_.evaluate(parameters, batches_[static_cast<size_t>(set)], parallel_, logits);
  }
  void differentiate(PairSet set, const float* parameters, float* gradient) override {
    folded_.differentiate(parameters, batches_[static_cast<size_t>(set)], parallel_, gradient, false);
  }

 private:
  const PairModel& model_;
  ParallelFor& parallel_;
  Folded folded_;
  std::array<PairBatch, kPairSets> batches_;
};

bool folds(const PairModel& model) {
  const auto* transformer = std::get_if<TransformerConfig>(&model.config);
  return transformer ? FoldedTransformer::fits(*transformer)
                     : FoldedPairNetwork::fits(std::get<PairNetworkConfig>(model.config));
}

}  // namespace

template <>
std::unique_ptr<PairObjective<double>> make_pair_objective(const PairModel& model, ParallelFor& parallel,
                                                           const char*) {
  return std::make_unique<PlainObjective<double>>(model, parallel);
}

template <>
std::unique_ptr<PairObjective<float>> make_pair_objective(const PairModel& model, ParallelFor& parallel,
                                                          const char* kernel) {
  if (!folds(model)) return std::make_unique<PlainObjective<float>>(model, parallel);
  const int workers = parallel.workers();
  if (const auto* transformer = std::get_if<TransformerConfig>(&model.config))
    return std::make_unique<FoldedObjective<FoldedTransformer>>(
        model, parallel, FoldedTransformer(*transformer, model.sequence, model.loss, workers, kernel));
  return std::make_unique<FoldedObjective<FoldedPairNetwork>>(
      model, parallel,
      FoldedPairNetwork(std::get<PairNetworkConfig>(model.config), model.loss, workers, kernel));
}

double pair_objective_bytes(const PairModel& model, double trained, double pairs, int workers) {
  const auto* transformer = std::get_if<TransformerConfig>(&model.config);
  const double parameters = static_cast<double>(model.layout().size());
  if (!folds(model)) {
    // Gradient partials and workspaces; a block's activations are small beside them.
    return 4 * parameters * (kParts + workers) + 4 * pairs;
  }
  const double hidden = transformer ? transformer->d_mlp : std::get<PairNetworkConfig>(model.config).hidden;
  const double row = hidden + model.classes() + 32, n = 2.0 * model.elements + 1;
  const double heads = transformer ? transformer->heads : 0;
  const double tables = 8 * n * (heads + 1) * row;
  const double gradient_rows =
      std::min(4 * trained * row, double{kPairChunkBytes} + 4 * row * model.elements);
  const double partials = 4.0 * (kParts + 2) * (hidden + kPairPanel) * model.classes();
  const double examples = (pairs + trained) * 4 * 6 + pairs * heads * 4 * 8;
  return tables + gradient_rows + partials + examples;
}

}  // namespace orrery
