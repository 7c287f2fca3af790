// The plain form in blocks. It stands in a file of its own, so that the page's engine can leave it out.
#include <algorithm>
#include <array>
#include <vector>

#include "core/model/pair_objective.h"
#include "core/numeric/aligned.h"

namespace orrery {
namespace {

/// Examples a block of the plain form: activations of a block stay in cache.
constexpr int kBlock = 128;

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
    const int blocks = blocks_of(pairs), parts = std::min(kGradientParts, blocks);
    if (partials_.size() == 0) {
      partials_ = AlignedArray<T>(kGradientParts * size_);
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
  AlignedArray<T> partials_;    // [kGradientParts, layout.size()]
  AlignedArray<T> workspaces_;  // [workers, layout.size()]
};

}  // namespace

template <class T>
std::unique_ptr<PairObjective<T>> make_plain_objective(const PairModel& model, ParallelFor& parallel) {
  return std::make_unique<PlainObjective<T>>(model, parallel);
}

template std::unique_ptr<PairObjective<float>> make_plain_objective(const PairModel&, ParallelFor&);
template std::unique_ptr<PairObjective<double>> make_plain_objective(const PairModel&, ParallelFor&);

}  // namespace orrery
