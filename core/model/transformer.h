// Small transformers on short sequences, without layer norm, read at the last position: the networks of Nanda
// et al. 2023, Zhong et al. 2023 and Chughtai et al. 2023. With x the residual stream [position, d_model]:
//
//   x = W_E[token] + W_pos
//   each layer:  s = q k^T / sqrt(d_head),  A = softmax(s) over the positions a query sees,
//                A' = rate A + (1 - rate) on each of them,   x += sum over heads of A' v W_O,
//                x += act(x W_in + b_in) W_out + b_out
//   logits = x[last] W_U
//
// Dimensions: B examples, n positions (context), d d_model, H heads, h d_head, m d_mlp, V vocabulary, C
// classes.
#pragma once

#include <vector>

#include "core/model/activation.h"
#include "core/model/parameter_layout.h"
#include "core/numeric/matrix.h"
#include "core/numeric/random.h"
#include "core/result.h"

namespace orrery {

/// The MLP's b_in and b_out. `frozen` keeps them as they were loaded: without gradient and without decay.
enum class Biases { on, off, frozen };

struct TransformerConfig {
  int vocabulary = 114;  // V
  int classes = 114;     // C, columns of W_U
  int context = 3;       // n
  int d_model = 128;
  int heads = 4;
  int d_head = 32;
  int d_mlp = 512;  // 0: attention only
  int layers = 1;
  bool causal = true;
  Activation activation = Activation::relu;
  Biases biases = Biases::on;
  double attention_rate = 1;  // 1: softmax attention; 0: every position with weight 1 (Zhong et al. 2023)
};

/// The first field that can't be; names are those of the fields.
Result<void> validate(const TransformerConfig& config);

/// Tensors in the names, shapes and order of TransformerLens: embed.W_E [V, d], pos_embed.W_pos [n, d], a
/// layer's blocks.0.attn.W_Q, W_K, W_V [H, d, h], W_O [H, h, d], blocks.0.mlp.W_in [d, m], b_in [m], W_out
/// [m, d], b_out [d], and unembed.W_U [d, C].
ParameterLayout transformer_layout(const TransformerConfig& config);

/// The published initialisations: normal with a deviation a tensor, biases zero.
enum class TransformerInit {
  progress_measures,  // 1 / sqrt(d), W_U 1 / sqrt(V) (Nanda et al. 2023)
  clock_pizza,        // the same, but W_in 1 / sqrt(d_mlp) (Zhong et al. 2023)
  transformer_lens,   // 0.8 / sqrt(d) for every matrix (Chughtai et al. 2023)
};

/// Standard deviation of a tensor of the layout; 0 for biases.
double transformer_deviation(const TransformerConfig& config, TransformerInit init,
                             const ParameterTensor& tensor);

/// Fills `parameters` [layout.size()] from one stream in the layout's order, each normal rounded once to
/// float.
void initialise_transformer(const TransformerConfig& config, TransformerInit init, SplitMix64 random,
                            float* parameters);

/// Pointers to one layer's tensors in a parameter (or gradient) array; null where the layer has none.
template <class T>
struct TransformerLayerView {
  T *W_Q, *W_K, *W_V;  // [H, d, h]
  T* W_O;              // [H, h, d]
  T *W_in, *b_in;      // [d, m], [m]
  T *W_out, *b_out;    // [m, d], [d]
};

template <class T>
struct TransformerView {
  T* W_E;    // [V, d]
  T* W_pos;  // [n, d]
  std::vector<TransformerLayerView<T>> layers;
  T* W_U;  // [d, C]
};

/// Views of `array`, which has the layout of `config`. T may be const.
template <class T>
TransformerView<T> transformer_view(const TransformerConfig& config, T* array);

/// What a forward pass leaves for the backward pass and for measures. The last layer has one query an
/// example, the last position; the others have n. Rows are example by example, positions within.
template <class T>
struct TransformerActivations {
  struct Layer {
    Matrix<T> x;        // [B n, d], the residual stream that the layer reads
    Matrix<T> q;        // [B queries, H h]
    Matrix<T> k, v;     // [B n, H h]
    Matrix<T> pattern;  // [B queries, H n], softmax attention before the attention rate
    Matrix<T> z;        // [B queries, H h]
    Matrix<T> mid;      // [B queries, d], after attention
    Matrix<T> pre;      // [B queries, m]
    Matrix<T> post;     // [B queries, m]
    int queries;
  };
  std::vector<Layer> layers;
  Matrix<T> last;  // [B, d], the residual stream that W_U reads
};

/// Logits [B, C] at the last position for `examples` sequences of `context` tokens. The plain form: reference
/// for the folded step (core/model/folded_transformer.h), and the form that trains networks of more layers.
template <class T>
Matrix<T> transformer_logits(const TransformerConfig& config, const T* parameters, const int* tokens,
                             int examples, TransformerActivations<T>* activations = nullptr);

/// The gradient of the loss whose gradient by the logits is `logit_gradient` [B, C]: overwrites `gradient`
/// [layout.size()]; frozen tensors get zeros.
template <class T>
void transformer_gradient(const TransformerConfig& config, const T* parameters, const int* tokens,
                          const TransformerActivations<T>& activations, const Matrix<T>& logit_gradient,
                          T* gradient);

}  // namespace orrery
