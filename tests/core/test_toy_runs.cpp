// Runs of every kind of toy model and task: their state, their purity, and the models that ensembles make of the same
// description.
#include <cmath>
#include <cstring>

#include "core/measure/exact_loss.h"
#include "core/measure/measures.h"
#include "core/model/toy_attack.h"
#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "core/train/toy_ensemble.h"
#include "core/train/toy_run.h"
#include "tests/catch.h"

using namespace orrery;

namespace {

using Settings = std::vector<std::pair<const char*, const char*>>;

RunSpec spec_of(const char* preset, const Settings& settings = {}) {
  RunSpec spec = *preset_spec(preset);
  for (const auto& [path, value] : settings) REQUIRE(set_field(spec, path, value));
  return spec;
}

std::unique_ptr<ToyRun> start(const RunSpec& spec) {
  REQUIRE(validate(spec));
  return std::move(*make_toy_run(spec));
}

std::vector<std::string> names_of(Run& run) {
  std::vector<std::string> names;
  for (const StateTensor& tensor : run.state()) names.push_back(tensor.name);
  return names;
}

void copy_state(Run& from, Run& to) {
  const auto source = from.state(), target = to.state();
  REQUIRE(source.size() == target.size());
  for (size_t i = 0; i < source.size(); ++i) std::memcpy(target[i].data, source[i].data, source[i].bytes());
  to.restored(from.step());
}

bool same_state(Run& a, Run& b) {
  const auto first = a.state(), second = b.state();
  bool same = first.size() == second.size();
  for (size_t i = 0; same && i < first.size(); ++i)
    same = std::memcmp(first[i].data, second[i].data, first[i].bytes()) == 0;
  return same;
}

/// One of each kind, small.
std::vector<RunSpec> every_kind() {
  return {
      spec_of("superposition-correlated"),
      spec_of("superposition-anticorrelated"),
      spec_of("privileged-basis"),
      spec_of("absolute-value"),
      spec_of("memorisation", {{"task.features", "50"}, {"task.samples", "20"}}),
      spec_of("superposition-quick", {{"task.attack", "0.5"}}),
      spec_of("superposition-400-30", {{"task.features", "100"}, {"model.hidden", "20"}, {"batch", "64"}})};
}

}  // namespace

TEST_CASE("Untied models have W1 and W2, tied ones W", "[toy_runs]") {
  auto untied = start(spec_of("absolute-value"));
  CHECK(names_of(*untied) == std::vector<std::string>{"W1", "W2", "b_final", "optimizer.m.W1",
                                                      "optimizer.m.W2", "optimizer.m.b_final",
                                                      "optimizer.v.W1", "optimizer.v.W2",
                                                      "optimizer.v.b_final", "stream.data"});
  CHECK(untied->state()[0].shape == std::vector<int64_t>{10, 20});
  CHECK(untied->state()[1].shape == std::vector<int64_t>{20, 10});
  CHECK_FALSE(untied->parameters().tied());
  auto tied = start(spec_of("privileged-basis"));
  CHECK(names_of(*tied)[0] == "W");
  CHECK(tied->parameters().tied());
}

TEST_CASE("A run of any kind goes on to the same numbers from its state", "[toy_runs]") {
  for (const RunSpec& spec : every_kind()) {
    auto whole = start(spec), first = start(spec), resumed = start(spec);
    whole->advance(30);
    first->advance(17);
    (void)first->loss();
    copy_state(*first, *resumed);
    resumed->advance(13);
    CHECK(same_state(*whole, *resumed));
    CHECK(whole->loss() == resumed->loss());
    CHECK(std::isfinite(whole->loss()));
  }
}

TEST_CASE("Training lowers the loss of every kind", "[toy_runs]") {
  for (RunSpec spec : every_kind()) {
    spec.steps = 400;
    auto run = start(spec);
    const double before = run->loss();
    run->advance(400);
    CHECK(run->loss() < 0.95 * before);
  }
}

TEST_CASE("A member of an ensemble is the run of its description, to the bit", "[toy_runs]") {
  Serial serial;
  for (const RunSpec& kind : every_kind()) {
    if (kind.task.samples || kind.task.attack > 0) continue;
    RunSpec spec = kind;
    spec.steps = 40;
    std::vector<ToyMember> members;
    for (uint32_t seed = 0; seed < 18; ++seed) members.push_back(toy_member(spec, seed));
    const auto trained = train_toy_ensemble(toy_ensemble(spec), members, serial);
    for (const uint32_t seed : {0u, 17u}) {
      spec.seed = seed;
      auto run = start(spec);
      run->advance(40);
      const ToyParameters<double> alone = run->parameters(), member = in_double(trained[seed]);
      CHECK((alone.W == member.W && alone.W2 == member.W2 && alone.b_final == member.b_final));
    }
  }
}

