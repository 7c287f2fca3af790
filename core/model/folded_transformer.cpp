#include "core/model/folded_transformer.h"

#include <algorithm>
#include <cmath>

#include "core/numeric/add_scaled.h"

namespace orrery {
namespace {

constexpr int kExamplesATask = 256;  // of attention; a multiple of sixteen

PairShape shape_of(const TransformerConfig& c, Loss loss) {
  return pair_shape(c.attention_rate != 0 ? c.heads : 0, c.d_mlp, c.classes, true, c.activation, loss);
}

AlignedArray<float> floats(int rows, int columns) {
  return AlignedArray<float>(static_cast<size_t>(rows) * static_cast<size_t>(columns));
}

}  // namespace

bool FoldedTransformer::fits(const TransformerConfig& config) {
  return config.layers == 1;
}

FoldedTransformer::FoldedTransformer(const TransformerConfig& config, const PairSequence& sequence, Loss loss,
                                     int workers, const char* kernel)
    : config_(config),
      sequence_(sequence),
      n_(sequence.elements),
      d_(config.d_model),
      m_(config.d_mlp),
      width_(config.heads * config.d_head),
      last_rows_(sequence.equals ? 1 : n_),
      kernel_(pair_kernel_or_best(kernel)),
      step_(shape_of(config, loss), n_, !weighted(), !weighted() || !sequence.equals, kernel_, workers),
      plan_(product_kernel_or_best(kernel), workers) {
  const int row = step_.shape().row;
  for (AlignedArray<float>* array : {&X_, &dX_}) *array = floats(rows(), d_);
  for (AlignedArray<float>* array : {&V_, &dV_}) *array = floats(rows(), width_);
  for (AlignedArray<float>* array : {&O_, &dO_}) *array = floats(width_ + last_rows_, d_);
  for (AlignedArray<float>* array : {&P_, &dP_}) *array = floats(width_ + last_rows_, row);
  dU_ = floats(config_.classes, d_);
  bias_ = floats(1, row);
  if (!weighted()) return;
  for (AlignedArray<float>* array : {&q_, &dq_}) *array = floats(last_rows_, width_);
  if (sequence_.equals) {
    for (AlignedArray<float>* array : {&u_, &du_}) *array = floats(d_, config_.heads);
    for (AlignedArray<float>* array : {&score_, &dscore_}) *array = floats(rows(), config_.heads);
  } else {
    for (AlignedArray<float>* array : {&K_, &dK_}) *array = floats(rows(), width_);
    for (AlignedArray<float>* array : {&score_, &dscore_}) *array = floats(config_.heads * n_, n_);
  }
}

float FoldedTransformer::weight_sum() const {
  const double rate = config_.attention_rate;
  return static_cast<float>(rate + (1 - rate) * config_.context);
}

PairResult FoldedTransformer::evaluate(const float* parameters, const PairBatch& batch, ParallelFor& parallel,
                                       float* logits) {
  step_.prepare(batch);
  fold(transformer_view(config_, parameters), parallel);
  if (weighted()) attend(batch, parallel);
  return step_.evaluate(batch, parallel, logits);
}

PairResult FoldedTransformer::differentiate(const float* parameters, const PairBatch& batch,
                                            ParallelFor& parallel, float* gradient, bool want_loss) {
  const TransformerView<const float> w = transformer_view(config_, parameters);
  step_.prepare(batch);
  fold(w, parallel);
  if (weighted()) attend(batch, parallel);
  const PairResult result = step_.differentiate(batch, parallel, want_loss);
  unfold(batch, w, transformer_view(config_, gradient), parallel);
  return result;
}

void FoldedTransformer::fold(const TransformerView<const float>& w, ParallelFor& parallel) {
  stack_inputs(w);
  fold_weights(w, parallel);
  if (weighted()) fold_scores(w.layers[0], parallel);
  fold_tables(parallel);
}

void FoldedTransformer::stack_inputs(const TransformerView<const float>& w) {
  const auto add = [&](int at, int token, int position) {
    const float *const E = w.W_E + static_cast<ptrdiff_t>(token) * d_, *const pos = w.W_pos + position * d_;
    float* const x = row(X_, at, d_);
    for (int k = 0; k < d_; ++k) x[k] = E[k] + pos[k];
  };
  for (int t = 0; t < n_; ++t) add(t, t, 0);
  for (int t = 0; t < n_; ++t) add(n_ + t, sequence_.second_offset() + t, 1);
  if (sequence_.equals) add(2 * n_, sequence_.equals_token(), 2);
  std::copy_n(w.layers[0].W_O, static_cast<ptrdiff_t>(width_) * d_, O_.data());
  std::copy_n(row(X_, rows() - last_rows_, d_), static_cast<ptrdiff_t>(last_rows_) * d_, row(O_, width_, d_));
}

/// P = O [W_in | W_U], V = X W_V, W_L^T in panels, the biases' row and the queries.
void FoldedTransformer::fold_weights(const TransformerView<const float>& w, ParallelFor& parallel) {
  const TransformerLayerView<const float>& layer = w.layers[0];
  const PairShape& s = step_.shape();
  const int h = config_.d_head, C = s.classes;
  const ptrdiff_t head_size = static_cast<ptrdiff_t>(d_) * h;
  if (m_ > 0)
    plan_.add({width_ + last_rows_, m_, d_, O_.data(), d_, 1, layer.W_in, m_, 1, P_.data(), s.row, false});
  plan_.add(
      {width_ + last_rows_, C, d_, O_.data(), d_, 1, w.W_U, C, 1, P_.data() + s.logits_at, s.row, false});
  for (int head = 0; head < config_.heads; ++head)
    plan_.add({rows(), h, d_, X_.data(), d_, 1, layer.W_V + head * head_size, h, 1, V_.data() + head * h,
               width_, false});
  for (int panel = 0; panel < s.panels(); ++panel)
    plan_.add({C, std::min(kPairPanel, m_ - panel * kPairPanel), d_, w.W_U, 1, C,
               layer.W_out + static_cast<ptrdiff_t>(panel) * kPairPanel * d_, 1, d_,
               step_.readout.data() + static_cast<ptrdiff_t>(panel) * C * kPairPanel, kPairPanel, false});
  if (layer.b_out)
    plan_.add({1, C, d_, layer.b_out, d_, 1, w.W_U, C, 1, bias_.data() + s.logits_at, s.row, false});
  if (weighted()) {
    const float* const last = row(O_, width_, d_);
    for (int head = 0; head < config_.heads; ++head) {
      plan_.add({last_rows_, h, d_, last, d_, 1, layer.W_Q + head * head_size, h, 1, q_.data() + head * h,
                 width_, false});
      if (!sequence_.equals)
        plan_.add({rows(), h, d_, X_.data(), d_, 1, layer.W_K + head * head_size, h, 1, K_.data() + head * h,
                   width_, false});
    }
  }
  plan_.run(parallel);
  if (layer.b_in) std::copy_n(layer.b_in, m_, bias_.data());
}

/// Scores over sqrt(h). On `ab=`: X u with u = W_K q, less the score of '='. On `ab`: q of b times the keys
/// of all a, less that of b itself.
void FoldedTransformer::fold_scores(const TransformerLayerView<const float>& layer, ParallelFor& parallel) {
  const int h = config_.d_head, H = config_.heads;
  const float scale = static_cast<float>(1 / std::sqrt(static_cast<double>(h)));
  for (size_t i = 0; i < q_.size(); ++i) q_[i] *= scale;
  if (sequence_.equals) {
    for (int head = 0; head < H; ++head)
      plan_.add({d_, 1, h, layer.W_K + static_cast<ptrdiff_t>(head) * d_ * h, h, 1, q_.data() + head * h, 1,
                 1, u_.data() + head, H, false});
    plan_.run(parallel);
    plan_.add({rows(), H, d_, X_.data(), d_, 1, u_.data(), H, 1, score_.data(), H, false});
    plan_.run(parallel);
    const float* const equals = row(score_, 2 * n_, H);
    for (int i = 0; i < 2 * n_; ++i) add_scaled(row(score_, i, H), -1, equals, H);
  } else {
    for (int head = 0; head < H; ++head)
      plan_.add({n_, n_, h, q_.data() + head * h, width_, 1, K_.data() + head * h, 1, width_,
                 score_.data() + static_cast<ptrdiff_t>(head) * n_ * n_, n_, false});
    plan_.run(parallel);
    for (int head = 0; head < H; ++head)
      for (int b = 0; b < n_; ++b) {
        const float *const q = row(q_, b, width_) + head * h, *const k = row(K_, n_ + b, width_) + head * h;
        float own = 0;
        for (int i = 0; i < h; ++i) own += q[i] * k[i];
        float* const scores = row(score_, head * n_ + b, n_);
        for (int a = 0; a < n_; ++a) scores[a] -= own;
      }
  }
}

/// The residual rows, and T_h = V_h P_h for every token and head.
void FoldedTransformer::fold_tables(ParallelFor& parallel) {
  const PairShape& s = step_.shape();
  const int G = groups(), g = group_width();
  const float total = weight_sum();
  float* const residual = row(P_, width_, s.row);
  for (int i = 0; i < last_rows_; ++i)
    add_scaled(residual + static_cast<ptrdiff_t>(i) * s.row, 1, bias_.data(), s.length);
  if (sequence_.equals) {
    // '=' has its share of every example's weights: all of what is left where tables hold differences to it.
    const float* const V = row(V_, 2 * n_, width_);
    const float share = weighted() ? total : 1;
    for (int k = 0; k < width_; ++k) add_scaled(residual, share * V[k], row(P_, k, s.row), s.length);
    if (weighted())
      for (int i = 0; i < 2 * n_; ++i) add_scaled(row(V_, i, width_), -1, V, width_);
  }
  const bool unit_b = !weighted() || !sequence_.equals;
  for (int i = 0; i < (unit_b ? n_ : 1); ++i)
    std::copy_n(residual + static_cast<ptrdiff_t>(sequence_.equals ? 0 : i) * s.row, s.length,
                step_.unit_b() + static_cast<ptrdiff_t>(i) * s.row);
  const float* const V_b = row(V_, n_, width_);
  if (!weighted()) {
    plan_.add(
        {n_, s.length, width_, V_.data(), width_, 1, P_.data(), s.row, 1, step_.units.data(), s.row, false});
    plan_.add({n_, s.length, width_, V_b, width_, 1, P_.data(), s.row, 1, step_.unit_b(), s.row, true});
    plan_.run(parallel);
    return;
  }
  const ptrdiff_t entry = static_cast<ptrdiff_t>(G) * s.row;
  for (int group = 0; group < G; ++group)
    plan_.add({2 * n_, s.length, g, V_.data() + group * g, width_, 1, row(P_, group * g, s.row), s.row, 1,
               step_.tables.data() + static_cast<ptrdiff_t>(group) * s.row, entry, false});
  plan_.run(parallel);
  if (sequence_.equals) return;
  for (int b = 0; b < n_; ++b)
    for (int group = 0; group < G; ++group)
      add_scaled(step_.unit_b() + static_cast<ptrdiff_t>(b) * s.row, total,
                 step_.B() + b * entry + group * s.row, s.length);
}

/// The softmax of every example and the heads' weights A' = rate A + (1 - rate).
void FoldedTransformer::attend(const PairBatch& batch, ParallelFor& parallel) {
  const int H = config_.heads, count = batch.count();
  const float rate = static_cast<float>(config_.attention_rate),
              rest = static_cast<float>(1 - config_.attention_rate);
  const size_t padded = padded_to_line(static_cast<size_t>(count) * static_cast<size_t>(H));
  if (s0_.size() < padded)
    for (AlignedArray<float>* array : {&s0_, &s1_, &A0_, &A1_}) *array = AlignedArray<float>(padded);
  parallel((count + kExamplesATask - 1) / kExamplesATask, [&](int task, int) {
    const int first = task * kExamplesATask, last = std::min(count, first + kExamplesATask);
    for (int e = first; e < last; ++e) {
      const int a = batch.a[static_cast<size_t>(e)], b = batch.b[static_cast<size_t>(e)];
      float *const s0 = s0_.data() + e * H, *const s1 = s1_.data() + e * H;
      if (sequence_.equals) {
        std::copy_n(row(score_, a, H), H, s0);
        std::copy_n(row(score_, n_ + b, H), H, s1);
      } else {
        for (int head = 0; head < H; ++head) s0[head] = score_[(static_cast<size_t>(head) * n_ + b) * n_ + a];
      }
    }
    const int at = first * H, entries = (last - first) * H;
    kernel_.softmax(entries, s0_.data() + at, sequence_.equals ? s1_.data() + at : nullptr, A0_.data() + at,
                    A1_.data() + at);
    for (int i = at; i < at + entries; ++i) {
      step_.wa[i] = rate * A0_[i] + rest;
      step_.wb[i] = sequence_.equals ? rate * A1_[i] + rest : -step_.wa[i];
    }
  });
}

}  // namespace orrery
