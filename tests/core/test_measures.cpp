// Measures by name: what is asked for comes, in order, and looking leaves the run as it was.
#include "core/measure/measures.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/train/hidden_of_examples.h"
#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "core/train/toy_run.h"
#include "tests/catch.h"

using namespace orrery;

namespace {

std::unique_ptr<Run> start(int64_t features, const char* hidden) {
  RunSpec spec = *preset_spec("superposition-quick");
  spec.task.features = features;
  REQUIRE(set_field(spec, "model.hidden", hidden));
  auto run = make_run(spec);
  REQUIRE(run);
  return std::move(*run);
}

template <class T>
T value(Run& run, std::string_view path) {
  const auto measures = measure(run, path);
  REQUIRE(measures.size() == 1);
  REQUIRE(measures[0].path == path);
  REQUIRE(std::holds_alternative<T>(measures[0].value));
  return std::get<T>(measures[0].value);
}

}  // namespace

TEST_CASE("a prefix names one measure, a group, or all", "[measures]") {
  auto run = start(5, "2");
  CHECK(measure(*run, "loss").size() == 1);  // not loss_per_feature
  CHECK(measure(*run, "superposition.levels").size() == 2);
  CHECK(measure(*run, "").size() == 18);
  CHECK(measure(*run, "nosuch").empty());
  CHECK(measure(*run, "superposition.ex").empty());
}

TEST_CASE("the batch loss is an estimate of the exact loss, and per feature it is divided by n",
          "[measures]") {
  auto run = start(5, "2");
  run->advance(2000);
  const double exact = value<double>(*run, "superposition.exact_loss");
  REQUIRE(run->change("optimizer.learning_rate", "0"));
  constexpr int kBatches = 4000;  // of 128 examples: a standard error of 1 %
  double mean = 0;
  for (int i = 0; i < kBatches; ++i) {
    mean += value<double>(*run, "loss") / kBatches;
    run->advance(1);
  }
  CHECK(value<double>(*run, "superposition.exact_loss") == Approx(exact).epsilon(1e-9));
  CHECK(mean == Approx(exact).epsilon(0.05));
  CHECK(value<double>(*run, "loss_per_feature") == Approx(value<double>(*run, "loss") / 5));
}

TEST_CASE("measuring disturbs nothing", "[measures]") {
  auto watched = start(5, "2"), alone = start(5, "2");
  for (int i = 0; i < 20; ++i) {
    watched->advance(5);
    (void)measure(*watched, "");
  }
  alone->advance(100);
  const auto a = watched->state(), b = alone->state();
  for (size_t i = 0; i < a.size(); ++i) CHECK(std::memcmp(a[i].data, b[i].data, a[i].bytes()) == 0);
}

TEST_CASE("measures follow the task as it stands now", "[measures]") {
  auto run = start(5, "2");
  run->advance(2000);
  const double sparse = value<double>(*run, "superposition.exact_loss");
  REQUIRE(run->change("task.density", "1"));
  CHECK(value<double>(*run, "superposition.exact_loss") > 5 * sparse);
}

TEST_CASE("what is undefined is null in JSON, and text is quoted", "[measures]") {
  CHECK(measures_json({{"a", {}},
                       {"b", 0.5},
                       {"c", std::vector<double>{1, 0.25}},
                       {"d", std::string("two \"pairs\"")},
                       {"e", std::vector<std::string>{"x", "y"}}}) ==
        R"({"a":null,"b":0.5,"c":[1,0.25],"d":"two \"pairs\"","e":["x","y"]})");
  auto run = start(40, "20");  // every output is reached by 40 features: no exact sum
  CHECK(std::holds_alternative<std::monostate>(measure(*run, "superposition.exact_loss")[0].value));
  CHECK(std::get<std::vector<std::string>>(measure(*run, "superposition.levels.names")[0].value).empty());
}

TEST_CASE("the feature graph's components and its features are told in one order", "[measures]") {
  auto run = start(6, "3");
  // A feature of its own, two pairs, and one feature that is too short to count.
  constexpr float W[3][6] = {{0, 1, 0, 0, -1, 0}, {1, 0, 0.2f, 0, 0, 0}, {0, 0, 0, 1, 0, -1}};
  std::copy_n(&W[0][0], 18, static_cast<float*>(run->state()[0].data));
  CHECK(value<std::vector<std::string>>(*run, "superposition.components.polytopes") ==
        std::vector<std::string>{"digon", "digon", "dedicated"});
  CHECK(value<std::vector<double>>(*run, "superposition.components.of_features") ==
        std::vector<double>{2, 0, -1, 1, 0, 1});
}

