// What `orrery import` refuses, in one line: what is no such network, and what is one of another kind.
#include "tests/native/import_networks.h"

#include <limits>

using namespace orrery;
using namespace orrery::testing;

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

TEST_CASE("a mask without the positions that it masks is no trouble", "[import]") {
  std::vector<FloatTensor> tensors = as_in_the_papers(Original(kGrokking), 1);
  std::erase_if(tensors, [](const FloatTensor& tensor) { return tensor.name == "pos_embed.W_pos"; });
  CHECK(failure_of([&] {
          import_tensors(tensors, Layout::progress_measures);
        }).find("pos_embed.W_pos [?,8], which is missing") != std::string::npos);
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
