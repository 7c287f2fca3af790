#include "core/model/pair_network.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace orrery {
namespace {

template <class T>
using ConstView = Eigen::Map<const Matrix<T>>;

bool is_mlp(const PairNetworkConfig& c) {
  return c.architecture == PairArchitecture::mlp;
}

/// Width of one embedding row.
int embedding_width(const PairNetworkConfig& c) {
  return c.architecture == PairArchitecture::gromov ? c.hidden : c.embedding;
}

/// Width of what the first layer reads.
int input_width(const PairNetworkConfig& c) {
  return embedding_width(c) * (form_of(c.architecture).concatenated ? 2 : 1);
}

}  // namespace

PairNetworkForm form_of(PairArchitecture architecture) {
  switch (architecture) {
    case PairArchitecture::mlp:
      return {false, true, true, 0, false};
    case PairArchitecture::alpha:
      return {true, false, true, 1, false};
    case PairArchitecture::alpha_prime:
      return {false, false, true, 1, false};
    case PairArchitecture::beta:
      return {true, false, true, 1, true};
    case PairArchitecture::gamma:
      return {true, false, true, 2, true};
    case PairArchitecture::delta:
      return {true, true, true, 1, false};
    case PairArchitecture::gromov:
      break;
  }
  return {false, false, false, 0, false};
}

Result<void> validate(const PairNetworkConfig& c) {
  if (c.elements < 1) return Error{"elements", std::to_string(c.elements), "a whole number, 1 or more"};
  if (c.classes < 2) return Error{"classes", std::to_string(c.classes), "a whole number, 2 or more"};
  if (c.embedding < 1) return Error{"embedding", std::to_string(c.embedding), "a whole number, 1 or more"};
  if (c.hidden < 1) return Error{"hidden", std::to_string(c.hidden), "a whole number, 1 or more"};
  return {};
}

ParameterLayout pair_network_layout(const PairNetworkConfig& c) {
  const PairNetworkForm form = form_of(c.architecture);
  ParameterLayout layout;
  if (form.shared) {
    layout.add("W_E", {c.elements, embedding_width(c)});
  } else {
    layout.add("W_x", {c.elements, embedding_width(c)});
    layout.add("W_y", {c.elements, embedding_width(c)});
  }
  if (form.first_matrix) layout.add(is_mlp(c) ? "W" : "W_1", {input_width(c), c.hidden});
  if (form.first_bias) layout.add("b_1", {c.hidden});
  if (form.second_layer) {
    layout.add("W_2", {c.hidden, c.hidden});
    layout.add("b_2", {c.hidden});
  }
  layout.add("W_U", {c.hidden, c.classes});
  return layout;
}

void initialise_pair_network(const PairNetworkConfig& c, SplitMix64 random, float* parameters) {
  const ParameterLayout layout = pair_network_layout(c);
  std::fill_n(parameters, layout.size(), 0.0f);
  const auto inverse_root = [](int width) { return 1 / std::sqrt(static_cast<double>(width)); };
  const bool gromov = c.architecture == PairArchitecture::gromov;
  for (const ParameterTensor& tensor : layout.tensors()) {
    const std::string& name = tensor.name;
    const bool embedding = name == "W_E" || name == "W_x" || name == "W_y";
    const bool linear_layer = !embedding && name != "W_U" && !is_mlp(c);  // PyTorch's nn.Linear
    const int fan_in = name == "W" || name == "W_1" || name == "b_1" ? input_width(c)
                       : embedding                                   ? c.embedding
                                                                     : c.hidden;
    const double scale = gromov                    ? std::pow(16.0 * c.hidden, -1.0 / 3)
                         : embedding && !is_mlp(c) ? inverse_root(128)
                                                   : inverse_root(fan_in);
    for (size_t i = 0; i < tensor.count(); ++i)
      parameters[tensor.offset + i] =
          static_cast<float>(scale * (linear_layer ? 2 * random.uniform() - 1 : random.normal()));
  }
}

template <class T>
PairNetworkView<T> pair_network_view(const PairNetworkConfig& config, T* array) {
  const ParameterLayout layout = pair_network_layout(config);
  const auto at = [&](const char* name) -> T* {
    const ParameterTensor* tensor = layout.find(name);
    return tensor ? array + tensor->offset : nullptr;
  };
  const bool shared = form_of(config.architecture).shared;
  return {at(shared ? "W_E" : "W_x"),
          at(shared ? "W_E" : "W_y"),
          at(is_mlp(config) ? "W" : "W_1"),
          at("b_1"),
          at("W_2"),
          at("b_2"),
          at("W_U")};
}

