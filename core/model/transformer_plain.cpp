// The plain forward and backward pass of transformer.h, derived by hand.
#include <algorithm>
#include <cmath>

#include "core/model/transformer.h"

namespace orrery {
namespace {

template <class T>
using ConstView = Eigen::Map<const Matrix<T>>;

/// Head h of a tensor [H, rows, columns].
template <class T>
ConstView<T> head_of(const T* tensor, int h, int rows, int columns) {
  return {tensor + static_cast<size_t>(h) * rows * columns, rows, columns};
}

template <class T>
MatrixView<T> head_of(T* tensor, int h, int rows, int columns) {
  return {tensor + static_cast<size_t>(h) * rows * columns, rows, columns};
}

/// The rows of the last `queries` positions of each example, from x [B n, d].
template <class T>
Matrix<T> query_rows(const Matrix<T>& x, int context, int queries) {
  if (queries == context) return x;
  const Eigen::Index examples = x.rows() / context;
  Matrix<T> rows(examples * queries, x.cols());
  for (Eigen::Index e = 0; e < examples; ++e)
    rows.middleRows(e * queries, queries) = x.middleRows((e + 1) * context - queries, queries);
  return rows;
}

/// How many positions query `i` of `queries` sees.
int seen_by(const TransformerConfig& c, int queries, int i) {
  return c.causal ? c.context - queries + i + 1 : c.context;
}

template <class T>
void attend(const TransformerConfig& c, typename TransformerActivations<T>::Layer& layer) {
  const int n = c.context, h = c.d_head;
  const T scale = T(1) / std::sqrt(static_cast<T>(h)), rate = static_cast<T>(c.attention_rate);
  const Eigen::Index examples = layer.k.rows() / n;
  layer.pattern.setZero(layer.q.rows(), c.heads * n);
  layer.z.setZero(layer.q.rows(), c.heads * h);
  for (Eigen::Index e = 0; e < examples; ++e)
    for (int i = 0; i < layer.queries; ++i)
      for (int head = 0; head < c.heads; ++head) {
        const Eigen::Index row = e * layer.queries + i;
        const int seen = seen_by(c, layer.queries, i);
        auto A = layer.pattern.row(row).segment(head * n, seen);
        const auto k = layer.k.block(e * n, head * h, seen, h), v = layer.v.block(e * n, head * h, seen, h);
        A.noalias() = scale * layer.q.row(row).segment(head * h, h) * k.transpose();
        A = (A.array() - A.maxCoeff()).exp();
        A /= A.sum();
        layer.z.row(row).segment(head * h, h) =
            rate * A * v + Eigen::Matrix<T, 1, Eigen::Dynamic>::Constant(seen, T(1) - rate) * v;
      }
}

/// From dL/dz to dL/dq, dL/dk and dL/dv, which start as zeros. With dA' = dz v^T: dA = rate dA',
/// ds = A (dA - sum A dA), dq = ds k / sqrt(h), dk = ds^T q / sqrt(h), dv = A'^T dz.
template <class T>
void attend_backward(const TransformerConfig& c, const typename TransformerActivations<T>::Layer& layer,
                     const Matrix<T>& dz, Matrix<T>& dq, Matrix<T>& dk, Matrix<T>& dv) {
  const int n = c.context, h = c.d_head;
  const T scale = T(1) / std::sqrt(static_cast<T>(h)), rate = static_cast<T>(c.attention_rate);
  const Eigen::Index examples = layer.k.rows() / n;
  Eigen::Matrix<T, 1, Eigen::Dynamic> ds, weights;
  for (Eigen::Index e = 0; e < examples; ++e)
    for (int i = 0; i < layer.queries; ++i)
      for (int head = 0; head < c.heads; ++head) {
        const Eigen::Index row = e * layer.queries + i;
        const int seen = seen_by(c, layer.queries, i);
        const auto A = layer.pattern.row(row).segment(head * n, seen);
        const auto dz_row = dz.row(row).segment(head * h, h);
        ds = rate * dz_row * layer.v.block(e * n, head * h, seen, h).transpose();
        ds = (A.array() * (ds.array() - A.dot(ds))).matrix() * scale;
        weights = (rate * A.array() + (T(1) - rate)).matrix();
        dv.block(e * n, head * h, seen, h) += weights.transpose() * dz_row;
        dq.row(row).segment(head * h, h) += ds * layer.k.block(e * n, head * h, seen, h);
        dk.block(e * n, head * h, seen, h) += ds.transpose() * layer.q.row(row).segment(head * h, h);
      }
}

}  // namespace

template <class T>
Matrix<T> transformer_logits(const TransformerConfig& c, const T* parameters, const int* tokens, int examples,
                             TransformerActivations<T>* activations) {
  const TransformerView<const T> view = transformer_view(c, parameters);
  const int n = c.context, d = c.d_model, m = c.d_mlp, width = c.heads * c.d_head;
  const ConstView<T> W_E(view.W_E, c.vocabulary, d), W_pos(view.W_pos, n, d);
  Matrix<T> x(static_cast<Eigen::Index>(examples) * n, d);
  for (Eigen::Index row = 0; row < x.rows(); ++row) x.row(row) = W_E.row(tokens[row]) + W_pos.row(row % n);

  TransformerActivations<T> own;
  TransformerActivations<T>& kept = activations ? *activations : own;
  kept.layers.resize(static_cast<size_t>(c.layers));
  for (int l = 0; l < c.layers; ++l) {
    const TransformerLayerView<const T>& w = view.layers[static_cast<size_t>(l)];
    auto& layer = kept.layers[static_cast<size_t>(l)];
    layer.queries = l + 1 == c.layers ? 1 : n;
    layer.x.swap(x);
    const Matrix<T> at_query = query_rows(layer.x, n, layer.queries);
    layer.q.resize(at_query.rows(), width);
    layer.k.resize(layer.x.rows(), width);
    layer.v.resize(layer.x.rows(), width);
    for (int head = 0; head < c.heads; ++head) {
      layer.q.middleCols(head * c.d_head, c.d_head).noalias() = at_query * head_of(w.W_Q, head, d, c.d_head);
      layer.k.middleCols(head * c.d_head, c.d_head).noalias() = layer.x * head_of(w.W_K, head, d, c.d_head);
      layer.v.middleCols(head * c.d_head, c.d_head).noalias() = layer.x * head_of(w.W_V, head, d, c.d_head);
    }
    attend<T>(c, layer);
    layer.mid = at_query;
    layer.mid.noalias() += layer.z * ConstView<T>(w.W_O, width, d);
    x = layer.mid;
    if (m > 0) {
      layer.pre.noalias() = layer.mid * ConstView<T>(w.W_in, d, m);
      if (w.b_in) layer.pre.rowwise() += ConstView<T>(w.b_in, 1, m).row(0);
      layer.post = layer.pre.unaryExpr([&](T value) { return activate(c.activation, value); });
      x.noalias() += layer.post * ConstView<T>(w.W_out, m, d);
      if (w.b_out) x.rowwise() += ConstView<T>(w.b_out, 1, d).row(0);
    }
  }
  kept.last.swap(x);
  return kept.last * ConstView<T>(view.W_U, d, c.classes);
}

template <class T>
void transformer_gradient(const TransformerConfig& c, const T* parameters, const int* tokens,
                          const TransformerActivations<T>& activations, const Matrix<T>& logit_gradient,
                          T* gradient) {
  const TransformerView<const T> view = transformer_view(c, parameters);
  const TransformerView<T> out = transformer_view(c, gradient);
  const int n = c.context, d = c.d_model, m = c.d_mlp, width = c.heads * c.d_head;
  std::fill_n(gradient, transformer_layout(c).size(), T(0));
  MatrixView<T>(out.W_U, d, c.classes).noalias() = activations.last.transpose() * logit_gradient;
  Matrix<T> dx = logit_gradient * ConstView<T>(view.W_U, d, c.classes).transpose();  // [B queries, d]

  for (int l = c.layers - 1; l >= 0; --l) {
    const auto& layer = activations.layers[static_cast<size_t>(l)];
    const TransformerLayerView<const T>& w = view.layers[static_cast<size_t>(l)];
    const TransformerLayerView<T>& dw = out.layers[static_cast<size_t>(l)];
    if (m > 0) {
      MatrixView<T>(dw.W_out, m, d).noalias() = layer.post.transpose() * dx;
      Matrix<T> dpre = dx * ConstView<T>(w.W_out, m, d).transpose();
      dpre.array() *=
          layer.pre.unaryExpr([&](T value) { return activation_slope(c.activation, value); }).array();
      MatrixView<T>(dw.W_in, d, m).noalias() = layer.mid.transpose() * dpre;
      if (c.biases == Biases::on) {
        MatrixView<T>(dw.b_out, 1, d) = dx.colwise().sum();
        MatrixView<T>(dw.b_in, 1, m) = dpre.colwise().sum();
      }
      dx.noalias() += dpre * ConstView<T>(w.W_in, d, m).transpose();
    }
    MatrixView<T>(dw.W_O, width, d).noalias() = layer.z.transpose() * dx;
    const Matrix<T> dz = dx * ConstView<T>(w.W_O, width, d).transpose();
    Matrix<T> dq = Matrix<T>::Zero(layer.q.rows(), width), dk = Matrix<T>::Zero(layer.k.rows(), width),
              dv = Matrix<T>::Zero(layer.k.rows(), width);
    attend_backward<T>(c, layer, dz, dq, dk, dv);

    const Matrix<T> at_query = query_rows(layer.x, n, layer.queries);
    Matrix<T> dinput = Matrix<T>::Zero(layer.x.rows(), d);
    for (int head = 0; head < c.heads; ++head) {
      const auto dq_head = dq.middleCols(head * c.d_head, c.d_head),
                 dk_head = dk.middleCols(head * c.d_head, c.d_head),
                 dv_head = dv.middleCols(head * c.d_head, c.d_head);
      head_of(dw.W_Q, head, d, c.d_head).noalias() = at_query.transpose() * dq_head;
      head_of(dw.W_K, head, d, c.d_head).noalias() = layer.x.transpose() * dk_head;
      head_of(dw.W_V, head, d, c.d_head).noalias() = layer.x.transpose() * dv_head;
      dx.noalias() += dq_head * head_of(w.W_Q, head, d, c.d_head).transpose();
      dinput.noalias() += dk_head * head_of(w.W_K, head, d, c.d_head).transpose();
      dinput.noalias() += dv_head * head_of(w.W_V, head, d, c.d_head).transpose();
    }
    const Eigen::Index examples = dinput.rows() / n;
    for (Eigen::Index e = 0; e < examples; ++e)
      dinput.middleRows((e + 1) * n - layer.queries, layer.queries) +=
          dx.middleRows(e * layer.queries, layer.queries);
    dx.swap(dinput);
  }
  MatrixView<T> dW_E(out.W_E, c.vocabulary, d), dW_pos(out.W_pos, n, d);
  for (Eigen::Index row = 0; row < dx.rows(); ++row) {
    dW_E.row(tokens[row]) += dx.row(row);
    dW_pos.row(row % n) += dx.row(row);
  }
}

#define ORRERY_INSTANTIATE(T)                                                                \
  template Matrix<T> transformer_logits(const TransformerConfig&, const T*, const int*, int, \
                                        TransformerActivations<T>*);                         \
  template void transformer_gradient(const TransformerConfig&, const T*, const int*,         \
                                     const TransformerActivations<T>&, const Matrix<T>&, T*);
ORRERY_INSTANTIATE(float)
ORRERY_INSTANTIATE(double)
#undef ORRERY_INSTANTIATE

}  // namespace orrery
