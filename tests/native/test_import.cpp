// `orrery import`: networks of ours, stored as the papers' authors store theirs, come back as they were; what is not such a
// network is refused in one line.
#include "native/import/import.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "core/model/pair_model.h"
#include "core/train/pair_run.h"
#include "core/train/run_fields.h"
#include "native/command/spec_options.h"
#include "native/failure.h"
#include "tests/native/support.h"
#include "tests/native/torch_files.h"

using namespace orrery;
using namespace orrery::testing;

namespace {

/// A network of ours with its initial weights.
struct Original {
  RunSpec spec;
  ParameterLayout layout;
  AlignedArray<float> parameters;

  explicit Original(const std::vector<std::string>& settings) {
    spec.task.kind = TaskKind::pairs;
    spec.batch = 0;
    for (const std::string& setting : settings) apply_setting(spec, setting);
    const PairTask task = value_or_throw(make_pair_task(spec));
    layout = task.model.layout();
    parameters = AlignedArray<float>(layout.size());
    initialise_pair_model(task.model, spec.model.init, 5, false, 1, parameters.data());
    // Biases start at zero: they too must be told apart.
    for (const ParameterTensor& tensor : layout.tensors()) {
      if (tensor.name.find("b_") == std::string::npos || !tensor.trained) continue;
      for (size_t i = 0; i < tensor.count(); ++i)
        parameters[tensor.offset + i] = 0.01f * static_cast<float>(i + 1);
    }
  }

  /// Entry [i, j, k] of a tensor in our order.
  float at(const std::string& name, std::initializer_list<int64_t> index) const {
    const ParameterTensor* tensor = layout.find(name);
    REQUIRE(tensor);
    size_t place = 0;
    auto extent = tensor->shape.begin();
    for (const int64_t i : index) place = place * static_cast<size_t>(*extent++) + static_cast<size_t>(i);
    return parameters[tensor->offset + place];
  }
  int64_t extent(const std::string& name, size_t axis) const { return layout.find(name)->shape[axis]; }

