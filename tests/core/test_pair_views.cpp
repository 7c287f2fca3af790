// What a picture of a run on pairs is drawn from: the table's right answers, the network's, and how sure it is.
#include <algorithm>
#include <cmath>
#include <memory>

#include "core/measure/measures.h"
#include "core/train/pair_run.h"
#include "core/train/presets.h"
#include "tests/catch.h"

using namespace orrery;

namespace {

std::unique_ptr<PairRun> start(const char* preset) {
  auto run = make_run(*preset_spec(preset));
  REQUIRE(run);
  return std::unique_ptr<PairRun>(static_cast<PairRun*>(run->release()));
}

std::vector<float> values(PairRun& run, std::string_view name) {
  const auto view = run.view(name);
  REQUIRE(view);
  const int64_t n = run.task().group.order;
  CHECK(view->shape == std::vector<int64_t>{n, n});
  return view->values;
}

}  // namespace

TEST_CASE("the views of a run on pairs agree with its logits and its accuracy", "[pair_run]") {
  for (const char* preset : {"group-live", "grokking-live"}) {
    CAPTURE(preset);
    const auto run = start(preset);
    run->advance(20);
    const auto targets = values(*run, PairRun::kTargets), answers = values(*run, PairRun::kAnswers);
    const auto confidence = values(*run, PairRun::kConfidence), trained = values(*run, PairRun::kTrained);
    const std::vector<float> logits = run->logits(PairSet::all);
    const auto classes = static_cast<size_t>(run->model().classes());
    double right = 0, right_trained = 0, count_trained = 0;
    for (size_t pair = 0; pair < targets.size(); ++pair) {
      const float* row = logits.data() + pair * classes;
      const size_t leader = static_cast<size_t>(std::max_element(row, row + classes) - row);
      REQUIRE(answers[pair] == static_cast<float>(leader));
      const bool is_right = answers[pair] == targets[pair];
      REQUIRE((confidence[pair] > 0) == is_right);
      double sure = std::clamp(static_cast<double>(row[leader]), 1e-6, 1.0);
      if (run->model().loss == Loss::cross_entropy) {
        double sum = 0;
        for (size_t c = 0; c < classes; ++c) sum += std::exp(static_cast<double>(row[c]) - row[leader]);
        sure = 1 / sum;
      }
      REQUIRE(std::abs(confidence[pair]) == Approx(sure).epsilon(1e-5));
      right += is_right;
      right_trained += is_right && trained[pair] == 1;
      count_trained += trained[pair];
    }
    CHECK(count_trained == static_cast<double>(run->task().split.train.size()));
    CHECK(run->score(PairSet::all)->accuracy == Approx(right / static_cast<double>(targets.size())));
    CHECK(run->score(PairSet::train)->accuracy == Approx(right_trained / count_trained));
  }
}

TEST_CASE("views follow the run and its restored state", "[pair_run]") {
  const auto run = start("group-live");
  const auto before = values(*run, PairRun::kConfidence);
  CHECK(values(*run, PairRun::kConfidence) == before);
  run->advance(1);
  CHECK(values(*run, PairRun::kConfidence) != before);
  const auto fresh = start("group-live");
  const auto from = fresh->state(), to = run->state();
  for (size_t i = 0; i < to.size(); ++i)
    std::copy_n(static_cast<const float*>(from[i].data), from[i].count(), static_cast<float*>(to[i].data));
  run->restored(0);
  CHECK(values(*run, PairRun::kConfidence) == before);
  CHECK_FALSE(run->view("confidences"));
}

TEST_CASE("the names and classes of a group's elements are given to those who ask for them", "[pair_run]") {
  const auto run = start("group-live");
  const std::vector<Measure> task = measure(*run, "task");
  REQUIRE(task.size() == 2);
  CHECK(task[0].path == "task.elements");
  const auto& names = std::get<std::vector<std::string>>(task[0].value);
  CHECK(names == run->task().group.elements);
  const auto& classes = std::get<std::vector<double>>(task[1].value);
  REQUIRE(classes.size() == 24);
  CHECK(classes[static_cast<size_t>(run->task().group.identity)] == 0);
  CHECK(*std::max_element(classes.begin(), classes.end()) == 4);  // S4 has five
  CHECK(std::count(classes.begin(), classes.end(), 0.0) == 1);
  for (const Measure& entry : measure(*run, "")) CHECK(entry.path.substr(0, 4) != "task");
  CHECK(measure(*run, "tas").empty());
}
