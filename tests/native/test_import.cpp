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

ImportedModel import_tensors(const std::vector<FloatTensor>& tensors, Layout layout,
                             const std::string& config = "", const std::string& group = "") {
  const TemporaryFolder folder;
  ImportRequest request;
  request.layout = layout;
  request.group = group;
  if (!config.empty()) {
    write(folder / "config.json", config);
    request.config = folder / "config.json";
  }
  return import_model(*parse_weights(state_dict_archive(tensors), "model.pt"), "model.pt", request);
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
  CHECK_FALSE(imported.assumed.empty());
}

TEST_CASE("a network of progress measures comes back with CPython's split", "[import]") {
  const Original original(
      {"task.group=C7", "model.kind=transformer", "model.d_model=8", "model.heads=2", "model.d_mlp=12"});
  const ImportedModel imported = import_tensors(as_in_the_papers(original, 1), Layout::progress_measures,
                                                R"({"p": 7, "train_fraction": 0.5, "split_seed": 3})");
  check_same(imported, original);
  CHECK(imported.spec.task.split == PairSplitSource::cpython);
  CHECK(imported.spec.task.train_fraction == 0.5);
  CHECK(imported.spec.seeds.split.value_or(imported.spec.seed) == 3);
  CHECK(imported.spec.model.causal);
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
  CHECK(failure_of([&] { import_tensors(tensors, Layout::universality_mlp); }).find("--group") !=
        std::string::npos);
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