  FloatTensor as_it_is(const std::string& name, const std::string& theirs) const {
    const ParameterTensor* tensor = layout.find(name);
    const float* const data = parameters.data() + tensor->offset;
    return {theirs, tensor->shape, {data, data + tensor->count()}};
  }
  FloatTensor transposed(const std::string& name, const std::string& theirs) const {
    const int64_t rows = extent(name, 0), columns = extent(name, 1);
    FloatTensor out{theirs, {columns, rows}, {}};
    for (int64_t j = 0; j < columns; ++j)
      for (int64_t i = 0; i < rows; ++i) out.values.push_back(at(name, {i, j}));
    return out;
  }
};

/// As Nanda et al. and Zhong et al. store a transformer: W_E [d, V], heads [H, e, d], W_O [d, H e], the MLP transposed.
std::vector<FloatTensor> as_in_the_papers(const Original& net, int layers) {
  std::vector<FloatTensor> out{net.transposed("embed.W_E", "embed.W_E"),
                               net.as_it_is("pos_embed.W_pos", "pos_embed.W_pos")};
  for (int layer = 0; layer < layers; ++layer) {
    const std::string block = fmt::format("blocks.{}.", layer);
    const int64_t H = net.extent(block + "attn.W_O", 0), e = net.extent(block + "attn.W_O", 1),
                  d = net.extent(block + "attn.W_O", 2);
    for (const char* name : {"attn.W_K", "attn.W_Q", "attn.W_V"}) {
      FloatTensor tensor{block + name, {H, e, d}, {}};
      for (int64_t h = 0; h < H; ++h)
        for (int64_t j = 0; j < e; ++j)
          for (int64_t i = 0; i < d; ++i) tensor.values.push_back(net.at(block + name, {h, i, j}));
      out.push_back(tensor);
    }
    FloatTensor W_O{block + "attn.W_O", {d, H * e}, {}};
    for (int64_t i = 0; i < d; ++i)
      for (int64_t h = 0; h < H; ++h)
        for (int64_t j = 0; j < e; ++j) W_O.values.push_back(net.at(block + "attn.W_O", {h, j, i}));
    out.push_back(W_O);
    const int64_t n = net.extent("pos_embed.W_pos", 0);
    FloatTensor mask{block + "attn.mask", {n, n}, {}};
    for (int64_t q = 0; q < n; ++q)
      for (int64_t k = 0; k < n; ++k) mask.values.push_back(k <= q ? 1.0f : 0.0f);
    out.push_back(mask);
    out.push_back(net.transposed(block + "mlp.W_in", block + "mlp.W_in"));
    out.push_back(net.as_it_is(block + "mlp.b_in", block + "mlp.b_in"));
    out.push_back(net.transposed(block + "mlp.W_out", block + "mlp.W_out"));
    out.push_back(net.as_it_is(block + "mlp.b_out", block + "mlp.b_out"));
  }
  out.push_back(net.as_it_is("unembed.W_U", "unembed.W_U"));
  return out;
}

/// As TransformerLens stores a transformer, which is as we do.
std::vector<FloatTensor> as_in_transformer_lens(const Original& net) {
  std::vector<FloatTensor> out;
  for (const ParameterTensor& tensor : net.layout.tensors())
    out.push_back(net.as_it_is(tensor.name, tensor.name));
  return out;
}

/// The assumptions of an import, as the command tells them.
std::string assumed_of(const ImportedModel& imported) {
  std::string out;
  for (const Assumption& one : imported.assumed) out += one.what + " (" + one.fields + ")\n";
  return out;
}

ImportedModel import_tensors(const std::vector<FloatTensor>& tensors, Layout layout,
                             const std::string& config = "", const std::string& group = "") {
  const TemporaryFolder folder;
  ImportRequest request;
  request.layout = layout;
  request.group = group;
  if (!config.empty()) {
    write(folder / "config.json", config);
    request.config = read_config(folder / "config.json");
  }
  return import_model(*parse_weights(state_dict_archive(tensors), "model.pt"), "model.pt", request);
}

/// The line that refuses it, config.json named without its folder.
std::string refusal(const std::vector<FloatTensor>& tensors, Layout layout, const std::string& config,
                    const std::string& group = "") {
  std::string line = failure_of([&] { import_tensors(tensors, layout, config, group); });
  if (const size_t at = line.find("/config.json"); at != std::string::npos) {
    const size_t start = line.rfind(' ', at) + 1;
    line.erase(start, at + 1 - start);
  }
  return line;
}

void check_same(const ImportedModel& imported, const Original& original) {
  REQUIRE(imported.layout.tensors().size() == original.layout.tensors().size());
  for (const ParameterTensor& tensor : original.layout.tensors()) {
    INFO(tensor.name);
    const ParameterTensor* found = imported.layout.find(tensor.name);
    REQUIRE(found);
    CHECK(found->shape == tensor.shape);
    CHECK(std::equal(original.parameters.data() + tensor.offset,
                     original.parameters.data() + tensor.offset + tensor.count(),
                     imported.parameters.data() + found->offset));
  }
}

const std::vector<std::string> kGrokking{"task.group=C7", "model.kind=transformer", "model.d_model=8",
                                         "model.heads=2", "model.d_mlp=12"};

const std::vector<std::string> kPizza{"task.group=C7",      "task.sequence=ab", "model.kind=transformer",
                                      "model.causal=false", "model.d_model=11", "model.d_head=2",
                                      "model.d_mlp=12"};

std::vector<std::string> with(std::vector<std::string> settings, const std::vector<std::string>& more) {
  settings.insert(settings.end(), more.begin(), more.end());
  return settings;
}

}  // namespace

