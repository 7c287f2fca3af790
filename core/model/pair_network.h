// Networks that read a pair (a, b) of group elements by two embeddings, without attention:
//
//   pre = first(a, b),   post = act(pre),   logits = post W_U          (beta, gamma: one more layer before
//   W_U)
//
//   mlp          pre = [W_x[a]; W_y[b]] W                     Chughtai et al. 2023
//   alpha        pre = (W_E[a] + W_E[b]) W_1 + b_1            Zhong et al. 2023, appendix E
//   alpha_prime  pre = (W_x[a] + W_y[b]) W_1 + b_1
//   beta         alpha, then a second layer act(post W_2 + b_2)
//   gamma        beta with pre = W_E[a] W_1 + b_1 + W_E[b] W_1 + b_1
//   delta        pre = [W_E[a]; W_E[b]] W_1 + b_1
//   gromov       pre = W_x[a] + W_y[b], usually with the quadratic activation and MSE        Gromov 2023
//
// Dimensions: B examples, n elements, C classes, d embedding, h hidden.
#pragma once

#include "core/model/activation.h"
#include "core/model/parameter_layout.h"
#include "core/numeric/matrix.h"
#include "core/numeric/random.h"
#include "core/result.h"

namespace orrery {

enum class PairArchitecture { mlp, alpha, alpha_prime, beta, gamma, delta, gromov };

struct PairNetworkConfig {
  PairArchitecture architecture = PairArchitecture::mlp;
  int elements = 120;
  int classes = 120;
  int embedding = 256;  // d; not used by gromov, whose embeddings have the hidden width
  int hidden = 128;     // h
  Activation activation = Activation::relu;
};

/// How an architecture is put together.
struct PairNetworkForm {
  bool shared;        // one embedding W_E for both, else W_x and W_y
  bool concatenated;  // [x; y], else x + y
  bool first_matrix;  // false: the embeddings are added into the hidden layer as they are
  int first_bias;     // how many times b_1 is added: 0, 1, or 2 in gamma
  bool second_layer;
};
PairNetworkForm form_of(PairArchitecture architecture);

Result<void> validate(const PairNetworkConfig& config);

/// mlp: W_x, W_y [n, d], W [2d, h], W_U [h, C]. Others: W_E [n, d] or W_x, W_y; W_1 [d or 2d, h], b_1 [h];
/// W_2 [h, h], b_2 [h]; W_U [h, C]. gromov: W_x, W_y [n, h], W_U [h, C].
ParameterLayout pair_network_layout(const PairNetworkConfig& config);

/// The initialisation of each architecture's own paper, from one stream in the layout's order, rounded to
/// float: mlp normal with 1 / sqrt(d), sqrt(d), sqrt(2d), sqrt(h); alpha to delta normal embeddings with 1 /
/// sqrt(128) and W_U with 1 / sqrt(h), layers uniform on +-1 / sqrt(fan in); gromov normal with (16
/// h)^(-1/3).
void initialise_pair_network(const PairNetworkConfig& config, SplitMix64 random, float* parameters);

/// Pointers to the tensors of a parameter (or gradient) array. Where the embedding is shared, W_x = W_y =
/// W_E; null where the network has none.
template <class T>
struct PairNetworkView {
  T *W_x, *W_y;
  T *W, *b;      // the first layer: W or W_1, b_1
  T *W_2, *b_2;  // the second
  T* W_U;
};

template <class T>
PairNetworkView<T> pair_network_view(const PairNetworkConfig& config, T* array);

/// What a forward pass leaves for the backward pass and for measures.
template <class T>
struct PairNetworkActivations {
  Matrix<T> input;          // [B, d or 2d]; [B, h] in gromov
  Matrix<T> pre, post;      // [B, h]
  Matrix<T> pre_2, post_2;  // [B, h], where there is a second layer
};

/// Logits [B, C] for pairs `pairs` [B, 2]: the plain form, reference for the folded step.
template <class T>
Matrix<T> pair_network_logits(const PairNetworkConfig& config, const T* parameters, const int* pairs,
                              int examples, PairNetworkActivations<T>* activations = nullptr);

/// The gradient of the loss whose gradient by the logits is `logit_gradient` [B, C]: overwrites `gradient`.
template <class T>
void pair_network_gradient(const PairNetworkConfig& config, const T* parameters, const int* pairs,
                           const PairNetworkActivations<T>& activations, const Matrix<T>& logit_gradient,
                           T* gradient);

}  // namespace orrery