template <class T>
Matrix<T> pair_network_logits(const PairNetworkConfig& c, const T* parameters, const int* pairs, int examples,
                              PairNetworkActivations<T>* activations) {
  const PairNetworkForm form = form_of(c.architecture);
  const PairNetworkView<const T> w = pair_network_view(c, parameters);
  const int d = embedding_width(c), h = c.hidden;
  const ConstView<T> W_x(w.W_x, c.elements, d), W_y(w.W_y, c.elements, d);
  PairNetworkActivations<T> own;
  PairNetworkActivations<T>& kept = activations ? *activations : own;
  kept.input.resize(examples, input_width(c));
  for (int e = 0; e < examples; ++e) {
    const int a = pairs[2 * e], b = pairs[2 * e + 1];
    if (form.concatenated)
      kept.input.row(e) << W_x.row(a), W_y.row(b);
    else
      kept.input.row(e) = W_x.row(a) + W_y.row(b);
  }
  const auto act = [&](T value) { return activate(c.activation, value); };
  if (form.first_matrix)
    kept.pre.noalias() = kept.input * ConstView<T>(w.W, input_width(c), h);
  else
    kept.pre = kept.input;
  if (form.first_bias) kept.pre.rowwise() += static_cast<T>(form.first_bias) * ConstView<T>(w.b, 1, h).row(0);
  kept.post = kept.pre.unaryExpr(act);
  const ConstView<T> W_U(w.W_U, h, c.classes);
  if (!form.second_layer) return kept.post * W_U;
  kept.pre_2.noalias() = kept.post * ConstView<T>(w.W_2, h, h);
  kept.pre_2.rowwise() += ConstView<T>(w.b_2, 1, h).row(0);
  kept.post_2 = kept.pre_2.unaryExpr(act);
  return kept.post_2 * W_U;
}

template <class T>
void pair_network_gradient(const PairNetworkConfig& c, const T* parameters, const int* pairs,
                           const PairNetworkActivations<T>& kept, const Matrix<T>& logit_gradient,
                           T* gradient) {
  const PairNetworkForm form = form_of(c.architecture);
  const PairNetworkView<const T> w = pair_network_view(c, parameters);
  const PairNetworkView<T> dw = pair_network_view(c, gradient);
  const int d = embedding_width(c), h = c.hidden;
  std::fill_n(gradient, pair_network_layout(c).size(), T(0));
  const auto slope = [&](T value) { return activation_slope(c.activation, value); };

  MatrixView<T>(dw.W_U, h, c.classes).noalias() =
      (form.second_layer ? kept.post_2 : kept.post).transpose() * logit_gradient;
  Matrix<T> dpre = logit_gradient * ConstView<T>(w.W_U, h, c.classes).transpose();  // [B, h]
  if (form.second_layer) {
    dpre.array() *= kept.pre_2.unaryExpr(slope).array();
    MatrixView<T>(dw.W_2, h, h).noalias() = kept.post.transpose() * dpre;
    MatrixView<T>(dw.b_2, 1, h) = dpre.colwise().sum();
    dpre = dpre * ConstView<T>(w.W_2, h, h).transpose();
  }
  dpre.array() *= kept.pre.unaryExpr(slope).array();
  if (form.first_bias) MatrixView<T>(dw.b, 1, h) = static_cast<T>(form.first_bias) * dpre.colwise().sum();
  Matrix<T> dinput = dpre;
  if (form.first_matrix) {
    MatrixView<T>(dw.W, input_width(c), h).noalias() = kept.input.transpose() * dpre;
    dinput = dpre * ConstView<T>(w.W, input_width(c), h).transpose();
  }
  MatrixView<T> dW_x(dw.W_x, c.elements, d), dW_y(dw.W_y, c.elements, d);
  for (Eigen::Index e = 0; e < dinput.rows(); ++e) {
    dW_x.row(pairs[2 * e]) += dinput.row(e).head(d);
    dW_y.row(pairs[2 * e + 1]) += dinput.row(e).tail(d);
  }
}

#define ORRERY_INSTANTIATE(T)                                                                 \
  template PairNetworkView<T> pair_network_view(const PairNetworkConfig&, T*);                \
  template PairNetworkView<const T> pair_network_view(const PairNetworkConfig&, const T*);    \
  template Matrix<T> pair_network_logits(const PairNetworkConfig&, const T*, const int*, int, \
                                         PairNetworkActivations<T>*);                         \
  template void pair_network_gradient(const PairNetworkConfig&, const T*, const int*,         \
                                      const PairNetworkActivations<T>&, const Matrix<T>&, T*);
ORRERY_INSTANTIATE(float)
ORRERY_INSTANTIATE(double)
#undef ORRERY_INSTANTIATE

}  // namespace orrery