TEST_CASE("a clock or pizza comes back as it was, in every variant of the paper", "[import]") {
  struct Variant {
    std::vector<std::string> settings;
    std::string config;
    int layers;
  };
  const Variant variants[] = {
      {{},
       R"({"C": 7, "n_heads": 4, "d_model": 11, "n_layers": 1, "attn_coeff": 0.25, "diff_vocab": 0, "eqn_sign": 0,
               "act_fn": "ReLU", "weight_decay": 2.0, "epoch": 20000, "lr": 0.001})",
       1},
      {{"model.layers=3"}, R"({"C": 7, "n_layers": 3, "attn_coeff": 0.25})", 3},
      {{"task.separate_vocabularies=true"},
       R"({"C": 7, "diff_vocab": 1, "eqn_sign": 0, "attn_coeff": 0.25})",
       1},
      {{"task.sequence=ab="},
       R"({"C": 7, "diff_vocab": false, "eqn_sign": true, "attn_coeff": 0.25, "act_fn": "GeLU"})",
       1},
      {{"task.sequence=ab=", "task.separate_vocabularies=true"},
       R"({"C": 7, "diff_vocab": 1, "eqn_sign": 1, "attn_coeff": 0.25})",
       1}};
  for (const Variant& variant : variants) {
    INFO(variant.config);
    const Original original(with(kPizza, variant.settings));
    const ImportedModel imported =
        import_tensors(as_in_the_papers(original, variant.layers), Layout::clock_pizza, variant.config);
    check_same(imported, original);
    CHECK(imported.spec.task.group == "C7");
    CHECK(imported.spec.task.split == PairSplitSource::unknown);
    CHECK(imported.spec.model.attention_rate == 0.25);
    CHECK_FALSE(imported.spec.model.causal);
    CHECK((imported.spec.model.activation == Activation::gelu) ==
          (variant.config.find("GeLU") != std::string::npos));
  }
}

TEST_CASE("without a configuration the shapes tell what they can, and the rest is said to be assumed",
          "[import]") {
  const Original original(kPizza);
  const ImportedModel imported = import_tensors(as_in_the_papers(original, 1), Layout::clock_pizza);
  check_same(imported, original);
  CHECK(imported.spec.task.group == "C7");
  CHECK(assumed_of(imported) == "model.activation relu (act_fn)\nmodel.attention_rate 1 (attn_coeff)\n");
  // A configuration without those fields leaves as much open.
  CHECK(assumed_of(import_tensors(as_in_the_papers(original, 1), Layout::clock_pizza, R"({"C": 7})")) ==
        assumed_of(imported));

  const TemporaryFolder folder;
  write(folder / "model.pt", state_dict_archive(as_in_the_papers(original, 1)));
  write(folder / "config.json", R"({"C": 7})");
  const std::vector<std::string> command{"import", "model.pt", "--layout", "clock-pizza", "-o", "out"};
  CHECK(run_orrery(with(command, {"--set", "model.attention_rate=0"}), {}, folder.path())
            .err.ends_with("assumed, as --config could say: model.activation relu (act_fn)\n"));
  CHECK(run_orrery(with(command, {"--config", "config.json", "--set", "model.activation=gelu"}), {},
                   folder.path())
            .err.ends_with("assumed, as config.json doesn't say: model.attention_rate 1 (attn_coeff)\n"));
}

TEST_CASE("a network of progress measures comes back with CPython's split", "[import]") {
  const Original original(kGrokking);
  const ImportedModel imported = import_tensors(as_in_the_papers(original, 1), Layout::progress_measures,
                                                R"({"p": 7, "train_fraction": 0.5, "split_seed": 3})");
  check_same(imported, original);
  CHECK(imported.spec.task.split == PairSplitSource::cpython);
  CHECK(imported.spec.task.train_fraction == 0.5);
  CHECK(imported.spec.seeds.split.value_or(imported.spec.seed) == 3);
  CHECK(imported.spec.model.causal);
  CHECK(assumed_of(imported) == "model.activation relu (act_type)\n");
  const ImportedModel told = import_tensors(as_in_the_papers(original, 1), Layout::progress_measures,
                                            R"({"p": 7, "act_type": "GeLU"})");
  CHECK(told.spec.model.activation == Activation::gelu);
  CHECK(assumed_of(told) == "task.split unknown (train_fraction and split_seed)\n");
}

