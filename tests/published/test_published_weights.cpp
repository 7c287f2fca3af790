// The papers' own weights, imported and measured: every logit, loss, norm and accuracy that was published for them or that
// an independent program has found in them (specs: clock and pizza 5 and 9, groups 8.2 and 11, grokking 10.3). They lie in
// the folder that ORRERY_PUBLISHED names; tools/test.mjs skips these tests by name where there is none.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "native/import/imported_run.h"
#include "native/threads/worker_pool.h"
#include "tests/catch.h"

using namespace orrery;
namespace fs = std::filesystem;

namespace {

fs::path published() {
  const char* const folder = std::getenv("ORRERY_PUBLISHED");
  REQUIRE(folder);
  return folder;
}

/// A published network in double, at its last step.
class Published {
 public:
  Published(const fs::path& file, Layout layout, const fs::path& config) {
    ImportRequest request;
    request.layout = layout;
    request.config = read_config(config);
    run_ = imported_run(import_model(*read_weights(file), file.string(), request), {&pool_});
  }

  PairRun& run() { return *run_; }

  double loss(PairSet set) { return run().score(set)->loss; }
  double accuracy(PairSet set) { return run().score(set)->accuracy; }

  /// Logit of class c for (a, b).
  double logit(int a, int b, int c) {
    const int pair = a * run().task().group.order + b;
    const std::vector<double> parameters = run().parameters();
    return pair_logits(run().model(), parameters.data(), std::span(&pair, 1))(0, c);
  }

  double sum_of_squares() {
    double sum = 0;
    for (const double weight : run().parameters()) sum += weight * weight;
    return sum;
  }

 private:
  WorkerPool pool_;
  std::unique_ptr<PairRun> run_;
};

Approx near(double value, double tolerance) {
  return Approx(value).epsilon(0).margin(tolerance);
}
Approx relative(double value, double tolerance) {
  return Approx(value).epsilon(tolerance);
}

}  // namespace

TEST_CASE("the clock, the pizza and a linear model have their published logits, loss and norm",
          "[published]") {
  struct Model {
    const char* id;
    Layout layout;
    double logits[5];  // (3,7,10), (3,7,0), (0,0,0), (58,57,56), (29,30,0)
    double loss, norm;
    double own_mean, own_deviation;  // of the logits of the pairs' own classes
  };
  const Model models[] = {{"p99zdpze5l",
                           Layout::clock_pizza,
                           {45.45321, -12.67773, 44.44350, 47.97009, 48.98493},
                           1.3843e-7,
                           22.854,
                           45.390,
                           1.820},
                          {"l8k1hzciux",
                           Layout::clock_pizza,
                           {51.93590, -0.95617, 59.02943, 62.15395, 61.57777},
                           1.5609e-7,
                           24.8139,
                           58.466,
                           2.870},
                          {"p71frej8t7",
                           Layout::clock_pizza_linear,
                           {29.08466, 13.15009, 28.38215, 28.93996, 29.09215},
                           6.1981e-7,
                           32.4395,
                           29.750,
                           1.187}};
  const int spots[5][3] = {{3, 7, 10}, {3, 7, 0}, {0, 0, 0}, {58, 57, 56}, {29, 30, 0}};
  for (const Model& model : models) {
    INFO(model.id);
    const fs::path folder = published() / "clock-and-pizza";
    const std::string id = model.id;
    Published network(folder / ("model_" + id + ".pt"), model.layout, folder / ("config_" + id + ".json"));
    for (int i = 0; i < 5; ++i)
      CHECK(network.logit(spots[i][0], spots[i][1], spots[i][2]) == near(model.logits[i], 1e-5));
    CHECK(network.loss(PairSet::all) == relative(model.loss, 5e-5));
    CHECK(network.accuracy(PairSet::all) == 1);
    CHECK(std::sqrt(network.sum_of_squares()) == near(model.norm, 1e-3));
    // Their split is lost.
    CHECK_FALSE(network.run().score(PairSet::train));
    CHECK_FALSE(network.run().score(PairSet::test));

    double sum = 0, squares = 0;
    const std::vector<float> logits = network.run().logits(PairSet::all);
    const auto classes = static_cast<size_t>(network.run().model().classes());
    const PairTargets& targets = network.run().model().targets;
    for (size_t pair = 0; pair < targets.size(); ++pair) {
      const double own = static_cast<double>(logits[pair * classes + static_cast<size_t>(targets[pair])]);
      sum += own;
      squares += own * own;
    }
    const auto count = static_cast<double>(targets.size());
    CHECK(sum / count == near(model.own_mean, 1e-3));
    CHECK(std::sqrt(squares / count - sum / count * sum / count) == near(model.own_deviation, 1e-3));
  }
}