TEST_CASE("neurons are what a ReLU makes of hidden dimensions", "[measures]") {
  RunSpec spec = *preset_spec("privileged-basis");
  auto neurons = std::move(*make_run(spec));
  const auto n = static_cast<size_t>(spec.task.features);
  float* W = static_cast<float*>(neurons->state()[0].data);  // [5, n]
  std::fill_n(W, 5 * n, 0.0f);
  W[0] = 2;                 // neuron 0: one feature
  W[n] = 1, W[n + 1] = -1;  // neuron 1: two alike
  CHECK(value<std::vector<double>>(*neurons, "superposition.neuron_monosemanticity") ==
        std::vector<double>{1, 0.5, 0, 0, 0});
  auto linear = start(5, "2");
  (void)value<std::monostate>(*linear, "superposition.neuron_monosemanticity");
}

TEST_CASE("points that are learned by heart have the dimensionality of their polygon", "[measures]") {
  RunSpec spec = *preset_spec("memorisation");
  REQUIRE(set_field(spec, "task.features", "60"));
  REQUIRE(set_field(spec, "task.density", "0.1"));
  REQUIRE(set_field(spec, "task.samples", "5"));
  auto run = std::move(*make_run(spec));
  // Weights that send the five examples to a regular pentagon: H^T (X^T)^+.
  const Matrix<double> X = static_cast<ToyRun&>(*run).examples().cast<double>();  // [5, n]
  Matrix<double> H(5, 2);
  for (int s = 0; s < 5; ++s)
    H.row(s) << 1.2 * std::cos(0.4 * std::acos(-1.0) * s), 1.2 * std::sin(0.4 * std::acos(-1.0) * s);
  const Matrix<double> gram = X * X.transpose();
  const Matrix<double> W = H.transpose() * gram.ldlt().solve(X);  // [2, n]
  std::copy_n(W.cast<float>().eval().data(), W.size(), static_cast<float*>(run->state()[0].data));

  const Matrix<double> hidden = hidden_of_examples(static_cast<ToyRun&>(*run));  // [2, 5]
  CHECK((hidden - H.transpose()).norm() < 1e-5);
  const std::optional<View> view = run->view("hidden");
  REQUIRE(view);
  CHECK(view->shape == std::vector<int64_t>{5, 2});
  CHECK(view->values[2 * 3 + 1] == Approx(H(3, 1)).epsilon(1e-5));
  CHECK_FALSE(run->view("nothing"));
  const auto D = value<std::vector<double>>(*run, "superposition.sample_dimensionality");
  REQUIRE(D.size() == 5);
  for (const double d : D) CHECK(d == Approx(2.0 / 5).epsilon(1e-5));

  auto endless = start(5, "2");
  CHECK(hidden_of_examples(static_cast<ToyRun&>(*endless)).size() == 0);
  CHECK_FALSE(endless->view("hidden"));
  (void)value<std::monostate>(*endless, "superposition.sample_dimensionality");
  (void)value<std::monostate>(*endless, "loss_unseen");
}

TEST_CASE("the loss on unseen examples is of others than those that are trained on", "[measures]") {
  RunSpec spec = *preset_spec("memorisation");
  for (const auto& [path, text] : {std::pair{"task.features", "60"},
                                   {"task.density", "0.05"},
                                   {"task.samples", "4"},
                                   {"steps", "3000"},
                                   {"optimizer.warmup_steps", "100"},
                                   {"optimizer.learning_rate", "0.01"}})
    REQUIRE(set_field(spec, path, text));
  auto run = std::move(*make_run(spec));
  const auto fill = [&](size_t tensor, float number) {
    const StateTensor at = run->state()[tensor];
    std::fill_n(static_cast<float*>(at.data), at.count(), number);
  };
  fill(0, 0);
  CHECK(value<double>(*run, "loss_unseen") == Approx(1).epsilon(1e-5));  // every example has length 1
  // A bias of .1 everywhere adds 60 * .01 and saves .2 of the mean sum of an example.
  fill(1, 0.1f);
  const double sum = (1.6 - value<double>(*run, "loss_unseen")) / 0.2;
  CHECK(sum > 1);
  CHECK(sum < 2);

  run = std::move(*make_run(spec));
  run->advance(spec.steps);
  CHECK(value<double>(*run, "loss") < 0.05);
  CHECK(value<double>(*run, "loss_unseen") > 0.8);
}
