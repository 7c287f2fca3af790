// Runs on pairs: a pure function of their description, in each arithmetic and on any number of workers.
#include "core/train/pair_run.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/measure/measures.h"
#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "tests/catch.h"
#include "tests/core/workers.h"

using namespace orrery;

namespace {

using Settings = std::vector<std::pair<const char*, const char*>>;

RunSpec pair_spec(const Settings& settings) {
  RunSpec spec;
  const Settings small = {{"task.kind", "pairs"},
                          {"task.group", "C7"},
                          {"task.train_fraction", "0.6"},
                          {"model.kind", "transformer"},
                          {"model.d_model", "8"},
                          {"model.heads", "2"},
                          {"model.d_mlp", "16"},
                          {"model.embedding", "6"},
                          {"model.hidden", "12"},
                          {"batch", "0"},
                          {"optimizer.learning_rate", "0.01"},
                          {"optimizer.weight_decay", "0.5"}};
  for (const auto& [path, value] : small) REQUIRE(set_field(spec, path, value));
  for (const auto& [path, value] : settings) REQUIRE(set_field(spec, path, value));
  return spec;
}

std::unique_ptr<Run> start(const RunSpec& spec, const RunMeans& means = {}) {
  Result<std::unique_ptr<Run>> run = make_run(spec, means);
  INFO((run ? std::string() : run.error().line()));
  REQUIRE(run);
  return std::move(*run);
}

std::string refusal(const RunSpec& spec, const RunMeans& means = {}) {
  const Result<std::unique_ptr<Run>> run = make_run(spec, means);
  return run ? "accepted" : run.error().line();
}

PairRun& pairs(const std::unique_ptr<Run>& run) {
  return static_cast<PairRun&>(*run);
}

std::vector<double> trained(const RunSpec& spec, int64_t steps, const RunMeans& means = {}) {
  const std::unique_ptr<Run> run = start(spec, means);
  run->advance(steps);
  return pairs(run).parameters();
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double sum = 0, norm = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    sum += (a[i] - b[i]) * (a[i] - b[i]);
    norm += a[i] * a[i];
  }
  return std::sqrt(sum / norm);
}

PairTargets targets(const Settings& settings) {
  const Result<PairTask> task = make_pair_task(pair_spec(settings));
  REQUIRE(task);
  return task->model.targets;
}

/// One of each kind of network, folded ones and plain ones.
const std::vector<Settings> kNetworks = {
    {},
    {{"task.sequence", "ab"}, {"model.attention_rate", "0.3"}, {"model.causal", "false"}},
    {{"task.sequence", "ab"}, {"task.separate_vocabularies", "true"}, {"model.attention_rate", "0"}},
    {{"model.layers", "2"}, {"model.activation", "gelu"}},
    {{"model.d_mlp", "0"}, {"model.classes", "elements"}},
    {{"model.biases", "frozen"}, {"model.init", "transformer-lens"}},
    {{"model.kind", "pair-network"}},
    {{"model.kind", "pair-network"}, {"model.architecture", "beta"}},
    {{"model.kind", "pair-network"},
     {"model.architecture", "gromov"},
     {"model.activation", "quadratic"},
     {"task.loss", "mse"}}};

}  // namespace

TEST_CASE("a run's task asks what its description says", "[pair_run]") {
  constexpr int n = 7;
  const PairTargets sum = targets({}), difference = targets({{"task.target", "quotient"}}),
                    form = targets({{"task.target", "quadratic-form"}});
  for (int a = 0; a < n; ++a)
    for (int b = 0; b < n; ++b) {
      const auto pair = static_cast<size_t>(a * n + b);
      CHECK(sum[pair] == (a + b) % n);
      CHECK(difference[pair] == (a - b + n) % n);
      CHECK(form[pair] == (a * a + a * b + b * b) % n);
    }
  CHECK(targets({{"task.target", "random"}, {"seed", "5"}}) == random_targets(n, 5));
  CHECK(targets({{"task.target", "random"}, {"seed", "5"}, {"seeds.data", "6"}}) == random_targets(n, 6));
}

TEST_CASE("a run on pairs does not depend on its workers, to the bit", "[pair_run]") {
  for (const Settings& network : kNetworks) {
    test::BackwardsWorkers two(2), three(3);
    const RunSpec spec = pair_spec(network);
    const std::vector<double> alone = trained(spec, 5);
    CHECK(trained(spec, 5, {&two}) == alone);
    CHECK(trained(spec, 5, {&three}) == alone);
  }
}