TEST_CASE("the linear models come back, each architecture", "[import]") {
  const std::pair<const char*, const char*> types[] = {
      {"A", "alpha"}, {"X", "alpha-prime"}, {"B", "beta"}, {"C", "gamma"}, {"D", "delta"}};
  for (const auto& [letter, architecture] : types) {
    INFO(architecture);
    const Original original({"task.group=C7", "model.kind=pair-network",
                             fmt::format("model.architecture={}", architecture),
                             letter[0] == 'D' ? "model.embedding=4" : "model.embedding=8", "model.hidden=8"});
    std::vector<FloatTensor> tensors;
    if (letter[0] == 'X') {
      tensors = {original.as_it_is("W_x", "embed1.weight"), original.as_it_is("W_y", "embed2.weight")};
    } else {
      tensors = {original.as_it_is("W_E", "embed.weight")};
    }
    tensors.push_back(original.transposed("W_U", "unembed.weight"));
    tensors.push_back(original.transposed("W_1", "l1.weight"));
    tensors.push_back(original.as_it_is("b_1", "l1.bias"));
    if (original.layout.find("W_2")) {
      tensors.push_back(original.transposed("W_2", "l2.weight"));
      tensors.push_back(original.as_it_is("b_2", "l2.bias"));
    }
    check_same(import_tensors(tensors, Layout::clock_pizza_linear,
                              fmt::format(R"({{"C": 7, "model_type": "{}"}})", letter)),
               original);
  }
}

TEST_CASE("the group paper's networks come back with torch's split", "[import]") {
  const Original mlp({"task.group=S3", "model.kind=pair-network", "model.embedding=5", "model.hidden=7"});
  std::vector<FloatTensor> tensors;
  for (const char* name : {"W_x", "W_y", "W", "W_U"}) tensors.push_back(mlp.as_it_is(name, name));
  const std::string config =
      R"({"group": "SymmetricGroup", "group_parameter": 3, "frac_train": 0.4, "seed": 2,
      "model": "OneLayerMLP", "layers": {"embed_dim": 5, "hidden_dim": 7}, "num_epochs": 250000, "lr": 0.001,
      "weight_decay": 1, "betas": [0.9, 0.98]})";
  const ImportedModel imported = import_tensors(tensors, Layout::universality_mlp, config);
  check_same(imported, mlp);
  CHECK(imported.spec.task.group == "S3");
  CHECK(imported.spec.task.split == PairSplitSource::torch);
  CHECK(imported.spec.task.train_fraction == 0.4);
  CHECK(imported.spec.optimizer.beta2 == 0.98);
  CHECK(imported.step == 250000);
  // Seed 0 shuffles nothing in the authors' code, a split that no stream of ours gives.
  const std::string unshuffled =
      R"({"group": "SymmetricGroup", "group_parameter": 3, "frac_train": 0.4, "seed": 0})";
  CHECK(import_tensors(tensors, Layout::universality_mlp, unshuffled).spec.task.split ==
        PairSplitSource::unknown);
  const std::string whole =
      R"({"group": "SymmetricGroup", "group_parameter": 3, "frac_train": 1.0, "seed": 2})";
  CHECK(failure_of([&] {
          import_tensors(tensors, Layout::universality_mlp, whole);
        }).find("config.json: frac_train = 1: expected a fraction that leaves") != std::string::npos);
  const std::string other = R"({"group": "SymmetricGroup", "group_parameter": 4})";
  CHECK(failure_of([&] {
          import_tensors(tensors, Layout::universality_mlp, other);
        }).find("config.json: group = SymmetricGroup of 4: expected a group that fits 6 embeddings") !=
        std::string::npos);
  check_same(import_tensors(tensors, Layout::universality_mlp, "", "S3"), mlp);
  CHECK(
      failure_of([&] { import_tensors(tensors, Layout::universality_mlp); }) ==
      "model.pt: expected --config with group and group_parameter, or --group: groups of 6 elements have the "
      "same shapes");
  CHECK(refusal(tensors, Layout::universality_mlp, R"({"group": "SymmetricGroup"})") ==
        "config.json: expected group and group_parameter, or --group: groups of 6 elements have the same "
        "shapes");
  CHECK(refusal(tensors, Layout::universality_mlp, config, "D3") ==
        "--group = D3: expected S3, as config.json: group says");
  check_same(import_tensors(tensors, Layout::universality_mlp, config, "S3"), mlp);
  CHECK(failure_of([&] { import_tensors(tensors, Layout::universality_mlp, "", "S4"); }) ==
        "--group = S4: expected a group that fits 6 embeddings of model.pt, not one of 24 elements");
}

