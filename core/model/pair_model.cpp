#include "core/model/pair_model.h"

#include <cmath>

#include "core/model/cross_entropy.h"
#include "core/numeric/torch_random.h"

namespace orrery {
namespace {

/// Gives `visit` the configuration and what its network reads of `pairs`.
template <class Visit>
decltype(auto) with_network(const PairModel& model, std::span<const int> pairs, Visit&& visit) {
  if (const auto* transformer = std::get_if<TransformerConfig>(&model.config))
    return visit(*transformer, model.sequence.tokens(pairs));
  return visit(std::get<PairNetworkConfig>(model.config), elements_of(pairs, model.elements));
}

template <class T>
Matrix<T> logits_of(const TransformerConfig& config, const T* parameters, const std::vector<int>& tokens,
                    int examples, TransformerActivations<T>* kept) {
  return transformer_logits(config, parameters, tokens.data(), examples, kept);
}
template <class T>
Matrix<T> logits_of(const PairNetworkConfig& config, const T* parameters, const std::vector<int>& elements,
                    int examples, PairNetworkActivations<T>* kept) {
  return pair_network_logits(config, parameters, elements.data(), examples, kept);
}

template <class T>
void gradient_of(const TransformerConfig& config, const T* parameters, const std::vector<int>& tokens,
                 const TransformerActivations<T>& kept, const Matrix<T>& dlogits, T* gradient) {
  transformer_gradient(config, parameters, tokens.data(), kept, dlogits, gradient);
}
template <class T>
void gradient_of(const PairNetworkConfig& config, const T* parameters, const std::vector<int>& elements,
                 const PairNetworkActivations<T>& kept, const Matrix<T>& dlogits, T* gradient) {
  pair_network_gradient(config, parameters, elements.data(), kept, dlogits, gradient);
}

template <class T>
TransformerActivations<T> activations_for(const TransformerConfig&) {
  return {};
}
template <class T>
PairNetworkActivations<T> activations_for(const PairNetworkConfig&) {
  return {};
}

/// torch.randn divided by a root for the MLP (Chughtai et al. 2023), normal_(std) for TransformerLens; each in the order of
/// the layout.
void initialise_from_torch(const PairModel& model, TransformerInit init, uint32_t seed, float* parameters) {
  TorchGenerator generator(seed);
  const auto* const transformer = std::get_if<TransformerConfig>(&model.config);
  const ParameterLayout layout = model.layout();
  for (const ParameterTensor& tensor : layout.tensors()) {
    float* const out = parameters + tensor.offset;
    if (transformer) {
      const double deviation = transformer_deviation(*transformer, init, tensor);
      if (deviation > 0) generator.normal(out, tensor.count(), deviation);
      continue;
    }
    // W_x and W_y [n, d] by sqrt(d), W [2d, h] by sqrt(2d), W_U [h, n] by sqrt(h).
    const bool embedding = tensor.name == "W_x" || tensor.name == "W_y";
    const auto root = static_cast<float>(std::sqrt(static_cast<double>(tensor.shape[embedding ? 1 : 0])));
    generator.normal(out, tensor.count());
    for (size_t i = 0; i < tensor.count(); ++i) out[i] /= root;
  }
}

}  // namespace

ParameterLayout PairModel::layout() const {
  if (const auto* transformer = std::get_if<TransformerConfig>(&config))
    return transformer_layout(*transformer);
  return pair_network_layout(std::get<PairNetworkConfig>(config));
}

int PairModel::classes() const {
  return std::visit([](const auto& network) { return network.classes; }, config);
}

template <class T>
Matrix<T> pair_logits(const PairModel& model, const T* parameters, std::span<const int> pairs) {
  return with_network(model, pairs, [&](const auto& config, const std::vector<int>& read) {
    decltype(activations_for<T>(config))* const none = nullptr;
    return logits_of(config, parameters, read, static_cast<int>(pairs.size()), none);
  });
}

template <class T>
PairSum add_pair_gradient(const PairModel& model, const T* parameters, std::span<const int> pairs, T scale,
                          T* gradient, T* workspace) {
  const int count = static_cast<int>(pairs.size());
  const std::vector<int> targets = targets_of(model.targets, pairs);
  return with_network(model, pairs, [&](const auto& config, const std::vector<int>& read) {
    auto kept = activations_for<T>(config);
    const Matrix<T> logits = logits_of(config, parameters, read, count, gradient ? &kept : nullptr);
    Matrix<T> dlogits;
    const double loss = mean_loss<T>(model.loss, logits, targets.data(), gradient ? &dlogits : nullptr);
    const double right = accuracy<T>(logits, targets.data()) * count;
    if (gradient) {
      dlogits *= scale * static_cast<T>(count);
      gradient_of(config, parameters, read, kept, dlogits, workspace);
      const size_t size = model.layout().size();
      for (size_t i = 0; i < size; ++i) gradient[i] += workspace[i];
    }
    return PairSum{loss * count, std::llround(right)};
  });
}

void initialise_pair_model(const PairModel& model, TransformerInit init, uint32_t seed, bool torch_stream,
                           double scale, float* parameters) {
  if (torch_stream) {
    initialise_from_torch(model, init, seed, parameters);
  } else if (const auto* transformer = std::get_if<TransformerConfig>(&model.config)) {
    initialise_transformer(*transformer, init, SplitMix64(seed, StreamUse::init), parameters);
  } else {
    initialise_pair_network(std::get<PairNetworkConfig>(model.config), SplitMix64(seed, StreamUse::init),
                            parameters);
  }
  if (scale == 1) return;
  const size_t size = model.layout().size();
  for (size_t i = 0; i < size; ++i) parameters[i] = static_cast<float>(scale * parameters[i]);
}

#define ORRERY_INSTANTIATE(T)                                                       \
  template Matrix<T> pair_logits(const PairModel&, const T*, std::span<const int>); \
  template PairSum add_pair_gradient(const PairModel&, const T*, std::span<const int>, T, T*, T*);
ORRERY_INSTANTIATE(float)
ORRERY_INSTANTIATE(double)
#undef ORRERY_INSTANTIATE

}  // namespace orrery
