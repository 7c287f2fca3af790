// `orrery import`: networks of ours, stored as the papers' authors store theirs, come back as they were.
#include "tests/native/import_networks.h"

using namespace orrery;
using namespace orrery::testing;

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