TEST_CASE("every tensor that is missing, misshaped or unknown is named in one line", "[import]") {
  const Original original(kPizza);
  std::vector<FloatTensor> tensors = as_in_the_papers(original, 1);
  std::erase_if(tensors, [](const FloatTensor& tensor) { return tensor.name == "blocks.0.mlp.b_in"; });
  for (FloatTensor& tensor : tensors) {
    if (tensor.name != "blocks.0.attn.W_K") continue;
    tensor.shape = {4, 2, 10};
    tensor.values.resize(80);
  }
  tensors.push_back({"blocks.0.ln1.w", {11}, std::vector<float>(11)});
  const std::string line = failure_of([&] { import_tensors(tensors, Layout::clock_pizza); });
  for (const char* part : {"blocks.0.mlp.b_in [12], which is missing",
                           "blocks.0.attn.W_K [4,2,11], not F32 [4,2,10]", "no blocks.0.ln1.w F32 [11]"}) {
    INFO(part);
    CHECK(line.find(part) != std::string::npos);
  }
  CHECK(line.find("W_E") == std::string::npos);
}

TEST_CASE("where as many tensors say one size as another, those that are right are not blamed", "[import]") {
  std::vector<FloatTensor> tensors = as_in_the_papers(Original(kPizza), 1);
  std::swap(tensors[0].shape[0], tensors[0].shape[1]);  // W_E the wrong way round
  CHECK(failure_of([&] { import_tensors(tensors, Layout::clock_pizza); }) ==
        "model.pt: expected for layout clock-pizza: embed.W_E [11,7], not F32 [7,11]");
}

TEST_CASE("a transformer that is stored as another layout has it, is told so", "[import]") {
  const Original original(kGrokking);
  CHECK(failure_of([&] { import_tensors(as_in_the_papers(original, 1), Layout::transformer_lens); }) ==
        "--layout = transformer-lens: expected clock-pizza or progress-measures, which the tensors of "
        "model.pt fit");
  CHECK(
      failure_of([&] {
        import_tensors(as_in_transformer_lens(original), Layout::progress_measures);
      }).starts_with("--layout = progress-measures: expected universality-transformer or transformer-lens"));
  // A configuration that is not theirs is another matter.
  CHECK(refusal(as_in_the_papers(original, 1), Layout::clock_pizza, R"({"C": 7, "n_layers": 2})")
            .find("blocks.1.attn.W_Q [2,4,8], which is missing") != std::string::npos);
}

TEST_CASE("a mask without the positions that it masks is no trouble", "[import]") {
  std::vector<FloatTensor> tensors = as_in_the_papers(Original(kGrokking), 1);
  std::erase_if(tensors, [](const FloatTensor& tensor) { return tensor.name == "pos_embed.W_pos"; });
  CHECK(failure_of([&] {
          import_tensors(tensors, Layout::progress_measures);
        }).find("pos_embed.W_pos [?,8], which is missing") != std::string::npos);
}

