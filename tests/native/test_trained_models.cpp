// The models that claims about training rest on: told apart by their losses on examples they haven't seen.
#include <algorithm>
#include <vector>

#include "core/measure/measures.h"
#include "native/io/spec_json.h"
#include "native/reproduce/attacked_models.h"
#include "tests/native/support.h"

using namespace orrery;
using namespace orrery::testing;

TEST_CASE("trained models come with the least loss first, near their exact losses, whatever the threads",
          "[reproduce]") {
  const Recipe recipe{"superposition-quick", {"task.importance_decay=1", "task.density=0.2", "steps=300"}};
  const RunSpec spec = recipe.spec();
  CHECK(spec.steps == 300);
  CHECK(spec.batch == 128);
  const auto models = trained_models(spec, 6, 1);
  REQUIRE(models.size() == 6);
  std::vector<bool> seen(6);
  for (size_t i = 0; i < models.size(); ++i) {
    seen[models[i].seed] = true;
    CHECK((i == 0 || models[i - 1].loss <= models[i].loss));
    CHECK(models[i].loss == Approx(exact_toy_loss(models[i].parameters, spec)).epsilon(0.02));
  }
  CHECK(std::count(seen.begin(), seen.end(), true) == 6);
  CHECK(models.front().loss < models.back().loss);

  const auto again = trained_models(spec, 6, 3);
  for (size_t i = 0; i < models.size(); ++i) {
    CHECK(again[i].seed == models[i].seed);
    CHECK(again[i].loss == models[i].loss);
  }
}

TEST_CASE("a recipe's command trains what the recipe says", "[reproduce]") {
  const TemporaryFolder folder;
  const Recipe recipe{"superposition-quick", {"task.density=0.2", "steps=300"}};
  const std::string command = recipe.command(4, "one");
  CHECK(command ==
        "orrery train --preset superposition-quick --set task.density=0.2 steps=300 seed=4 --out runs/one");
  CHECK(run_orrery({"train", "--preset", "superposition-quick", "--set", "task.density=0.2", "steps=300",
                    "seed=4", "--out", "runs/one"},
                   {}, folder.path())
            .code == 0);
  RunSpec expected = recipe.spec();
  expected.seed = 4;
  CHECK(spec_difference(read_spec(folder / "runs/one/spec.json"), expected).empty());
}

TEST_CASE("the share of variance that a line explains does not ask for its slope", "[reproduce]") {
  CHECK(r_squared({1, 2, 3}, {5, 3, 1}) == Approx(1));
  CHECK(r_squared({-1, 0, 1}, {1, 0, 1}) == Approx(0).margin(1e-12));
}
