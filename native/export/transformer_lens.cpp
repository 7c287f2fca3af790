#include "native/export/transformer_lens.h"

#include <limits>

#include "core/group/make_group.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/import/layout.h"
#include "native/io/strict_json.h"

namespace orrery {
namespace {

/// HookedTransformerConfig.act_fn; empty for what it doesn't know.
std::string_view act_fn(Activation activation) {
  switch (activation) {
    case Activation::relu:
      return "relu";
    case Activation::gelu:
      return "gelu";
    case Activation::quadratic:
    case Activation::abs:
    case Activation::identity:
      break;
  }
  return {};
}

TransformerConfig exportable(const Checkpoint& checkpoint) {
  const RunSpec& spec = checkpoint.spec;
  const auto refuse = [&](const std::string& field, const std::string& expected) {
    throw bad_input({field, field_text(spec, field).operator*(), expected}, checkpoint.source);
  };
  if (spec.model.kind != ModelKind::transformer)
    refuse("model.kind", "transformer: a HookedTransformer is nothing else");
  if (spec.model.attention_rate != 1)
    refuse("model.attention_rate", "1: a HookedTransformer's attention weights sum to 1");
  if (!spec.model.causal) refuse("model.causal", "true: layout transformer-lens is of causal attention");
  if (spec.model.d_mlp > 0 && act_fn(spec.model.activation).empty())
    refuse("model.activation", "relu or gelu, which a HookedTransformer knows");
  const Group group = value_or_throw(make_group(spec.task.group), checkpoint.source);
  const TransformerConfig config = transformer_config(spec, group.order);
  if (const Result<void> valid = validate(config); !valid) throw bad_input(valid.error(), checkpoint.source);
  return config;
}

class Writer {
 public:
  Writer(const Checkpoint& checkpoint, const TransformerConfig& config)
      : checkpoint_(checkpoint), config_(config), ours_(transformer_layout(config)) {}

  HookedTransformerState run() {
    const auto H = static_cast<uint64_t>(config_.heads), e = static_cast<uint64_t>(config_.d_head),
               d = static_cast<uint64_t>(config_.d_model), m = static_cast<uint64_t>(config_.d_mlp);
    weight("embed.W_E");
    weight("pos_embed.W_pos");
    for (int layer = 0; layer < config_.layers; ++layer) {
      const std::string block = "blocks." + std::to_string(layer) + ".";
      for (const char* name : {"W_Q", "W_K", "W_V", "W_O"}) weight(block + "attn." + name);
      for (const char* name : {"b_Q", "b_K", "b_V"}) zeros(block + "attn." + name, {H, e});
      zeros(block + "attn.b_O", {d});
      add_mask(block + "attn.mask");
      add_ignore(block + "attn.IGNORE");
      if (m == 0) continue;
      weight(block + "mlp.W_in");
      weight_or_zeros(block + "mlp.b_in", {m});
      weight(block + "mlp.W_out");
      weight_or_zeros(block + "mlp.b_out", {d});
    }
    weight("unembed.W_U");
    zeros("unembed.b_U", {static_cast<uint64_t>(config_.classes)});
    state_.config = config_json();
    return std::move(state_);
  }

 private:
  void weight(const std::string& name) {
    const ParameterTensor& ours = *ours_.find(name);
    const std::vector<uint64_t> shape(ours.shape.begin(), ours.shape.end());
    const StoredTensor wanted{name, StoredType::f32, shape, {}};
    const StoredTensor* found = checkpoint_.file.find(name);
    if (!found) throw bad_input(checkpoint_.source, "", "the tensor " + name + " " + wanted.type_and_shape());
    if (found->shape != shape || (found->type != StoredType::f32 && found->type != StoredType::f64))
      throw bad_input({name, found->type_and_shape(), wanted.type_and_shape()}, checkpoint_.source);
    state_.tensors.push_back(*found);
  }

  void weight_or_zeros(const std::string& name, std::vector<uint64_t> shape) {
    if (ours_.find(name)) {
      weight(name);
    } else {
      zeros(name, std::move(shape));
    }
  }

  void add(const std::string& name, StoredType type, std::vector<uint64_t> shape, std::string bytes) {
    state_.added.push_back(std::make_unique<std::string>(std::move(bytes)));
    state_.tensors.push_back({name, type, std::move(shape), *state_.added.back()});
  }

  void zeros(const std::string& name, std::vector<uint64_t> shape) {
    uint64_t count = 1;
    for (const uint64_t extent : shape) count *= extent;
    add(name, StoredType::f32, std::move(shape), std::string(count * sizeof(float), '\0'));
  }

  /// Row a query, column a key: a position sees itself and those before it.
  void add_mask(const std::string& name) {
    const auto n = static_cast<uint64_t>(config_.context);
    std::string mask;
    for (uint64_t query = 0; query < n; ++query) {
      for (uint64_t key = 0; key < n; ++key) mask += key <= query ? '\1' : '\0';
    }
    add(name, StoredType::boolean, {n, n}, mask);
  }

  /// The score that a masked position gets.
  void add_ignore(const std::string& name) {
    constexpr float kIgnore = -std::numeric_limits<float>::infinity();
    add(name, StoredType::f32, {}, std::string(reinterpret_cast<const char*>(&kIgnore), sizeof kIgnore));
  }

  std::string config_json() const {
    Json config{
        {"n_layers", config_.layers},     {"d_model", config_.d_model}, {"n_ctx", config_.context},
        {"d_head", config_.d_head},       {"n_heads", config_.heads},   {"d_vocab", config_.vocabulary},
        {"d_vocab_out", config_.classes}, {"attention_dir", "causal"},  {"normalization_type", nullptr}};
    if (config_.d_mlp > 0) {
      config["d_mlp"] = config_.d_mlp;
      config["act_fn"] = act_fn(config_.activation);
    } else {
      config["attn_only"] = true;
    }
    return config.dump();
  }

  const Checkpoint& checkpoint_;
  const TransformerConfig& config_;
  ParameterLayout ours_;
  HookedTransformerState state_;
};

}  // namespace

HookedTransformerState hooked_transformer_state(const Checkpoint& checkpoint) {
  const TransformerConfig config = exportable(checkpoint);
  return Writer(checkpoint, config).run();
}

void write_hooked_transformer(const std::filesystem::path& path, const HookedTransformerState& state) {
  // "pt" is what Python's safetensors library looks for.
  write_safetensors(path, state.tensors, {{"format", "pt"}, {kHookedTransformerConfig, state.config}});
}

}  // namespace orrery