TEST_CASE("float32 follows float64", "[pair_run]") {
  for (const Settings& network : kNetworks) {
    RunSpec spec = pair_spec(network);
    spec.optimizer.epsilon = 1e-4;  // Adam turns rounding in a vanishing gradient into a whole step otherwise
    const std::vector<double> narrow = trained(spec, 20);
    spec.precision = Precision::float64;
    CHECK(distance(narrow, trained(spec, 20)) < 2e-5);
  }
}

TEST_CASE("a run on pairs goes on from its state to the same bits", "[pair_run]") {
  for (const char* batch : {"0", "8"})
    for (const char* precision : {"float32", "float64"}) {
      const RunSpec spec = pair_spec({{"batch", batch}, {"precision", precision}});
      const std::unique_ptr<Run> unbroken = start(spec), resumed = start(spec);
      unbroken->advance(7);
      const std::vector<StateTensor> from = unbroken->state(), to = resumed->state();
      REQUIRE(from.size() == to.size());
      for (size_t i = 0; i < from.size(); ++i) {
        CHECK(from[i].name == to[i].name);
        std::copy_n(static_cast<const char*>(from[i].data), from[i].bytes(), static_cast<char*>(to[i].data));
      }
      resumed->restored(7);
      CHECK(resumed->loss() == unbroken->loss());
      unbroken->advance(9);
      resumed->advance(9);
      CHECK(pairs(resumed).parameters() == pairs(unbroken).parameters());
    }
}

TEST_CASE("minibatches learn all training pairs, in an order that follows from the seed", "[pair_run]") {
  const RunSpec full = pair_spec({}), mini = pair_spec({{"batch", "7"}});  // 29 training pairs: 4 batches
  const std::unique_ptr<Run> run = start(mini);
  CHECK(run->loss() == start(full)->loss());
  run->advance(400);
  CHECK(run->loss() < 0.3);
  const RunSpec other = pair_spec({{"batch", "7"}, {"seeds.data", "5"}});
  CHECK(trained(other, 4) != trained(mini, 4));
  CHECK(trained(mini, 4) == trained(mini, 4));
}

TEST_CASE("warm-up from zero leaves the first update without effect", "[pair_run]") {
  RunSpec spec = pair_spec({{"optimizer.warmup_steps", "10"}, {"optimizer.warmup_from_zero", "true"}});
  const std::unique_ptr<Run> run = start(spec);
  const std::vector<double> initial = pairs(run).parameters();
  run->advance(1);
  CHECK(pairs(run).parameters() == initial);
  run->advance(1);
  CHECK(pairs(run).parameters() != initial);
}

TEST_CASE("frozen biases have no moments and stay zero", "[pair_run]") {
  const std::unique_ptr<Run> run = start(pair_spec({{"model.biases", "frozen"}}));
  run->advance(20);
  bool seen = false;
  for (const StateTensor& tensor : run->state()) {
    CHECK(tensor.name != "optimizer.m.blocks.0.mlp.b_in");
    if (tensor.name != "blocks.0.mlp.b_in") continue;
    seen = true;
    for (size_t i = 0; i < tensor.count(); ++i) CHECK(static_cast<const float*>(tensor.data)[i] == 0);
  }
  CHECK(seen);
}

TEST_CASE("the three splits are the three generators', and a lost split can only be measured", "[pair_run]") {
  const auto first = [](const char* split, const char* seed) {
    const Result<PairTask> task = make_pair_task(pair_spec(
        {{"task.group", "C113"}, {"task.train_fraction", "0.3"}, {"task.split", split}, {"seed", seed}}));
    REQUIRE(task);
    CHECK(task->split.train.size() == 3830);
    CHECK(task->split.test.size() == 8939);
    return task->split.train.front();
  };
  CHECK(first("cpython", "0") == 18 * 113 + 34);  // grokking spec, section 2
  CHECK(first("cpython", "1") == 58 * 113 + 58);
  CHECK(first("torch", "0") != first("cpython", "0"));

  const std::unique_ptr<Run> run = start(pair_spec({{"task.split", "unknown"}}));
  CHECK_FALSE(run->trainable());
  CHECK_FALSE(pairs(run).score(PairSet::train));
  CHECK(std::isfinite(pairs(run).score(PairSet::all)->loss));
  for (const Measure& entry : measure(*run, "")) {
    const bool split =
        entry.path.find(".train") != std::string::npos || entry.path.find(".test") != std::string::npos;
    CHECK(std::holds_alternative<std::monostate>(entry.value) == split);
  }
}

