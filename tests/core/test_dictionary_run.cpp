// The run of a sparse autoencoder: that of its training, resumed to the same numbers, measured by the same scores, and
// refused where its description can't be.
#include <cmath>
#include <cstring>

#include "core/measure/dictionary.h"
#include "core/measure/measures.h"
#include "core/train/dictionary_run.h"
#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "tests/catch.h"
#include "tests/core/hand_built.h"

using namespace orrery;

namespace {

using Settings = std::vector<std::pair<const char*, const char*>>;

RunSpec spec_of(const Settings& settings = {}) {
  RunSpec spec = *preset_spec("sparse-autoencoder");
  for (const auto& [path, value] : settings) REQUIRE(set_field(spec, path, value));
  return spec;
}

std::unique_ptr<Run> start(const RunSpec& spec) {
  Result<std::unique_ptr<Run>> run = make_run(spec);
  REQUIRE(run);
  return std::move(*run);
}

bool same_state(Run& a, Run& b) {
  const auto first = a.state(), second = b.state();
  bool same = first.size() == second.size();
  for (size_t i = 0; same && i < first.size(); ++i)
    same =
        first[i].name == second[i].name && std::memcmp(first[i].data, second[i].data, first[i].bytes()) == 0;
  return same;
}

double number(Run& run, const char* path) {
  const std::vector<Measure> found = measure(run, path);
  REQUIRE(found.size() == 1);
  return std::get<double>(found[0].value);
}

std::string refused(const Settings& settings) {
  const Result<void> valid = validate(spec_of(settings));
  return valid ? "" : valid.error().line();
}

}  // namespace

TEST_CASE("A sparse autoencoder's run is its training", "[dictionary_run]") {
  auto run = start(spec_of({{"seed", "3"}}));
  AutoencoderTraining training(
      {test::regular_polygon(5, 1.15), HiddenActivation::linear, {as_sets(test::uniform_task(5, 0.05))}, 3},
      {}, 3);
  run->advance(700);
  training.advance(700);
  const auto state = run->state();
  REQUIRE(state[0].name == "W_enc");
  REQUIRE(state[2].name == "W_dec");
  CHECK(std::memcmp(state[0].data, training.model().W_enc.data(), state[0].bytes()) == 0);
  CHECK(std::memcmp(state[2].data, training.model().W_dec.data(), state[2].bytes()) == 0);
  CHECK(run->loss() == training.loss());
}

TEST_CASE("A sparse autoencoder's run goes on to the same numbers from its state", "[dictionary_run]") {
  const RunSpec spec = spec_of({{"steps", "1400"}, {"model.atoms", "[10,20,30]"}});
  auto whole = start(spec), first = start(spec), resumed = start(spec);
  whole->advance(1300);
  first->advance(450);  // before the first latent is found dead
  (void)measure(*first, "");
  const auto source = first->state(), target = resumed->state();
  for (size_t i = 0; i < source.size(); ++i) std::memcpy(target[i].data, source[i].data, source[i].bytes());
  resumed->restored(450);
  resumed->advance(850);
  CHECK(same_state(*whole, *resumed));
}

TEST_CASE("Atoms start where they are placed, the others by the seed", "[dictionary_run]") {
  auto placed = start(spec_of({{"model.latents", "6"}, {"model.atoms", "[0,72,144,216]"}}));
  auto random = start(spec_of({{"model.latents", "6"}}));
  const auto atoms_of = [](Run& run) { return static_cast<DictionaryRun&>(run).training().model().W_dec; };
  const Matrix<float> here = atoms_of(*placed), there = atoms_of(*random);
  CHECK(here(1, 0) == Approx(std::cos(0.4 * std::acos(-1.0))));
  CHECK(here(1, 1) == Approx(std::sin(0.4 * std::acos(-1.0))));
  CHECK((here.bottomRows(2) - there.bottomRows(2)).cwiseAbs().maxCoeff() < 1e-6f);
  CHECK(number(*placed, "dictionary.credited") >= 4);
  CHECK(number(*placed, "dictionary.found") >= 4);
  const auto alive = std::get<std::vector<double>>(measure(*placed, "dictionary.alive")[0].value);
  CHECK(alive == std::vector<double>(6, 1));
}

TEST_CASE("What a dictionary knows is measured while it is trained", "[dictionary_run]") {
  auto run = start(spec_of());
  const double before = number(*run, "dictionary.unexplained"), loss = run->loss();
  run->advance(5000);
  CHECK(number(*run, "dictionary.found") == 5);
  CHECK(number(*run, "dictionary.told_apart") == 5);
  CHECK(number(*run, "dictionary.matched_cosine") > 0.98);
  CHECK(number(*run, "dictionary.matched_cosine") <= number(*run, "dictionary.max_cosine"));
  CHECK(number(*run, "dictionary.unexplained") < 0.5 * before);
  CHECK(run->loss() < loss);
  // Ten random directions in a plane come close to most of five features.
  CHECK(number(*run, "chance.found") == Approx(3.2).margin(0.3));
  CHECK(number(*run, "chance.max_cosine") > 0.9);
}

TEST_CASE("A density may change while a dictionary learns", "[dictionary_run]") {
  auto run = start(spec_of()), other = start(spec_of());
  run->advance(20);
  other->advance(20);
  REQUIRE(run->change("task.density", "0.5"));
  run->advance(20);
  other->advance(20);
  CHECK_FALSE(same_state(*run, *other));
  CHECK(run->loss() > 2 * other->loss());
}

TEST_CASE("A sparse autoencoder that can't be is refused in one line", "[dictionary_run]") {
  CHECK(refused({}).empty());
  CHECK(refused({{"model.hidden", "3"}}) == "model.hidden = 3: expected 2, the dimensions of a polygon");
  CHECK(refused({{"model.latents", "2"}, {"model.atoms", "[1,2,3]"}}) ==
        "model.atoms = [1,2,3]: expected at most 2 directions, one a latent");
  CHECK(refused({{"task.samples", "9"}, {"batch", "0"}}).starts_with("task.samples = 9: expected 0"));
  CHECK(refused({{"task.attack", "1"}}).starts_with("task.attack = 1: expected 0"));
  CHECK(refused({{"task.kind", "pairs"}}).starts_with("model.kind = \"sparse-autoencoder\""));
}
