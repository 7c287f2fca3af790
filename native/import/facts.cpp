#include "native/import/facts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/group/make_group.h"

namespace orrery {
namespace {

constexpr int64_t kLargestSize = 1 << 20;
constexpr int64_t kMostSteps = 1'000'000'000'000;

void claim(Facts& facts, const ConfigFields& fields, const std::string& path, char letter, int64_t more = 0) {
  if (const auto size = fields.whole(path, 1, kLargestSize))
    facts.sizes.push_back({fields.place(path), static_cast<uint64_t>(*size + more), letter});
}

void read_optimizer(Facts& facts, const ConfigFields& fields) {
  facts.learning_rate = fields.number("lr", 0, 10);
  facts.weight_decay = fields.number("weight_decay", -10, 10);
}

/// A part of the pairs; more than none.
void read_train_fraction(Facts& facts, const ConfigFields& fields, const std::string& path) {
  facts.train_fraction = fields.number(path, 0, 1);
  facts.train_fraction_field = fields.place(path);
  if (facts.train_fraction == 0) fields.refuse(path, *fields.find(path), "a number above 0 and at most 1");
}

void name_cyclic(Facts& facts, const std::string& field, int64_t modulus) {
  facts.group_text = std::to_string(modulus);
  facts.group = "C" + facts.group_text;
  facts.group_field = field;
}

/// The classes of Zhong et al. are added: {"C": 59, "funcs": "lambda x: (x[0]+x[1])%59"}.
void read_addition(Facts& facts, const ConfigFields& fields) {
  if (const auto modulus = fields.whole("C", 1, kLargestSize)) {
    name_cyclic(facts, fields.place("C"), *modulus);
    if (auto function = fields.text("funcs")) {
      std::erase_if(*function, [](unsigned char c) { return std::isspace(c) != 0; });
      if (*function != "lambdax:(x[0]+x[1])%" + std::to_string(*modulus))
        fields.refuse("funcs", *fields.find("funcs"),
                      "addition: lambda x: (x[0]+x[1])%" + std::to_string(*modulus));
    }
  }
  read_train_fraction(facts, fields, "frac");
  facts.steps = fields.whole("epoch", 0, kMostSteps);
  read_optimizer(facts, fields);
}

void read_activation(Facts& facts, const ConfigFields& fields, const std::string& path,
                     const std::array<std::string_view, 2>& relu_gelu) {
  if (const auto index = fields.one_of(path, relu_gelu))
    facts.activation = *index == 0 ? Activation::relu : Activation::gelu;
}

Facts read_clock_pizza(const ConfigFields& fields) {
  Facts facts;
  read_addition(facts, fields);
  if (fields.flag("use_linear").value_or(false))
    fields.refuse("use_linear", *fields.find("use_linear"), "a transformer");
  claim(facts, fields, "n_heads", 'H');
  claim(facts, fields, "d_model", 'd');
  facts.layers = fields.whole("n_layers", 1, 4);
  facts.attention_rate = fields.number("attn_coeff", 0, 1);
  facts.separate_vocabularies = fields.flag("diff_vocab");
  facts.equals = fields.flag("eqn_sign");
  read_activation(facts, fields, "act_fn", {"ReLU", "GeLU"});
  return facts;
}

Facts read_clock_pizza_linear(const ConfigFields& fields) {
  Facts facts;
  read_addition(facts, fields);
  claim(facts, fields, "d_hidden", 'h');
  static constexpr std::array<std::string_view, 5> kTypes{"A", "X", "B", "C", "D"};
  static constexpr std::array<PairArchitecture, 5> kArchitectures{
      PairArchitecture::alpha, PairArchitecture::alpha_prime, PairArchitecture::beta, PairArchitecture::gamma,
      PairArchitecture::delta};
  if (const auto index = fields.one_of("model_type", kTypes)) facts.architecture = kArchitectures[*index];
  return facts;
}

Facts read_universality(const ConfigFields& fields, bool transformer) {
  Facts facts;
  static constexpr std::array<std::string_view, 4> kGroups{"CyclicGroup", "DihedralGroup", "SymmetricGroup",
                                                           "AlternatingGroup"};
  const auto family = fields.one_of("group", kGroups);
  const auto parameter = fields.whole("group_parameter", 1, kLargestSize);
  if (family && parameter) {
    facts.group = kGroups[*family][0] + std::to_string(*parameter);
    facts.group_field = fields.place("group");
    facts.group_text = std::string(kGroups[*family]) + " of " + std::to_string(*parameter);
  }
  static constexpr std::array<std::string_view, 2> kModels{"OneLayerMLP", "Transformer"};
  if (const auto model = fields.one_of("model", kModels); model && (*model == 1) != transformer) {
    fields.refuse(
        "model", *fields.find("model"),
        fmt::format("{}, or --layout {}", kModels[transformer ? 1 : 0],
                    layout_name(transformer ? Layout::universality_mlp : Layout::universality_transformer)));
  }
  if (!transformer) {  // transformers carry these two unused
    claim(facts, fields, "layers.embed_dim", 'd');
    claim(facts, fields, "layers.hidden_dim", 'h');
  }
  read_train_fraction(facts, fields, "frac_train");
  // Seed 0 is Python's false: the authors' code then sets no seed and shuffles no pairs, a split that we have not.
  const auto seed = fields.whole("seed", 0, std::numeric_limits<uint32_t>::max());
  facts.shuffled = seed != 0;
  if (seed.value_or(0) != 0) facts.seed = static_cast<uint32_t>(*seed);
  facts.steps = fields.whole("num_epochs", 0, kMostSteps);
  read_optimizer(facts, fields);
  if (const Json* betas = fields.find("betas")) {
    const bool two =
        betas->is_array() && betas->size() == 2 && (*betas)[0].is_number() && (*betas)[1].is_number();
    if (!two) fields.refuse("betas", *betas, "two numbers");
    facts.beta1 = (*betas)[0].get<double>();
    facts.beta2 = (*betas)[1].get<double>();
  }
  return facts;
}

void read_split(Facts& facts, const ConfigFields& fields) {
  read_train_fraction(facts, fields, "train_fraction");
  if (const auto seed = fields.whole("split_seed", 0, std::numeric_limits<uint32_t>::max()))
    facts.seed = static_cast<uint32_t>(*seed);
  if (facts.train_fraction.has_value() != facts.seed.has_value()) {
    throw bad_input(fields.place(facts.seed ? "train_fraction" : "split_seed"), "",
                    "both train_fraction and split_seed, or neither");
  }
}

void read_modulus(Facts& facts, const ConfigFields& fields) {
  if (const auto modulus = fields.whole("p", 1, kLargestSize)) {
    name_cyclic(facts, fields.place("p"), *modulus);
  }
}

Facts read_progress_measures(const ConfigFields& fields) {
  fields.only({"p", "train_fraction", "split_seed", "act_type"});
  Facts facts;
  read_modulus(facts, fields);
  read_split(facts, fields);
  read_activation(facts, fields, "act_type", {"ReLU", "GeLU"});
  return facts;
}

/// HookedTransformer has more kinds of networks than this one. Fields that don't change what it computes are passed over.
void refuse_other_transformers(const ConfigFields& fields) {
  for (const char* path :
       {"parallel_attn_mlp", "gated_mlp", "use_local_attn", "scale_attn_by_inverse_layer_idx",
        "post_embedding_ln", "use_normalization_before_and_after", "use_qk_norm"}) {
    if (fields.flag(path).value_or(false))
      fields.refuse(path, *fields.find(path), "false: our transformers have none");
  }
  for (const char* path : {"attn_scores_soft_cap", "output_logits_soft_cap"}) {
    if (const Json* cap = fields.find(path); cap && !(cap->is_number() && *cap <= 0))
      fields.refuse(path, *cap, "-1: our transformers have no soft cap");
  }
  if (!fields.flag("use_attn_scale").value_or(true))
    fields.refuse("use_attn_scale", *fields.find("use_attn_scale"),
                  "true: scores are divided by sqrt(d_head)");
  if (const auto kind = fields.text("positional_embedding_type"); kind && *kind != "standard")
    fields.refuse("positional_embedding_type", *kind, "standard: learned positions that are added");
  const auto scale = fields.number("attn_scale", -1, kLargestSize);
  if (!scale || *scale == -1) return;  // its own default, which is sqrt(d_head)
  auto width = fields.number("d_head", 1, kLargestSize);
  if (const auto d = fields.number("d_model", 1, kLargestSize),
      heads = fields.number("n_heads", 1, kLargestSize);
      !width && d && heads)
    width = *d / *heads;
  if (!width || std::abs(*scale - std::sqrt(*width)) > 1e-6 * *scale)
    fields.refuse("attn_scale", *fields.find("attn_scale"), "sqrt(d_head), with d_head beside it");
}

Facts read_transformer_lens(const ConfigFields& fields) {
  Facts facts;
  read_modulus(facts, fields);
  if (const auto group = fields.text("group")) {
    facts.group = facts.group_text = *group;
    facts.group_field = fields.place("group");
  }
  read_split(facts, fields);
  claim(facts, fields, "d_model", 'd');
  claim(facts, fields, "d_head", 'e');
  claim(facts, fields, "d_mlp", 'm');
  claim(facts, fields, "n_ctx", 'p');
  for (const auto& [path, letter] : {std::pair{"n_heads", 'H'}, {"d_vocab", 'V'}, {"d_vocab_out", 'C'}}) {
    // -1, its default, is HookedTransformerConfig's word for "as other fields say".
    if (const Json* size = fields.find(path); size && *size != -1) claim(facts, fields, path, letter);
  }
  facts.layers = fields.whole("n_layers", 1, 4);
  read_activation(facts, fields, "act_fn", {"relu", "gelu"});
  static constexpr std::array<std::string_view, 2> kDirections{"causal", "bidirectional"};
  if (const auto index = fields.one_of("attention_dir", kDirections)) facts.causal = *index == 0;
  if (const Json* norm = fields.find("normalization_type"))
    fields.refuse("normalization_type", *norm, "null: our transformers have no layer norm");
  facts.no_layer_norm = fields.has("normalization_type");
  if (const auto attention_only = fields.flag("attn_only")) facts.mlp = !*attention_only;
  refuse_other_transformers(fields);
  return facts;
}

Facts read(const ConfigFields& fields, Layout layout) {
  switch (layout) {
    case Layout::clock_pizza:
      return read_clock_pizza(fields);
    case Layout::clock_pizza_linear:
      return read_clock_pizza_linear(fields);
    case Layout::universality_mlp:
    case Layout::universality_transformer:
      return read_universality(fields, layout == Layout::universality_transformer);
    case Layout::transformer_lens:
      return read_transformer_lens(fields);
    case Layout::progress_measures:
      break;
  }
  return read_progress_measures(fields);
}

}  // namespace

std::optional<Group> known_group(const Facts& facts) {
  if (!facts.group) return std::nullopt;
  Result<Group> group = make_group(*facts.group, kLargestGroup, facts.group_field);
  if (!group) throw bad_input({facts.group_field, facts.group_text, group.error().expected});
  return std::move(*group);
}

Failure left_open(const Facts& facts, const std::string& source, const std::string& fields,
                  const std::string& why) {
  return facts.source.empty() ? bad_input(source, "", "--config with " + fields + ": " + why)
                              : bad_input(facts.source, "", fields + ": " + why);
}

Facts read_facts(const std::vector<Config>& configs, Layout layout) {
  if (configs.empty()) return {};
  const ConfigFields fields(configs);
  Facts facts = read(fields, layout);
  fields.refuse_others(layout);
  facts.source = configs.front().source;
  return facts;
}

}  // namespace orrery
