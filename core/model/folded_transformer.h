// One-layer transformers on sequences `ab` and `ab=`, trained by the folded step (design, section 4): the
// same network and gradient as core/model/transformer.h, at a ninth of the work.
//
// Only the last position is read, so keys, values and all that is linear behind them are tables over tokens:
//   T_h[t] = V_h[t] W_O^h [W_in | W_U],   W_L = W_out W_U,   pre and skipped logits = residual + sum of A'_h
//   T_h
// On `ab=` the query is constant and '=' is a third key with a constant table row. As attention weights add
// up to a constant, the tables hold differences to that row, and it goes into the residual. On `ab` the query
// is b's own, scores are an n x n table a head, and b's row takes what a's leaves. With attention rate 0 all
// weights are 1 and the heads' tables melt into one a side.
#pragma once

#include "core/model/pair_step.h"
#include "core/model/transformer.h"
#include "core/numeric/product_plan.h"
#include "core/task/pairs.h"

namespace orrery {

class FoldedTransformer {
 public:
  /// Whether the folded step knows the network: one layer.
  static bool fits(const TransformerConfig& config);

  /// `config` must be valid, fit, and have the sequence's context and vocabulary. `kernel` names a kernel
  /// that exists (core/model/pair_kernel.h); by default the best.
  FoldedTransformer(const TransformerConfig& config, const PairSequence& sequence,
                    Loss loss = Loss::cross_entropy, int workers = 1, const char* kernel = nullptr);

  const PairShape& shape() const { return step_.shape(); }

  /// Mean loss and accuracy over `batch`, and logits [B, C] in the order of its lists, if wanted.
  PairResult evaluate(const float* parameters, const PairBatch& batch, ParallelFor& parallel,
                      float* logits = nullptr);

  /// The same, and the loss's gradient: overwrites `gradient` [layout.size()]; frozen tensors get zeros.
  PairResult differentiate(const float* parameters, const PairBatch& batch, ParallelFor& parallel,
                           float* gradient, bool want_loss = true);

 private:
  /// Rows of the stack of all positions' residual streams: n of a, n of b, and '=' if there is one.
  int rows() const { return 2 * n_ + (sequence_.equals ? 1 : 0); }
  static float* row(AlignedArray<float>& stack, int i, int width) {
    return stack.data() + static_cast<ptrdiff_t>(i) * width;
  }
  bool weighted() const { return config_.attention_rate != 0; }
  /// Heads of the tables and their width: one wide head where all weights are 1.
  int groups() const { return weighted() ? config_.heads : 1; }
  int group_width() const { return width_ / groups(); }
  /// The gradient of all tables, [rows, groups, row].
  AlignedArray<float>& table_gradient() { return weighted() ? step_.dtables : step_.dunits; }
  /// What the weights of a head add up to.
  float weight_sum() const;

  void fold(const TransformerView<const float>& w, ParallelFor& parallel);
  void stack_inputs(const TransformerView<const float>& w);
  void fold_weights(const TransformerView<const float>& w, ParallelFor& parallel);
  void fold_scores(const TransformerLayerView<const float>& layer, ParallelFor& parallel);
  void fold_tables(ParallelFor& parallel);
  void attend(const PairBatch& batch, ParallelFor& parallel);

  void unfold(const PairBatch& batch, const TransformerView<const float>& w, const TransformerView<float>& dw,
              ParallelFor& parallel);
  void score_gradient(const PairBatch& batch);
  void gather_residual();
  void unfold_tables(const TransformerView<const float>& w, const TransformerView<float>& dw,
                     ParallelFor& parallel);
  void unfold_scores(const TransformerLayerView<const float>& layer,
                     const TransformerLayerView<float>& dlayer, ParallelFor& parallel);
  void unfold_weights(const TransformerView<const float>& w, const TransformerView<float>& dw,
                      ParallelFor& parallel);
  void scatter_inputs(const TransformerView<float>& dw);

  TransformerConfig config_;
  PairSequence sequence_;
  int n_, d_, m_, width_;  // elements, d_model, d_mlp, H h
  int last_rows_;          // residual rows of the last position: 1 ('=') or n (b)
  const PairKernel& kernel_;
  PairStep step_;
  ProductPlan plan_;

  AlignedArray<float> X_, dX_;  // [rows, d], the stack of residual streams
  AlignedArray<float> V_, dV_;  // [rows, H h], values; with '=' and weights, differences to its row
  AlignedArray<float> O_, dO_;  // [H h + last_rows, d]: W_O, then the last position's residual streams
  AlignedArray<float> P_, dP_;  // [H h + last_rows, row]: O [W_in | W_U]
  AlignedArray<float> dU_;      // [C, d]: W_U's gradient, turned over
  AlignedArray<float> bias_;    // [row]: b_in | b_out W_U
  AlignedArray<float> q_, dq_;  // [last_rows, H h], queries
  AlignedArray<float> u_, du_;  // [d, H]: W_K q / sqrt(h), on `ab=`
  AlignedArray<float> K_, dK_;  // [rows, H h], keys, on `ab`
  AlignedArray<float> score_,
      dscore_;  // `ab=`: [rows, H]; `ab`: [H, n (b), n (a)], score of a less that of b
  AlignedArray<float> s0_, s1_, A0_, A1_;  // [B, H]: scores and softmax of each example
};

}  // namespace orrery