TEST_CASE(
    "a configuration of another paper or with a misspelt field is refused, one with more fields is read",
    "[import]") {
  const std::vector<FloatTensor> pizza = as_in_the_papers(Original(kPizza), 1);
  const auto line = [&](const std::string& config) { return refusal(pizza, Layout::clock_pizza, config); };
  CHECK(line(R"({"lr": 0.001, "weight_decay": 1, "group": "CyclicGroup", "group_parameter": 7, "seed": 1})")
            .starts_with(
                "config.json: expected a configuration of layout clock-pizza, with some of C, act_fn, "));
  CHECK(line(R"({"C": 7, "attn_coef": 0})") ==
        "config.json: attn_coef = 0: expected attn_coeff, if that is meant");
  CHECK(line(R"({"C": 7, "attn_coeff": 0, "attn_coef": 1, "func": null, "best_test_accuracy": 1})").empty());

  const Original mlp({"task.group=C5", "model.kind=pair-network", "model.embedding=5", "model.hidden=7"});
  CHECK(refusal(as_in_transformer_lens(mlp), Layout::universality_mlp,
                R"({"group": "CyclicGroup", "group_parameter": 5, "train_frac": 0.4, "seed": 2})") ==
        "config.json: train_frac = 0.4: expected frac_train, if that is meant");
  CHECK(assumed_of(import_tensors(as_in_transformer_lens(mlp), Layout::universality_mlp,
                                  R"({"group": "CyclicGroup", "group_parameter": 5, "seed": 2})")) ==
        "task.split unknown (frac_train and seed)\n");
}

TEST_CASE("a HookedTransformerConfig as TransformerLens writes it is read", "[import]") {
  const Original original(kGrokking);
  const std::vector<FloatTensor> tensors = as_in_transformer_lens(original);
  const ImportedModel imported = import_tensors(tensors, Layout::transformer_lens, R"({
      "n_layers": 1, "d_model": 8, "n_ctx": 3, "d_head": 4, "model_name": "custom", "n_heads": 2, "d_mlp": 12,
      "act_fn": "gelu", "d_vocab": 8, "eps": 1e-05, "use_attn_result": false, "use_attn_scale": true,
      "attn_scale": 2.0, "use_split_qkv_input": false, "use_hook_mlp_in": false, "use_attn_in": false,
      "use_local_attn": false, "ungroup_grouped_query_attention": false, "original_architecture": null,
      "from_checkpoint": false, "checkpoint_index": null, "tokenizer_name": null, "window_size": null,
      "attn_types": null, "init_mode": "gpt2", "normalization_type": null, "device": "cpu", "n_devices": 1,
      "attention_dir": "causal", "attn_only": false, "seed": 999, "initializer_range": 0.28, "init_weights": true,
      "scale_attn_by_inverse_layer_idx": false, "positional_embedding_type": "standard", "final_rms": false,
      "d_vocab_out": -1, "parallel_attn_mlp": false, "rotary_dim": null, "n_params": 1, "use_hook_tokens": false,
      "gated_mlp": false, "default_prepend_bos": true, "dtype": "torch.float32", "tokenizer_prepends_bos": null,
      "n_key_value_heads": null, "post_embedding_ln": false, "rotary_base": 10000, "trust_remote_code": false,
      "rotary_adjacent_pairs": false, "load_in_4bit": false, "num_experts": null, "experts_per_token": null,
      "relative_attention_max_distance": null, "relative_attention_num_buckets": null,
      "decoder_start_token_id": null, "tie_word_embeddings": false, "use_normalization_before_and_after": false,
      "attn_scores_soft_cap": -1.0, "output_logits_soft_cap": -1.0, "use_NTK_by_parts_rope": false,
      "NTK_by_parts_low_freq_factor": 1.0, "train_fraction": 0.5, "split_seed": 1})");
  check_same(imported, original);
  CHECK(imported.spec.model.activation == Activation::gelu);
  CHECK(assumed_of(imported).empty());
  CHECK(assumed_of(import_tensors(tensors, Layout::transformer_lens)) ==
        "model.activation relu (act_fn)\nno layer norm (normalization_type)\n"
        "task.split unknown (train_fraction and split_seed)\n");
}

