// Training from scratch against the rows that the group paper's authors published (group spec, sections 2, 3 and 11.2):
// their split, their initial weights, their updates. They ran in float32 on a GPU; double follows them until float32's own
// noise has grown.
#include <string>
#include <vector>

#include "core/train/pair_run.h"
#include "core/train/presets.h"
#include "native/command/spec_options.h"
#include "native/failure.h"
#include "native/threads/worker_pool.h"
#include "tests/catch.h"

using namespace orrery;

namespace {

struct Row {
  int epoch;  // counted as published: the row of epoch k is ours after k + 1 updates
  double train, test;
};

struct Trained {
  WorkerPool pool;
  std::unique_ptr<Run> run;

  explicit Trained(const std::vector<std::string>& settings) {
    RunSpec spec = *preset_spec("group-mainline");
    spec.precision = Precision::float64;
    for (const std::string& setting : settings) apply_setting(spec, setting);
    run = value_or_throw(make_run(spec, {&pool}));
  }

  void check(const Row& row, double tolerance) {
    INFO("epoch " << row.epoch);
    run->advance(row.epoch + 1 - run->step());
    auto& pairs = static_cast<PairRun&>(*run);
    CHECK(pairs.score(PairSet::train)->loss == Approx(row.train).epsilon(0).margin(tolerance));
    CHECK(pairs.score(PairSet::test)->loss == Approx(row.test).epsilon(0).margin(tolerance));
  }
};

}  // namespace

TEST_CASE("the group paper's main network follows its published rows for twenty epochs", "[published]") {
  Trained trained({});
  const Row rows[] = {{0, 4.783957648, 4.790347954}, {1, 4.77993136, 4.79199930},
                      {2, 4.77604741, 4.79365218},   {5, 4.76496788, 4.79867431},
                      {10, 4.74724920, 4.80759180},  {20, 4.70742479, 4.83049595}};
  for (const Row& row : rows) trained.check(row, 2e-8);
}

TEST_CASE("the first published row of other networks", "[published]") {
  struct First {
    std::vector<std::string> settings;
    Row row;
    double tolerance, sum_of_squares;  // 0: published wrongly
  };
  const First firsts[] = {{{"seed=1"}, {0, 4.7834159051, 4.7902630096}, 1e-8, 490.05536},
                          {{"seed=1", "task.group=A5", "task.train_fraction=0.5"},
                           {0, 4.0900032863, 4.0989772156},
                           1e-8,
                           308.799},
                          {{"seed=1", "task.group=D59", "task.train_fraction=0.3"},
                           {0, 4.7665980240, 4.7726543042},
                           1e-8,
                           484.28607},
                          {{"seed=1", "task.train_fraction=0.6", "model.kind=transformer",
                            "model.biases=frozen", "model.classes=elements", "model.init=transformer-lens"},
                           {0, 4.7875735904, 4.7956416974},
                           1e-6,
                           0}};
  for (const First& first : firsts) {
    Trained trained(first.settings);
    trained.check(first.row, first.tolerance);
    if (first.sum_of_squares == 0) continue;
    double sum = 0;
    for (const double weight : static_cast<PairRun&>(*trained.run).parameters()) sum += weight * weight;
    CHECK(sum == Approx(first.sum_of_squares).epsilon(1e-6));
  }
}
