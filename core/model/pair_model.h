// A network on pairs and the question it is asked, whatever its architecture: what training, measures and checkpoints need
// to know of it.
#pragma once

#include <span>
#include <variant>
#include <vector>

#include "core/model/kinds.h"
#include "core/model/pair_network.h"
#include "core/model/parameter_layout.h"
#include "core/model/transformer.h"
#include "core/task/pairs.h"

namespace orrery {

struct PairModel {
  std::variant<TransformerConfig, PairNetworkConfig> config;
  PairSequence sequence;  // transformers: what they read
  PairTargets targets;    // [n n]
  Loss loss = Loss::cross_entropy;
  int elements = 0;  // n

  ParameterLayout layout() const;

  /// Columns of the logits, C: at least n.
  int classes() const;
};

/// Logits [pairs.size(), C] in the plain form, of the pairs with these indices.
template <class T>
Matrix<T> pair_logits(const PairModel& model, const T* parameters, std::span<const int> pairs);

/// Sum of the losses of `pairs` and the number of right answers; adds the sum's gradient times `scale` to `gradient`
/// [layout.size()] if it is not null. The plain form; `workspace` [layout.size()] is overwritten where there is a gradient.
struct PairSum {
  double loss = 0;
  int64_t right = 0;
};
template <class T>
PairSum add_pair_gradient(const PairModel& model, const T* parameters, std::span<const int> pairs, T scale,
                          T* gradient, T* workspace);

/// The initial weights: each architecture's own deviations times `scale`, from Orrery's stream, or from torch's generator
/// for the architectures whose published runs name its seed (mlp, and transformers as transformer_lens).
void initialise_pair_model(const PairModel& model, TransformerInit init, uint32_t seed, bool torch_stream,
                           double scale, float* parameters);

}  // namespace orrery
