#include "core/model/transformer.h"

#include <cmath>
#include <string>
#include <type_traits>

#include "core/numeric/number_text.h"

namespace orrery {
namespace {

Error out_of_range(const char* field, int value, const char* expected) {
  return {field, std::to_string(value), expected};
}

}  // namespace

Result<void> validate(const TransformerConfig& c) {
  if (c.vocabulary < 1) return out_of_range("vocabulary", c.vocabulary, "a whole number, 1 or more");
  if (c.classes < 2) return out_of_range("classes", c.classes, "a whole number, 2 or more");
  if (c.context < 1) return out_of_range("context", c.context, "a whole number, 1 or more");
  if (c.d_model < 1) return out_of_range("d_model", c.d_model, "a whole number, 1 or more");
  if (c.heads < 1 || c.heads > c.d_model)
    return out_of_range("heads", c.heads,
                        "a whole number from 1 to d_model, so that each head has a dimension");
  if (c.d_head < 1) return out_of_range("d_head", c.d_head, "a whole number, 1 or more");
  if (c.d_mlp < 0) return out_of_range("d_mlp", c.d_mlp, "a whole number, 0 (attention only) or more");
  if (c.layers < 1 || c.layers > 4) return out_of_range("layers", c.layers, "a whole number from 1 to 4");
  if (!(c.attention_rate >= 0 && c.attention_rate <= 1))
    return Error{"attention_rate", json_number(c.attention_rate), "a number from 0 to 1"};
  return {};
}

ParameterLayout transformer_layout(const TransformerConfig& c) {
  ParameterLayout layout;
  layout.add("embed.W_E", {c.vocabulary, c.d_model});
  layout.add("pos_embed.W_pos", {c.context, c.d_model});
  for (int l = 0; l < c.layers; ++l) {
    const std::string block = "blocks." + std::to_string(l) + ".";
    for (const char* name : {"attn.W_Q", "attn.W_K", "attn.W_V"})
      layout.add(block + name, {c.heads, c.d_model, c.d_head});
    layout.add(block + "attn.W_O", {c.heads, c.d_head, c.d_model});
    if (c.d_mlp == 0) continue;
    const bool biases = c.biases != Biases::off, trained = c.biases == Biases::on;
    layout.add(block + "mlp.W_in", {c.d_model, c.d_mlp});
    if (biases) layout.add(block + "mlp.b_in", {c.d_mlp}, trained);
    layout.add(block + "mlp.W_out", {c.d_mlp, c.d_model});
    if (biases) layout.add(block + "mlp.b_out", {c.d_model}, trained);
  }
  layout.add("unembed.W_U", {c.d_model, c.classes});
  return layout;
}

double transformer_deviation(const TransformerConfig& config, TransformerInit init,
                             const ParameterTensor& tensor) {
  const auto named = [&](std::string_view suffix) {
    return tensor.name.size() >= suffix.size() &&
           std::string_view(tensor.name).substr(tensor.name.size() - suffix.size()) == suffix;
  };
  if (named(".b_in") || named(".b_out")) return 0;
  const double by_width = 1 / std::sqrt(static_cast<double>(config.d_model));
  if (init == TransformerInit::transformer_lens) return 0.8 * by_width;
  if (named(".W_U")) return 1 / std::sqrt(static_cast<double>(config.classes));
  if (init == TransformerInit::clock_pizza && named(".W_in"))
    return 1 / std::sqrt(static_cast<double>(config.d_mlp));
  return by_width;
}

void initialise_transformer(const TransformerConfig& config, TransformerInit init, SplitMix64 random,
                            float* parameters) {
  const ParameterLayout layout = transformer_layout(config);
  std::fill_n(parameters, layout.size(), 0.0f);
  for (const ParameterTensor& tensor : layout.tensors()) {
    const double deviation = transformer_deviation(config, init, tensor);
    if (deviation == 0) continue;
    for (size_t i = 0; i < tensor.count(); ++i)
      parameters[tensor.offset + i] = static_cast<float>(deviation * random.normal());
  }
}

template <class T>
TransformerView<T> transformer_view(const TransformerConfig& config, T* array) {
  const ParameterLayout layout = transformer_layout(config);
  const auto at = [&](const std::string& name) -> T* {
    const ParameterTensor* tensor = layout.find(name);
    return tensor ? array + tensor->offset : nullptr;
  };
  TransformerView<T> view{at("embed.W_E"), at("pos_embed.W_pos"), {}, at("unembed.W_U")};
  for (int l = 0; l < config.layers; ++l) {
    const std::string block = "blocks." + std::to_string(l) + ".";
    view.layers.push_back({at(block + "attn.W_Q"), at(block + "attn.W_K"), at(block + "attn.W_V"),
                           at(block + "attn.W_O"), at(block + "mlp.W_in"), at(block + "mlp.b_in"),
                           at(block + "mlp.W_out"), at(block + "mlp.b_out")});
  }
  return view;
}

template TransformerView<float> transformer_view(const TransformerConfig&, float*);
template TransformerView<double> transformer_view(const TransformerConfig&, double*);
template TransformerView<const float> transformer_view(const TransformerConfig&, const float*);
template TransformerView<const double> transformer_view(const TransformerConfig&, const double*);

}  // namespace orrery