TEST_CASE("networks on groups have their published losses on their own splits", "[published]") {
  struct Model {
    const char* run;
    Layout layout;
    double train, test, all, sum_of_squares;  // 0: published wrongly
  };
  const Model models[] = {
      {"S5_MLP_seed2", Layout::universality_mlp, 1.5452263e-06, 2.9428896e-06, 2.3838243e-06, 5014.3999},
      {"C113_MLP_seed1", Layout::universality_mlp, 1.6059522e-06, 2.8632828e-05, 2.0526247e-05, 5459.0107},
      {"S5_T_seed1", Layout::universality_transformer, 1.1472835e-07, 1.4249892e-07, 1.2583658e-07, 0}};
  for (const Model& model : models) {
    INFO(model.run);
    const fs::path folder = published() / "groups" / model.run;
    Published network(folder / "model.pt", model.layout, folder / "cfg.json");
    CHECK(network.loss(PairSet::train) == relative(model.train, 1e-6));
    CHECK(network.loss(PairSet::test) == relative(model.test, 1e-6));
    CHECK(network.loss(PairSet::all) == relative(model.all, 1e-6));
    for (const PairSet set : {PairSet::train, PairSet::test, PairSet::all}) CHECK(network.accuracy(set) == 1);
    if (model.sum_of_squares > 0) CHECK(network.sum_of_squares() == relative(model.sum_of_squares, 1e-7));
  }
}

TEST_CASE("the main network on S5 has its published margins and answers in the published order",
          "[published]") {
  const fs::path folder = published() / "groups" / "S5_MLP_seed2";
  Published network(folder / "model.pt", Layout::universality_mlp, folder / "cfg.json");
  const std::vector<float> logits = network.run().logits(PairSet::all);
  const PairTargets& targets = network.run().model().targets;
  double smallest = 1e9, sum = 0;
  for (size_t pair = 0; pair < targets.size(); ++pair) {
    double own = 0, best_other = -1e9;
    for (size_t c = 0; c < 120; ++c) {
      const auto logit = static_cast<double>(logits[pair * 120 + c]);
      if (c == static_cast<size_t>(targets[pair]))
        own = logit;
      else
        best_other = std::max(best_other, logit);
    }
    smallest = std::min(smallest, own - best_other);
    sum += own - best_other;
  }
  CHECK(smallest == near(11.419, 1e-3));
  CHECK(sum / static_cast<double>(targets.size()) == near(14.874, 1e-3));
}

TEST_CASE("addition modulo 113 without weight decay has the losses that were found in it", "[published]") {
  const fs::path config = fs::temp_directory_path() / "orrery-mod-addition-no-wd.json";
  std::ofstream(config) << R"({"p": 113, "train_fraction": 0.9, "split_seed": 0})";
  Published network(published() / "grokking" / "mod_addition_no_wd.pth", Layout::progress_measures, config);
  fs::remove(config);
  CHECK(network.loss(PairSet::train) == relative(1.68089e-10, 1e-5));
  CHECK(network.loss(PairSet::test) == relative(1.10963e-6, 1e-5));
  CHECK(network.loss(PairSet::all) == relative(1.11123e-7, 1e-5));
  CHECK(network.sum_of_squares() == relative(3847.1, 1e-4));
  CHECK(network.accuracy(PairSet::all) == 1);
}

TEST_CASE("the right numbers need the right split: another seed's training pairs give another loss",
          "[published]") {
  const fs::path config = fs::temp_directory_path() / "orrery-mod-addition-other-seed.json";
  std::ofstream(config) << R"({"p": 113, "train_fraction": 0.9, "split_seed": 1})";
  Published network(published() / "grokking" / "mod_addition_no_wd.pth", Layout::progress_measures, config);
  fs::remove(config);
  CHECK(network.loss(PairSet::train) > 100 * 1.68089e-10);
}