TEST_CASE("of several checkpoints in a file each has its own step", "[import]") {
  using namespace pickled;
  const auto weights = [] {
    const std::string five = storage("FloatStorage", "0", 5);
    return dict({{"W_x", tensor(five, 0, {5, 1}, {1, 1})},
                 {"W_y", tensor(five, 0, {5, 1}, {1, 1})},
                 {"W", tensor(five, 0, {2, 1}, {1, 1})},
                 {"W_U", tensor(five, 0, {1, 5}, {5, 1})}});
  };
  const auto step = [&](const std::string& saved, const std::string& place) {
    ImportRequest request;
    request.layout = Layout::universality_mlp;
    request.place = place;
    const std::string archive = torch_archive(saved, {bytes_of<float>({1, 2, 3, 4, 5})});
    return import_model(*parse_weights(archive, "model.pt"), "model.pt", request).step;
  };
  const std::string runs = dict({{"state_dicts", list({weights(), weights()})},
                                 {"epochs", list({integer(0), integer(100)})},
                                 {"epoch", integer(4999)}});
  CHECK(step(runs, "state_dicts.1") == 100);
  CHECK(step(dict({{"state_dicts", list({weights()})}, {"epoch", integer(4999)}}), "state_dicts.0") == 0);
  CHECK(step(dict({{"model", weights()}, {"epoch", integer(4999)}}), "") == 5000);
  CHECK(step(dict({{"model", weights()}, {"first", weights()}, {"epoch", integer(4999)}}), "first") == 0);
  const std::string inner =
      dict({{"run", dict({{"model", weights()}, {"epoch", integer(9)}})}, {"epoch", integer(4999)}});
  CHECK(step(inner, "") == 10);
}

TEST_CASE("a HookedTransformer of another kind is refused by the field that says so", "[import]") {
  const auto line = [](const std::string& config) {
    return failure_of([&] {
      import_tensors({{"embed.W_E", {7, 8}, std::vector<float>(56)}}, Layout::transformer_lens, config);
    });
  };
  for (const auto& [config, part] : {
           std::pair{R"({"use_attn_scale": false})", "use_attn_scale = false"},
           std::pair{R"({"attn_scale": 3, "d_head": 16})", "attn_scale = 3"},
           std::pair{R"({"attn_scale": 3, "d_model": 32, "n_heads": 2})", "attn_scale = 3"},
           std::pair{R"({"positional_embedding_type": "rotary"})", "positional_embedding_type = \"rotary\""},
           std::pair{R"({"parallel_attn_mlp": true})", "parallel_attn_mlp = true"},
           std::pair{R"({"attn_scores_soft_cap": 20.0})", "attn_scores_soft_cap = 20.0"},
           std::pair{R"({"output_logits_soft_cap": 30})", "output_logits_soft_cap = 30"},
       }) {
    INFO(config);
    CHECK(line(config).find(part) != std::string::npos);
  }
  for (const char* config : {R"({"attn_scale": 4.0, "d_head": 16})", R"({"attn_scale": -1.0})"})
    CHECK(line(config).find("attn_scale") == std::string::npos);
}

TEST_CASE("weights that are not finite are refused by name and place", "[import]") {
  std::vector<FloatTensor> tensors = as_in_the_papers(Original(kPizza), 1);
  for (FloatTensor& tensor : tensors)
    if (tensor.name == "blocks.0.mlp.W_in") tensor.values[5] = std::numeric_limits<float>::quiet_NaN();
  CHECK(failure_of([&] {
          import_tensors(tensors, Layout::clock_pizza);
        }).starts_with("model.pt: blocks.0.mlp.W_in[5] = NaN: expected a finite number"));
}

