// The way back of core/model/folded_transformer.cpp, from the tables' gradients to the parameters'.
#include <algorithm>
#include <cmath>

#include "core/model/folded_transformer.h"
#include "core/numeric/add_scaled.h"

namespace orrery {

void FoldedTransformer::unfold(const PairBatch& batch, const TransformerView<const float>& w,
                               const TransformerView<float>& dw, ParallelFor& parallel) {
  if (weighted()) score_gradient(batch);
  gather_residual();
  unfold_tables(w, dw, parallel);
  if (weighted())
    unfold_scores(w.layers[0], dw.layers[0], parallel);
  else
    for (float* tensor : {dw.layers[0].W_Q, dw.layers[0].W_K})
      std::fill_n(tensor, static_cast<ptrdiff_t>(d_) * width_, 0.0f);
  unfold_weights(w, dw, parallel);
  scatter_inputs(dw);
}

/// ds = rate A (dA' - sum A dA'), added up over the examples that share a score.
void FoldedTransformer::score_gradient(const PairBatch& batch) {
  const int H = config_.heads, count = batch.count();
  const float rate = static_cast<float>(config_.attention_rate);
  std::fill_n(dscore_.data(), dscore_.size(), 0.0f);
  if (sequence_.equals) {
    for (int e = 0; e < count; ++e) {
      float *const da = row(dscore_, batch.a[static_cast<size_t>(e)], H),
                   *const db = row(dscore_, n_ + batch.b[static_cast<size_t>(e)], H);
      for (int h = 0; h < H; ++h) {
        const int i = e * H + h;
        const float A0 = A0_[i], A1 = A1_[i], d0 = step_.dwa[i], d1 = step_.dwb[i];
        const float mean = A0 * d0 + A1 * d1;
        da[h] += rate * A0 * (d0 - mean);
        db[h] += rate * A1 * (d1 - mean);
      }
    }
    float* const equals = row(dscore_, 2 * n_, H);
    for (int i = 0; i < 2 * n_; ++i) add_scaled(equals, -1, row(dscore_, i, H), H);
  } else {
    for (int e = 0; e < count; ++e)
      for (int h = 0; h < H; ++h) {
        const int i = e * H + h, a = batch.a[static_cast<size_t>(e)], b = batch.b[static_cast<size_t>(e)];
        dscore_[(static_cast<size_t>(h) * n_ + b) * n_ + a] +=
            rate * A0_[i] * (1 - A0_[i]) * (step_.dwa[i] - step_.dwb[i]);
      }
  }
}

/// The gradient of the residual rows, and what it means for the values behind them: '=' as one more table
/// row, or each b's own share.
void FoldedTransformer::gather_residual() {
  const PairShape& s = step_.shape();
  const int G = groups();
  const float total = weight_sum();
  float* const dresidual = row(dP_, width_, s.row);
  if (sequence_.equals) {
    std::fill_n(dresidual, s.row, 0.0f);
    for (int b = 0; b < n_; ++b)
      add_scaled(dresidual, 1, step_.dunit_b() + static_cast<ptrdiff_t>(b) * s.row, s.length);
    float* const equals = row(table_gradient(), 2 * n_ * G, s.row);
    std::fill_n(equals, static_cast<ptrdiff_t>(G) * s.row, 0.0f);
    for (int group = 0; group < G; ++group)
      add_scaled(equals + static_cast<ptrdiff_t>(group) * s.row, weighted() ? total : 1, dresidual, s.length);
    return;
  }
  std::copy_n(step_.dunit_b(), static_cast<ptrdiff_t>(n_) * s.row, dresidual);
  for (int b = 0; weighted() && b < n_; ++b)
    for (int group = 0; group < G; ++group)
      add_scaled(step_.dB() + (static_cast<ptrdiff_t>(b) * G + group) * s.row, total,
                 step_.dunit_b() + static_cast<ptrdiff_t>(b) * s.row, s.length);
}

/// From tables to values dV and to dP = V^T dT, and from dW_L to W_out.
void FoldedTransformer::unfold_tables(const TransformerView<const float>& w, const TransformerView<float>& dw,
                                      ParallelFor& parallel) {
  const PairShape& s = step_.shape();
  const int G = groups(), g = group_width(), C = s.classes;
  const ptrdiff_t entry = static_cast<ptrdiff_t>(G) * s.row;
  for (int group = 0; group < G; ++group) {
    const int at = group * g;
    const float *const dT = row(table_gradient(), group, s.row), *const P = row(P_, at, s.row);
    plan_.add({rows(), g, s.length, dT, entry, 1, P, 1, s.row, dV_.data() + at, width_, false});
    plan_.add(
        {g, s.length, rows(), V_.data() + at, 1, width_, dT, entry, 1, row(dP_, at, s.row), s.row, false});
  }
  if (m_ > 0)
    plan_.add(
        {m_, d_, C, step_.dreadout.data(), 1, step_.readout_row, w.W_U, 1, C, dw.layers[0].W_out, d_, false});
  plan_.run(parallel);
  if (sequence_.equals && weighted()) {
    // V held differences to the row of '=': its own gradient is what is left.
    float* const equals = row(dV_, 2 * n_, width_);
    for (int i = 0; i < 2 * n_; ++i) add_scaled(equals, -1, row(dV_, i, width_), width_);
  }
}

/// From scores to W_Q, W_K and into dX.
void FoldedTransformer::unfold_scores(const TransformerLayerView<const float>& layer,
                                      const TransformerLayerView<float>& dlayer, ParallelFor& parallel) {
  const int h = config_.d_head, H = config_.heads;
  const ptrdiff_t head_size = static_cast<ptrdiff_t>(d_) * h;
  const float scale = static_cast<float>(1 / std::sqrt(static_cast<double>(h)));
  const float* const last = row(O_, width_, d_);
  if (sequence_.equals) {
    plan_.add({d_, H, rows(), X_.data(), 1, d_, dscore_.data(), H, 1, du_.data(), H, false});
    plan_.run(parallel);
    for (int head = 0; head < H; ++head) {  // u = W_K q, q = W_Q^T x / sqrt(h)
      plan_.add({d_, h, 1, du_.data() + head, H, 1, q_.data() + head * h, h, 1, dlayer.W_K + head * head_size,
                 h, false});
      plan_.add({1, h, d_, du_.data() + head, 1, H, layer.W_K + head * head_size, h, 1, dq_.data() + head * h,
                 width_, false});
    }
    plan_.run(parallel);
  } else {
    for (int head = 0; head < H; ++head) {
      const float* const ds = dscore_.data() + static_cast<ptrdiff_t>(head) * n_ * n_;
      plan_.add(
          {n_, h, n_, ds, n_, 1, K_.data() + head * h, width_, 1, dq_.data() + head * h, width_, false});
      plan_.add(
          {n_, h, n_, ds, 1, n_, q_.data() + head * h, width_, 1, dK_.data() + head * h, width_, false});
    }
    plan_.run(parallel);
    for (int head = 0; head < H; ++head)
      for (int b = 0; b < n_; ++b) {  // b's own score stands in all of its row, with a minus
        const float* const ds = row(dscore_, head * n_ + b, n_);
        float sum = 0;
        for (int a = 0; a < n_; ++a) sum += ds[a];
        add_scaled(row(dq_, b, width_) + head * h, -sum, row(K_, n_ + b, width_) + head * h, h);
        float* const dk = row(dK_, n_ + b, width_) + head * h;
        const float* const q = row(q_, b, width_) + head * h;
        for (int i = 0; i < h; ++i) dk[i] = -sum * q[i];
      }
  }
  for (size_t i = 0; i < dq_.size(); ++i) dq_[i] *= scale;
  for (int head = 0; head < H; ++head) {
    plan_.add({d_, h, last_rows_, last, 1, d_, dq_.data() + head * h, width_, 1,
               dlayer.W_Q + head * head_size, h, false});
    if (!sequence_.equals)
      plan_.add({d_, h, rows(), X_.data(), 1, d_, dK_.data() + head * h, width_, 1,
                 dlayer.W_K + head * head_size, h, false});
  }
  plan_.run(parallel);
}

/// From dP, dV and the scores to O's rows, W_in, W_U, W_V and dX.
void FoldedTransformer::unfold_weights(const TransformerView<const float>& w,
                                       const TransformerView<float>& dw, ParallelFor& parallel) {
  const TransformerLayerView<const float>& layer = w.layers[0];
  const TransformerLayerView<float>& dlayer = dw.layers[0];
  const PairShape& s = step_.shape();
  const int h = config_.d_head, H = config_.heads, C = s.classes, stack = width_ + last_rows_;
  const ptrdiff_t head_size = static_cast<ptrdiff_t>(d_) * h;

  // O's gradient, through W_in, W_U and, for the last position's rows, through the queries
  plan_.add({stack, d_, C, dP_.data() + s.logits_at, s.row, 1, w.W_U, 1, C, dO_.data(), d_, false});
  if (m_ > 0)
    plan_.add_to_last({stack, d_, m_, dP_.data(), s.row, 1, layer.W_in, 1, m_, dO_.data(), d_, true});
  if (m_ > 0) plan_.add({d_, m_, stack, O_.data(), 1, d_, dP_.data(), s.row, 1, dlayer.W_in, m_, false});
  // W_U's gradient turned over: its products read their second operands as they lie
  plan_.add({C, d_, stack, dP_.data() + s.logits_at, 1, s.row, O_.data(), d_, 1, dU_.data(), d_, false});
  if (m_ > 0)
    plan_.add_to_last(
        {C, d_, m_, step_.dreadout.data(), step_.readout_row, 1, layer.W_out, d_, 1, dU_.data(), d_, true});

  for (int head = 0; head < H; ++head)
    plan_.add({d_, h, rows(), X_.data(), 1, d_, dV_.data() + head * h, width_, 1,
               dlayer.W_V + head * head_size, h, false});
  for (int head = 0; head < H; ++head) {
    const Product values{
        rows(),     d_, h,    dV_.data() + head * h, width_, 1, layer.W_V + head * head_size, 1, h,
        dX_.data(), d_, false};
    if (head == 0)
      plan_.add(values);
    else
      plan_.add_to_last(values);
    if (weighted() && !sequence_.equals)
      plan_.add_to_last({rows(), d_, h, dK_.data() + head * h, width_, 1, layer.W_K + head * head_size, 1, h,
                         dX_.data(), d_, true});
  }
  if (weighted() && sequence_.equals)
    plan_.add_to_last({rows(), d_, H, dscore_.data(), H, 1, u_.data(), 1, H, dX_.data(), d_, true});
  plan_.run(parallel);
  product_kernel().transpose(dU_.data(), d_, C, d_, dw.W_U, C);

  if (weighted()) {
    float* const dlast = row(dO_, width_, d_);
    for (int head = 0; head < H; ++head) {
      const Product queries{
          last_rows_, d_, h,   dq_.data() + head * h, width_, 1, layer.W_Q + head * head_size, 1, h,
          dlast,      d_, true};
      if (head == 0)
        plan_.add(queries);
      else
        plan_.add_to_last(queries);
    }
    plan_.run(parallel);
  }
  std::copy_n(dO_.data(), static_cast<ptrdiff_t>(width_) * d_, dlayer.W_O);

  if (!layer.b_in) return;
  std::fill_n(dlayer.b_in, m_, 0.0f);
  std::fill_n(dlayer.b_out, d_, 0.0f);
  // bias row = b_in | b_out W_U, in every residual row
  std::fill_n(bias_.data(), bias_.size(), 0.0f);
  for (int i = 0; i < last_rows_; ++i) add_scaled(bias_.data(), 1, row(dP_, width_ + i, s.row), s.length);
  const float* const dlogits = bias_.data() + s.logits_at;
  for (int k = 0; k < d_; ++k) add_scaled(dw.W_U + static_cast<ptrdiff_t>(k) * C, layer.b_out[k], dlogits, C);
  if (config_.biases == Biases::frozen) return;
  std::copy_n(bias_.data(), m_, dlayer.b_in);
  for (int k = 0; k < d_; ++k) {
    const float* const W_U = w.W_U + static_cast<ptrdiff_t>(k) * C;
    float sum = 0;
    for (int j = 0; j < C; ++j) sum += W_U[j] * dlogits[j];
    dlayer.b_out[k] = sum;
  }
}

void FoldedTransformer::scatter_inputs(const TransformerView<float>& dw) {
  const ptrdiff_t last = rows() - last_rows_;
  add_scaled(dX_.data() + last * d_, 1, row(dO_, width_, d_), static_cast<ptrdiff_t>(last_rows_) * d_);
  std::fill_n(dw.W_E, static_cast<ptrdiff_t>(config_.vocabulary) * d_, 0.0f);
  std::fill_n(dw.W_pos, static_cast<ptrdiff_t>(config_.context) * d_, 0.0f);
  const auto add = [&](int at, int token, int position) {
    add_scaled(dw.W_E + static_cast<ptrdiff_t>(token) * d_, 1, row(dX_, at, d_), d_);
    add_scaled(dw.W_pos + static_cast<ptrdiff_t>(position) * d_, 1, row(dX_, at, d_), d_);
  };
  for (int t = 0; t < n_; ++t) add(t, t, 0);
  for (int t = 0; t < n_; ++t) add(n_ + t, sequence_.second_offset() + t, 1);
  if (sequence_.equals) add(2 * n_, sequence_.equals_token(), 2);
}

}  // namespace orrery