TEST_CASE("Anticorrelated pairs are rebuilt without loss, correlated ones at 2 p^2 / 3 or less",
          "[toy_runs]") {
  // Elhage et al. 2022, geometry of correlated features; the bounds are those of unit weights.
  const double p = 0.05;
  double anticorrelated = 1, correlated = 1;
  for (uint32_t seed = 0; seed < 6; ++seed) {
    for (const bool turns : {true, false}) {
      RunSpec spec = spec_of(turns ? "superposition-anticorrelated" : "superposition-correlated");
      spec.seed = seed;
      auto run = start(spec);
      run->advance(spec.steps);
      double& best = turns ? anticorrelated : correlated;
      best = std::min(best, exact_toy_loss(run->parameters(), run->current()));
    }
  }
  CHECK(anticorrelated < 1e-5);
  CHECK(correlated < 2 * p * p / 3);
  CHECK(correlated > 0.8 * 2 * p * p / 3);
}

TEST_CASE("Ten neurons compute ten dense absolute values' pairs at the loss of theory", "[toy_runs]") {
  // At density 1 the best is to compute the m / 2 most important: L = (1/3 - 1/4) sum of the other importances.
  RunSpec spec = spec_of("absolute-value", {{"task.density", "1"}, {"steps", "4000"}});
  double best = 1;
  for (uint32_t seed = 0; seed < 10; ++seed) {
    spec.seed = seed;
    auto run = start(spec);
    run->advance(spec.steps);
    LaneStream stream(1000, StreamUse::data);
    const Matrix<double> x = sample_batch(run->task(), 1 << 14, stream).cast<double>();
    const Vector<double> importance =
        Eigen::Map<const Vector<double>>(run->task().features.importance.data(), 20);
    best = std::min(best, toy_loss(run->parameters(), run->activations(), importance, x) / 20);
  }
  CHECK(best == Approx(0.006586).epsilon(0.02));
}

TEST_CASE("A finite set is drawn once, of length 1, and memorised", "[toy_runs]") {
  RunSpec spec = spec_of("memorisation", {{"task.features", "60"},
                                          {"task.density", "0.05"},
                                          {"task.samples", "3"},
                                          {"steps", "4000"},
                                          {"optimizer.warmup_steps", "200"},
                                          {"optimizer.learning_rate", "0.01"},
                                          {"optimizer.weight_decay", "0"}});
  auto run = start(spec);
  CHECK(run->examples().rows() == 3);
  for (int s = 0; s < 3; ++s) CHECK(run->examples().row(s).cast<double>().norm() == Approx(1));
  const double before = run->loss();
  run->advance(spec.steps);
  CHECK(run->loss() < 0.05 * before);
  CHECK(start(spec)->examples() == run->examples());
}

TEST_CASE("Attacks hurt a digon twice as much as a dedicated feature", "[toy_runs]") {
  // Where an output is on, an attack of length e on feature i adds e^2 |W_i|^4 / D_i: 1 for a dedicated feature, 2 for one
  // of an antipodal pair.
  ToyParameters<double> dedicated{Matrix<double>::Identity(1, 2), Vector<double>::Zero(2)};
  ToyParameters<double> digon{Matrix<double>(1, 2), Vector<double>::Zero(2)};
  digon.W << 1, -1;
  Vector<double> importance(2);
  importance << 1, 1;
  Matrix<double> x(1, 2);
  x << 0.5, 0;
  const double e = 0.1;
  const auto extra = [&](const ToyParameters<double>& model) {
    return attacked_loss(model, OutputActivation::relu, importance, x, e) -
           toy_loss(model, OutputActivation::relu, importance, x);
  };
  CHECK(extra(dedicated) == Approx(e * e));
  CHECK(extra(digon) == Approx(2 * e * e));
  CHECK(attacked_loss(digon, OutputActivation::relu, importance, x, 0) == Approx(0).margin(1e-15));
  // The directions: rows of W^T W, each of length 1.
  const Matrix<double> directions = attack_directions(digon);
  CHECK(directions(0, 0) == Approx(std::sqrt(0.5)));
  CHECK(directions(0, 1) == Approx(-std::sqrt(0.5)));
  CHECK(attack_directions(dedicated).row(1).norm() == 0);
}

TEST_CASE("Training under attack moves each example by the attack's length", "[toy_runs]") {
  auto run = start(spec_of("superposition-quick", {{"task.attack", "0.5"}}));
  LaneStream stream(3, StreamUse::data);
  const Matrix<float> x = sample_batch(run->task(), 100, stream);
  const LaneStream before = stream;
  const Matrix<float> attacked = attack_at_random(run->parameters(), 0.5, x, stream);
  const double length = 0.5 * mean_length(x.cast<double>());
  bool forth = false, back = false;
  const Matrix<double> directions = attack_directions(run->parameters());
  for (int s = 0; s < 100; ++s) {
    const Eigen::RowVectorXd moved = (attacked.row(s) - x.row(s)).cast<double>();
    CHECK(moved.norm() == Approx(length).epsilon(1e-5));
    const Vector<double> along = directions * moved.transpose() / length;
    CHECK(along.cwiseAbs().maxCoeff() == Approx(1).epsilon(1e-5));
    forth |= along.maxCoeff() > 0.999;
    back |= along.minCoeff() < -0.999;
  }
  CHECK((forth && back));
  CHECK(std::memcmp(before.state, stream.state, sizeof stream.state) != 0);
}

