// The pair networks of core/model/pair_network.h with one hidden layer, trained by the folded step: the
// embeddings and the first layer are one table a side, pre(a, b) = E_a[a] + E_b[b].
#pragma once

#include "core/model/pair_network.h"
#include "core/model/pair_step.h"
#include "core/numeric/product_plan.h"

namespace orrery {

class FoldedPairNetwork {
 public:
  /// Whether the folded step knows the architecture: all but beta and gamma, which have a second layer.
  static bool fits(const PairNetworkConfig& config);

  /// `kernel` names a kernel that exists (core/model/pair_kernel.h); by default the best.
  FoldedPairNetwork(const PairNetworkConfig& config, Loss loss, int workers = 1,
                    const char* kernel = nullptr);

  const PairShape& shape() const { return step_.shape(); }

  /// Mean loss and accuracy over `batch`, and logits [B, C] in the order of its lists, if wanted.
  PairResult evaluate(const float* parameters, const PairBatch& batch, ParallelFor& parallel,
                      float* logits = nullptr);

  /// The same, and the loss's gradient: overwrites `gradient` [layout.size()].
  PairResult differentiate(const float* parameters, const PairBatch& batch, ParallelFor& parallel,
                           float* gradient, bool want_loss = true);

 private:
  void fold(const float* parameters, ParallelFor& parallel);
  void unfold(const float* parameters, float* gradient, ParallelFor& parallel);

  PairNetworkConfig config_;
  PairNetworkForm form_;
  PairStep step_;
  ProductPlan plan_;
};

}  // namespace orrery
