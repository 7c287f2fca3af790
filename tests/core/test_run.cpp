// A run is a pure function of its spec: the same numbers whole, in pieces, resumed, and with its changes replayed.
#include "core/train/run.h"

#include <cstring>
#include <memory>

#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "tests/catch.h"

using namespace orrery;

namespace {

std::unique_ptr<Run> start(const RunSpec& spec) {
  auto run = make_run(spec);
  REQUIRE(run);
  return std::move(*run);
}

std::vector<std::vector<std::byte>> snapshot(Run& run) {
  std::vector<std::vector<std::byte>> bytes;
  for (const StateTensor& tensor : run.state()) {
    bytes.emplace_back(tensor.bytes());
    std::memcpy(bytes.back().data(), tensor.data, tensor.bytes());
  }
  return bytes;
}

void restore(Run& run, const std::vector<std::vector<std::byte>>& bytes, int64_t step) {
  const auto tensors = run.state();
  REQUIRE(tensors.size() == bytes.size());
  for (size_t i = 0; i < tensors.size(); ++i) std::memcpy(tensors[i].data, bytes[i].data(), bytes[i].size());
  run.restored(step);
}

RunSpec quick(uint32_t seed) {
  RunSpec spec = *preset_spec("superposition-quick");
  spec.seed = seed;
  return spec;
}

}  // namespace

TEST_CASE("a run's numbers don't depend on how it is cut into pieces", "[run]") {
  auto whole = start(quick(3)), pieces = start(quick(3));
  whole->advance(200);
  for (int i = 0; i < 100; ++i) {
    pieces->advance(2);
    (void)pieces->loss();  // looking must not disturb
  }
  CHECK(snapshot(*whole) == snapshot(*pieces));
  CHECK(whole->loss() == pieces->loss());
}

TEST_CASE("seeds differ, and seeds.* name what differs", "[run]") {
  RunSpec spec = quick(3);
  const auto base = snapshot(*start(spec));
  CHECK(snapshot(*start(quick(4)))[0] != base[0]);
  spec.seeds.data = 9;
  const auto other_data = snapshot(*start(spec));
  CHECK(other_data.front() == base.front());  // W
  CHECK(other_data.back() != base.back());    // stream.data
  spec.seeds = {9, {}, {}};
  const auto other_init = snapshot(*start(spec));
  CHECK(other_init.front() != base.front());
  CHECK(other_init.back() == base.back());
}

TEST_CASE("a restored run goes on to the same numbers", "[run]") {
  auto run = start(quick(5));
  run->advance(123);
  const auto saved = snapshot(*run);
  run->advance(77);

  auto resumed = start(quick(5));
  restore(*resumed, saved, 123);
  CHECK(resumed->step() == 123);
  resumed->advance(77);
  CHECK(snapshot(*run) == snapshot(*resumed));
}

TEST_CASE("a change is part of the spec: replaying it gives the same run", "[run]") {
  auto live = start(quick(6));
  live->advance(50);
  REQUIRE(live->change("task.density", "0.5"));
  CHECK(live->current().task.density == std::vector<double>{0.5});
  CHECK(live->spec().task.density == std::vector<double>{0.05});
  live->advance(30);
  REQUIRE(live->change("optimizer.learning_rate", "0.001"));
  live->advance(20);
  REQUIRE(live->spec().changes.size() == 2);

  auto replayed = start(live->spec());
  replayed->advance(100);
  CHECK(snapshot(*live) == snapshot(*replayed));

  auto unchanged = start(quick(6));
  unchanged->advance(100);
  CHECK(snapshot(*live) != snapshot(*unchanged));

  // Resumed in the middle of the changes, too.
  auto half = start(live->spec());
  half->advance(60);
  auto resumed = start(live->spec());
  restore(*resumed, snapshot(*half), 60);
  resumed->advance(40);
  CHECK(snapshot(*live) == snapshot(*resumed));
}

TEST_CASE("taking another way drops the changes that lay ahead", "[run]") {
  RunSpec spec = quick(7);
  REQUIRE(add_change(spec, {100, "task.density", "1"}));
  auto run = start(spec);
  run->advance(10);
  REQUIRE(run->change("task.density", "0.2"));
  REQUIRE(run->spec().changes.size() == 1);
  CHECK(run->spec().changes[0].step == 10);
  // On one step the later call wins and the earlier is not kept.
  REQUIRE(run->change("task.density", "0.3"));
  REQUIRE(run->spec().changes.size() == 1);
  CHECK(run->current().task.density == std::vector<double>{0.3});
}

TEST_CASE("what can't run, or can't change, is refused and nothing is lost", "[run]") {
  RunSpec bad = quick(8);
  bad.task.density = {0.1, 0.2};
  CHECK(make_run(bad).error().field == "task.density");

  auto run = start(quick(8));
  run->advance(5);
  const auto before = snapshot(*run);
  CHECK(run->change("task.features", "6").error().field == "task.features");
  CHECK(run->change("task.density", "2").error().value == "2");
  CHECK(run->change("task.density", "[0.1,0.2]").error().field == "task.density");
  CHECK(run->change("nosuch", "1").error().field == "nosuch");
  CHECK(run->spec().changes.empty());
  CHECK(snapshot(*run) == before);
}

TEST_CASE("training lowers the loss", "[run]") {
  auto run = start(quick(1));
  const double first = run->loss();
  run->advance(2000);
  CHECK(run->loss() < first / 4);
}