TEST_CASE("what is no such network, and configurations of something else, are refused in one line",
          "[import]") {
  const TemporaryFolder folder;
  const Original original(kPizza);
  const std::vector<FloatTensor> tensors = as_in_the_papers(original, 1);
  const auto line = [&](Layout layout, const std::string& config) {
    return failure_of([&] { import_tensors(tensors, layout, config); });
  };
  CHECK(line(Layout::universality_mlp, "").find("W [?,11], which is missing") != std::string::npos);
  CHECK(line(Layout::clock_pizza, R"({"C": 8})").find("config.json: C = 8: expected a group that fits") !=
        std::string::npos);
  CHECK(line(Layout::progress_measures, R"({"p": 7, "train_fraction": 0, "split_seed": 0})")
            .find("config.json: train_fraction = 0: expected a number above 0") != std::string::npos);
  CHECK(line(Layout::clock_pizza, R"({"C": 7, "funcs": "lambda x: (x[0]-x[1])%7"})").find("addition") !=
        std::string::npos);
  CHECK(line(Layout::clock_pizza, R"({"C": "seven"})").find("a whole number") != std::string::npos);
  CHECK(line(Layout::clock_pizza, "{}").find("a configuration of layout clock-pizza") != std::string::npos);
  CHECK(line(Layout::clock_pizza, "[1]").find("a JSON object") != std::string::npos);
  CHECK(line(Layout::progress_measures, R"({"p": 7, "train_fraction": 0.5})").find("split_seed") !=
        std::string::npos);

  // An eighteen-token network is five-digit addition.
  const Original digits(
      {"task.group=C11", "model.kind=transformer", "model.d_model=8", "model.heads=2", "model.d_mlp=12"});
  std::vector<FloatTensor> longer = as_in_the_papers(digits, 1);
  for (FloatTensor& tensor : longer) {
    if (tensor.name == "pos_embed.W_pos") tensor = {"pos_embed.W_pos", {18, 8}, std::vector<float>(144)};
    if (tensor.name == "blocks.0.attn.mask")
      tensor = {"blocks.0.attn.mask", {18, 18}, std::vector<float>(324, 1.0f)};
  }
  CHECK(is_one_line(failure_of([&] { import_tensors(longer, Layout::progress_measures); }) + "\n"));
  CHECK_FALSE(failure_of([&] { import_tensors(longer, Layout::progress_measures); }).empty());

  write(folder / "model.pt", state_dict_archive(tensors));
  write(folder / "text.pt", "these are no weights");
  const std::string out = (folder / "out.safetensors").string();
  const auto run = [&](const std::string& file, const std::string& layout) {
    const Outcome outcome = run_orrery({"import", (folder / file).string(), "--layout", layout, "-o", out});
    CHECK(outcome.code == 2);
    CHECK(is_one_line(outcome.err));
    CHECK_FALSE(std::filesystem::exists(out));
    return outcome.err;
  };
  CHECK(run("model.pt", "pizza-clock").find("one of clock-pizza, ") != std::string::npos);
  CHECK(run("text.pt", "clock-pizza").find("text.pt") != std::string::npos);
  CHECK(run("absent.pt", "clock-pizza").find("No such file") != std::string::npos);
  const Outcome good =
      run_orrery({"import", (folder / "model.pt").string(), "--layout", "clock-pizza", "-o", out});
  CHECK(good.code == 0);
  const Outcome measured = run_orrery({"measure", out, "--json"});
  CHECK(measured.code == 0);
  CHECK(measured.out.find("\"train\": null") != std::string::npos);
  CHECK(run_orrery({"train", "--spec", out, "--out", (folder / "run").string()}).code == 2);
}