TEST_CASE("a network with one weight that is not finite has no loss, whatever its ReLUs hide", "[pair_run]") {
  for (const Settings& network : kNetworks)
    for (const float bad :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      const std::unique_ptr<Run> run = start(pair_spec(network));
      CHECK(std::isfinite(run->loss()));
      *static_cast<float*>(run->state().front().data) = bad;
      run->restored(0);
      CHECK_FALSE(std::isfinite(run->loss()));
      CHECK_FALSE(std::isfinite(pairs(run).score(PairSet::test)->accuracy));
    }
}

TEST_CASE("confidence agrees with the accuracy, and knows what is trained on", "[pair_run]") {
  for (const Settings& network : kNetworks) {
    const std::unique_ptr<Run> run = start(pair_spec(network));
    run->advance(60);
    const std::optional<View> confidence = run->view("confidence"), marks = run->view("trained");
    REQUIRE(confidence);
    REQUIRE(marks);
    CHECK(confidence->shape == std::vector<int64_t>{7, 7});
    double right = 0, of_train = 0, trained_on = 0;
    for (size_t i = 0; i < 49; ++i) {
      CHECK(std::abs(confidence->values[i]) <= 1.000001f);
      right += confidence->values[i] > 0;
      trained_on += marks->values[i];
      of_train += confidence->values[i] > 0 && marks->values[i] == 1;
    }
    CHECK(right / 49 == Approx(pairs(run).score(PairSet::all)->accuracy));
    CHECK(of_train / trained_on == Approx(pairs(run).score(PairSet::train)->accuracy));
    CHECK_FALSE(run->view("nothing"));
  }
}

TEST_CASE("what can't be is refused by the field that says it", "[pair_run]") {
  const auto line = [](const Settings& settings) { return refusal(pair_spec(settings)); };
  CHECK(line({{"task.group", "C0"}}).starts_with("task.group = C0: expected"));
  CHECK(line({{"task.group", "monster"}}).starts_with("task.group = monster: expected"));
  CHECK(line({{"task.group", "C5000"}}).find("5000") != std::string::npos);
  CHECK(
      line({{"task.train_fraction", "0.01"}}).starts_with("task.train_fraction = 0.01: expected a fraction"));
  CHECK(line({{"task.train_fraction", "1"}}).starts_with("task.train_fraction = 1: expected a fraction"));
  CHECK(line({{"model.heads", "3"}}) ==
        "model.heads = 3: expected a number that divides model.d_model = 8, or model.d_head to be given");
  CHECK(line({{"model.heads", "3"}, {"model.d_head", "2"}}) == "accepted");
  CHECK(line({{"model.heads", "64"}, {"model.d_head", "1"}}).starts_with("model.heads = 64: expected"));
  CHECK(line({{"model.kind", "toy-autoencoder"}})
            .starts_with("model.kind = \"toy-autoencoder\": expected transformer"));
  CHECK(line({{"task.group", "S3"}, {"task.target", "quadratic-form"}})
            .starts_with("task.target = quadratic-form: "));
  CHECK(line({{"model.init_stream", "torch"}}).starts_with("model.init_stream = torch: expected orrery"));
  RunSpec toy;
  toy.batch = 0;
  CHECK(refusal(toy).starts_with("batch = 0: expected at least 1"));

  RunMeans little;
  little.max_bytes = 20e6;
  CHECK(refusal(pair_spec({{"task.group", "C700"}}), little).find("this one would need") !=
        std::string::npos);
  CHECK(refusal(pair_spec({}), little) == "accepted");
}

TEST_CASE("every preset on pairs learns what it trains on", "[pair_run]") {
  for (const Preset& preset : presets()) {
    RunSpec spec = *preset_spec(preset.name);
    if (spec.task.kind != TaskKind::pairs) continue;
    INFO(preset.name);
    spec.task.group = spec.task.group == "S5" || spec.task.group == "S4" ? "S3" : "C11";  // in a blink
    spec.task.train_fraction = 0.5;
    const std::unique_ptr<Run> run = start(spec);
    const double before = run->loss();
    run->advance(30);
    CHECK(run->loss() < before);
  }
}
