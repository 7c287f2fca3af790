#include "native/import/layout.h"

#include <algorithm>
#include <charconv>

namespace orrery {
namespace {

// n elements of the group, V tokens of the vocabulary, C classes, p positions, d width of the residual stream or
// of an embedding, H heads of width e, m neurons of an MLP, h of a hidden layer.

/// Transformers have one name for a tensor everywhere; `papers` is its form in the files of Nanda et al. and Zhong
/// et al., `lens` in those of TransformerLens.
struct TransformerPattern {
  std::string_view name, papers, lens;
};
constexpr std::array<TransformerPattern, 11> kTransformer{{
    {"embed.W_E", "d V -> V d", "V d -> V d"},
    {"pos_embed.W_pos", "p d -> p d", "p d -> p d"},
    {"blocks.*.attn.W_Q", "H e d -> H d e", "H d e -> H d e"},
    {"blocks.*.attn.W_K", "H e d -> H d e", "H d e -> H d e"},
    {"blocks.*.attn.W_V", "H e d -> H d e", "H d e -> H d e"},
    {"blocks.*.attn.W_O", "d He -> H e d", "H e d -> H e d"},
    {"blocks.*.mlp.W_in", "m d -> d m", "d m -> d m"},
    {"blocks.*.mlp.b_in", "m -> m", "m -> m"},
    {"blocks.*.mlp.W_out", "d m -> m d", "m d -> m d"},
    {"blocks.*.mlp.b_out", "d -> d", "d -> d"},
    {"unembed.W_U", "d V -> d V", "d C -> d C"},
}};

struct Pattern {
  std::string_view ours, theirs, form;
};

constexpr std::array<Pattern, 4> kUniversalityMlp{{
    {"W_x", "W_x", "n d -> n d"},
    {"W_y", "W_y", "n d -> n d"},
    {"W", "W", "2d h -> 2d h"},
    {"W_U", "W_U", "h n -> h n"},
}};

// PyTorch's linear layers are [out, in].
constexpr Pattern kSharedEmbedding{"W_E", "embed.weight", "n d -> n d"};
constexpr std::array<Pattern, 2> kOwnEmbeddings{{
    {"W_x", "embed1.weight", "n d -> n d"},
    {"W_y", "embed2.weight", "n d -> n d"},
}};
constexpr Pattern kFirstLayer{"W_1", "l1.weight", "h d -> d h"};
constexpr Pattern kFirstLayerConcatenated{"W_1", "l1.weight", "h 2d -> 2d h"};
constexpr Pattern kFirstBias{"b_1", "l1.bias", "h -> h"};
constexpr std::array<Pattern, 2> kSecondLayer{{
    {"W_2", "l2.weight", "h' h -> h h'"},
    {"b_2", "l2.bias", "h -> h"},
}};
constexpr Pattern kLinearUnembedding{"W_U", "unembed.weight", "n h -> h n"};

std::string with_layer(std::string_view pattern, int layer) {
  std::string out(pattern);
  if (const size_t star = out.find('*'); star != std::string::npos)
    out.replace(star, 1, std::to_string(layer));
  return out;
}

std::vector<LayoutRow> transformer_rows(std::string_view TransformerPattern::*form, int layers, bool mlp) {
  std::vector<LayoutRow> rows;
  const auto add = [&](const TransformerPattern& pattern, int layer) {
    const std::string name = with_layer(pattern.name, layer);
    rows.push_back({name, name, pattern.*form});
  };
  const auto in_layers = [](const TransformerPattern& pattern) {
    return pattern.name.starts_with("blocks.");
  };
  const auto first = std::find_if(kTransformer.begin(), kTransformer.end(), in_layers);
  const auto last = std::find_if_not(first, kTransformer.end(), in_layers);
  for (auto pattern = kTransformer.begin(); pattern != first; ++pattern) add(*pattern, 0);
  for (int layer = 0; layer < layers; ++layer) {
    for (auto pattern = first; pattern != last; ++pattern) {
      if (mlp || pattern->name.find(".mlp.") == std::string_view::npos) add(*pattern, layer);
    }
  }
  for (auto pattern = last; pattern != kTransformer.end(); ++pattern) add(*pattern, 0);
  return rows;
}

std::vector<LayoutRow> linear_rows(PairArchitecture architecture) {
  std::vector<LayoutRow> rows;
  const auto add = [&](const Pattern& row) {
    rows.push_back({std::string(row.ours), std::string(row.theirs), row.form});
  };
  const PairNetworkForm form = form_of(architecture);
  if (form.shared) {
    add(kSharedEmbedding);
  } else {
    for (const Pattern& row : kOwnEmbeddings) add(row);
  }
  add(form.concatenated ? kFirstLayerConcatenated : kFirstLayer);
  add(kFirstBias);
  if (form.second_layer) {
    for (const Pattern& row : kSecondLayer) add(row);
  }
  add(kLinearUnembedding);
  return rows;
}

}  // namespace

std::vector<LayoutRow> layout_rows(Layout layout, int layers, PairArchitecture architecture, bool mlp) {
  switch (layout) {
    case Layout::clock_pizza:
    case Layout::progress_measures:
      return transformer_rows(&TransformerPattern::papers, layers, mlp);
    case Layout::universality_transformer:
    case Layout::transformer_lens:
      return transformer_rows(&TransformerPattern::lens, layers, mlp);
    case Layout::clock_pizza_linear:
      return linear_rows(architecture);
    case Layout::universality_mlp:
      break;
  }
  std::vector<LayoutRow> rows;
  for (const Pattern& row : kUniversalityMlp)
    rows.push_back({std::string(row.ours), std::string(row.theirs), row.form});
  return rows;
}

const std::vector<ExtraRow>& layout_extras(Layout layout) {
  static const std::vector<ExtraRow> none;
  // A causal mask lies in these files that the network never applies.
  static const std::vector<ExtraRow> clock_pizza{{"blocks.*.attn.mask", Extra::ignored}};
  static const std::vector<ExtraRow> progress_measures{{"blocks.*.attn.mask", Extra::mask}};
  static const std::vector<ExtraRow> lens{
      {"blocks.*.attn.mask", Extra::mask}, {"blocks.*.attn.IGNORE", Extra::ignored},
      {"blocks.*.attn.b_Q", Extra::zero},  {"blocks.*.attn.b_K", Extra::zero},
      {"blocks.*.attn.b_V", Extra::zero},  {"blocks.*.attn.b_O", Extra::zero},
      {"unembed.b_U", Extra::zero},        {"x_embed", Extra::ignored},
      {"y_embed", Extra::ignored},  // the embedding under two more names (Chughtai et al. 2023)
  };
  switch (layout) {
    case Layout::clock_pizza:
      return clock_pizza;
    case Layout::progress_measures:
      return progress_measures;
    case Layout::universality_transformer:
    case Layout::transformer_lens:
      return lens;
    case Layout::clock_pizza_linear:
    case Layout::universality_mlp:
      break;
  }
  return none;
}

bool matches(std::string_view pattern, std::string_view name, int* layer) {
  const size_t star = pattern.find('*');
  if (layer) *layer = -1;
  if (star == std::string_view::npos) return name == pattern;
  const std::string_view head = pattern.substr(0, star), tail = pattern.substr(star + 1);
  if (name.size() <= head.size() + tail.size() || !name.starts_with(head) || !name.ends_with(tail))
    return false;
  const std::string_view digits = name.substr(head.size(), name.size() - head.size() - tail.size());
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number < 0) return false;
  if (layer) *layer = number;
  return true;
}

}  // namespace orrery