TEST_CASE("What a toy task can't be is refused by name", "[toy_runs]") {
  const auto refused = [](const char* preset, const Settings& settings) {
    const Result<void> valid = validate(spec_of(preset, settings));
    REQUIRE_FALSE(valid);
    return valid.error().line();
  };
  CHECK(refused("superposition-quick", {{"task.correlated", "[2,2,2]"}}) ==
        "task.correlated = [2,2,2]: expected sets of no more than 5 features together");
  CHECK(refused("superposition-quick", {{"task.correlated", "2.5"}}) ==
        "task.correlated = 2.5: expected whole numbers, the sizes of sets");
  CHECK(refused("superposition-quick", {{"task.correlated", "3"}, {"task.anticorrelated", "3"}}) ==
        "task.anticorrelated = 3: expected sets of no more than 2 features together");
  CHECK(
      refused("superposition-quick", {{"task.correlated", "2"}, {"task.density", "[0.1,0.2,0.1,0.1,0.1]"}}) ==
      "task.density = [0.1,0.2,0.1,0.1,0.1]: expected one number for all features of a set");
  CHECK(refused("superposition-quick", {{"task.anticorrelated", "2"},
                                        {"task.density", "0.6"},
                                        {"task.anticorrelated_density", "member"}}) ==
        "task.density = 0.6: expected at most 1 / 2: task.anticorrelated_density is that of a member, and "
        "one member "
        "is on at a time");
  CHECK(refused("superposition-quick", {{"task.samples", "10"}}) ==
        "batch = 128: expected 0: the examples of task.samples are trained on whole");
  CHECK(refused("superposition-quick", {{"batch", "0"}}) ==
        "batch = 0: expected at least 1: examples are endless");
  CHECK(refused("privileged-basis", {{"task.attack", "0.1"}}) ==
        "task.attack = 0.1: expected 0: attacks are known for model.hidden_activation linear only");
  CHECK(refused("superposition-quick",
                {{"task.attack", "0.1"}, {"task.features", "500"}, {"batch", "1048576"}}) ==
        "batch = 1048576: expected at most 128000 examples of so many features where they are attacked");
  // At 1e-9 no gate of 2^-24 ever opens; at 1e-7 one does, in ten million draws of each feature.
  for (const char* density : {"1e-9", "1e-7"})
    CHECK(
        refused("memorisation", {{"task.density", density}, {"task.features", "5"}, {"task.samples", "200"}})
            .starts_with("task.density = " + std::string(density) +
                         ": expected a density at which 200 examples"));
  CHECK(validate(spec_of("memorisation", {{"task.density", "1e-4"}})));
}

TEST_CASE("A run that needs more memory than it is given is refused with what it needs", "[toy_runs]") {
  RunMeans little;
  little.max_bytes = 256e6;
  const auto made = [&](const Settings& settings) {
    return make_run(spec_of("superposition-quick", settings), little);
  };
  const auto large = made({{"task.features", "3900"}, {"model.hidden", "4090"}});
  REQUIRE_FALSE(large);
  CHECK(large.error().line().starts_with(
      "model.hidden = 4090: expected a run that fits in 256 MB of memory: this one would need "));
  CHECK(made({{"task.features", "400"}, {"model.hidden", "30"}}));
}

TEST_CASE("Densities of sets mean what the description says", "[toy_runs]") {
  const auto task = [](const Settings& settings) {
    return toy_task(spec_of("superposition-quick", settings).task);
  };
  const ToyTask sets = task({{"task.features", "6"},
                             {"task.density", "0.2"},
                             {"task.correlated", "2"},
                             {"task.anticorrelated", "3"}});
  CHECK_FALSE(sets.independent());
  CHECK(sets.kernel_sets().size() == 2);
  const std::vector<double> density = sets.marginals().density;
  CHECK(density[0] == Approx(0.2));
  CHECK(density[2] == Approx(0.2 / 3));
  CHECK(density[5] == Approx(0.2));
  const ToyTask member = task({{"task.features", "3"},
                               {"task.density", "0.2"},
                               {"task.anticorrelated", "3"},
                               {"task.anticorrelated_density", "member"}});
  CHECK(member.marginals().density[0] == Approx(0.2));
  CHECK(member.features.sets[0].probability == Approx(0.6));
  CHECK(task({}).independent());
}

TEST_CASE("No exact loss, level or regime is claimed where theory has none", "[toy_runs]") {
  for (const char* preset : {"absolute-value", "privileged-basis"}) {
    auto run = start(spec_of(preset));
    CHECK(std::isnan(exact_toy_loss(run->parameters(), run->current())));
    CHECK(std::get<std::vector<std::string>>(measure(*run, "superposition.levels.names")[0].value).empty());
  }
  auto run = start(spec_of("superposition-correlated"));
  run->advance(100);
  CHECK(exact_toy_loss(run->parameters(), run->current()) ==
        exact_loss(run->parameters(), run->task().features, OutputActivation::relu));
}
