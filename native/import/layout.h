// The forms in which the papers' authors and TransformerLens store the weights of the networks that we have.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/pair_network.h"

namespace orrery {

enum class Layout {
  clock_pizza,               // Zhong et al. 2023: transformers
  clock_pizza_linear,        // the same paper's embeddings and linear layers
  progress_measures,         // Nanda et al. 2023: transformers
  universality_mlp,          // Chughtai et al. 2023
  universality_transformer,  // the same paper's, by TransformerLens 0.2
  transformer_lens           // HookedTransformer without layer norm
};

inline constexpr std::array<std::string_view, 6> kLayoutNames{
    "clock-pizza",      "clock-pizza-linear",       "progress-measures",
    "universality-mlp", "universality-transformer", "transformer-lens"};

constexpr std::string_view layout_name(Layout layout) {
  return kLayoutNames[static_cast<size_t>(layout)];
}

constexpr bool is_transformer(Layout layout) {
  return layout != Layout::clock_pizza_linear && layout != Layout::universality_mlp;
}

/// Where a safetensors file's metadata hold the HookedTransformerConfig of its state dictionary, as JSON.
inline constexpr const char* kHookedTransformerConfig = "hooked_transformer_config";

/// A tensor of a layout. In its names `*` is the number of a layer; there is a row for every layer.
struct LayoutRow {
  std::string ours, theirs;
  std::string_view form;  // native/import/tensor_form.h
};

/// What a file may hold besides: in names `*` is the number of a layer.
enum class Extra {
  ignored,  // says nothing of the network
  zero,     // biases that our networks don't have
  mask      // which positions a position sees
};
struct ExtraRow {
  std::string_view name;
  Extra use;
};

/// The tensors of a network of `layers` layers. `architecture` tells the linear models apart; `mlp` says whether
/// a transformer has one (those of TransformerLens may not).
std::vector<LayoutRow> layout_rows(Layout layout, int layers, PairArchitecture architecture, bool mlp);

const std::vector<ExtraRow>& layout_extras(Layout layout);

/// Whether `name` is `pattern`, any number in place of `*`; `layer` then gets it (-1 where there is no `*`).
bool matches(std::string_view pattern, std::string_view name, int* layer = nullptr);

}  // namespace orrery
