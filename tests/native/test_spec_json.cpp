// The description's JSON: every field goes out and comes back, and what is not a description gets one line.
#include "native/io/spec_json.h"

#include <random>

#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "tests/native/support.h"

using namespace orrery;
using namespace orrery::testing;

namespace {

std::string problem_of(const std::string& text) {
  return failure_of([&] { parse_spec(text, "spec.json"); });
}

/// A value of the field that is not its default.
void vary(int64_t& field, const FieldInfo& info) {
  field = field < info.maximum ? field + 1 : field;
}
void vary(uint32_t& field, const FieldInfo&) {
  field = 4294967295u;
}
void vary(double& field, const FieldInfo& info) {
  field = info.minimum + (std::min(info.maximum, info.minimum + 3) - info.minimum) / 7;
}
void vary(bool& field, const FieldInfo&) {
  field = !field;
}
void vary(std::string& field, const FieldInfo&) {
  field = "Z2^3";
}
void vary(std::optional<uint32_t>& field, const FieldInfo&) {
  field = 4294967294u;
}
void vary(std::vector<double>& field, const FieldInfo& info) {
  if (info.minimum < 1) {
    field = {0.1, 1.0 / 3, 0.5, 1, 1e-300, 0.25};
  } else {
    field = {info.minimum, info.minimum + 1};
  }
}
template <class E>
requires std::is_enum_v<E>
void vary(E& field, const FieldInfo&) {
  field = static_cast<E>(kNames<E>.size() - 1);
}

}  // namespace

TEST_CASE("every field of a description survives JSON", "[spec-json]") {
  RunSpec spec;
  visit_fields(spec, [](auto& field, const FieldInfo& info) { vary(field, info); });
  spec.model.kind = ModelKind::pair_network;    // of the varied task
  spec.model.init_stream = InitStream::orrery;  // the varied architecture knows no other
  REQUIRE(add_change(spec, {3, "task.density", "0.5"}));
  REQUIRE(add_change(spec, {9, "task.density", "[1,0.5,0.25,0.1,0.01,0.3]"}));
  REQUIRE(validate(spec));
  for (const int indent : {0, 2}) {
    const RunSpec again = parse_spec(spec_json(spec, indent), "spec.json");
    visit_fields(spec, [&](const auto&, const FieldInfo& info) {
      INFO(info.path);
      CHECK(*field_text(again, info.path) == *field_text(spec, info.path));
    });
    CHECK(spec_json(again) == spec_json(spec));
    CHECK(spec_difference(spec, again).empty());
  }
}

TEST_CASE("every preset survives JSON, and an absent field keeps its default", "[spec-json]") {
  for (const Preset& preset : presets()) {
    const RunSpec spec = *preset_spec(preset.name);
    CHECK(spec_json(parse_spec(spec_json(spec, 2), "x")) == spec_json(spec));
  }
  CHECK(spec_json(parse_spec("{}", "x")) == spec_json(RunSpec{}));
  const RunSpec sparse = parse_spec(R"({"task": {"features": 3}, "steps": 1e3})", "x");
  CHECK(sparse.task.features == 3);
  CHECK(sparse.steps == 1000);
  CHECK(sparse.batch == RunSpec{}.batch);
}

TEST_CASE("a description that can't be gets one line with field, value and what was expected",
          "[spec-json]") {
  struct Bad {
    const char* text;
    const char* line;
  };
  const Bad corpus[] = {
      {"", "spec.json: expected JSON: line 1, column 1: "},
      {"{\"steps\": 10", "spec.json: expected JSON: line 1, column 13: "},
      {"{\n  \"steps\": nope}", "spec.json: expected JSON: line 2, column 13: "},
      {"# steps", "spec.json: expected JSON: line 1, column 1: "},
      {"{\"steps\": 10,}", "spec.json: expected JSON: line 1, column 14: "},
      {"{\"steps\": 1e999}", "spec.json: expected JSON: number overflow"},
      {"{\"steps\": NaN}", "spec.json: expected JSON: line 1, column 11: "},
      {"[]", "spec.json: expected a run description, one JSON object"},
      {"7", "spec.json: expected a run description, one JSON object"},
      {R"({"tsk": {}})", "spec.json: tsk = {}: expected a field of the run description"},
      {R"({"task": {"group": {}}})", "spec.json: task.group = {}: expected a word"},
      {R"({"steps": 1, "steps": 2})", "spec.json: expected JSON: the key \"steps\" stands twice"},
      {R"({"task": {"features": 5}, "task": {"density": 1}})",
       "spec.json: expected JSON: the key \"task\" stands twice"},
      {R"({"sparsity": 0.9})", "spec.json: sparsity = 0.9: expected a field of the run description"},
      {R"({"task": {"sparsity": 0.9}})",
       "spec.json: task.sparsity = 0.9: expected a field of the run description"},
      {R"({"task.density": 0.9})", "spec.json: task.density: expected sections as nested objects"},
      {R"({"task": {"features": 0}})",
       "spec.json: task.features = 0: expected a whole number from 1 to 4096"},
      {R"({"task": {"features": "5"}})", "spec.json: task.features = \"5\": expected a whole number"},
      {R"({"task": {"density": 2}})", "spec.json: task.density = 2: expected a number"},
      {R"({"task": {"density": [0.1, "x"]}})", "spec.json: task.density = \"x\": expected a number"},
      {R"({"task": {"importance": [1, 1, -1, 1, 1]}})", "spec.json: task.importance = -1: expected"},
      {R"({"task": {"importance": [1, 1]}})", "spec.json: task.importance = [1,1]: expected 5 numbers"},
      {R"({"task": 5})", "spec.json: task = 5: expected a field of the run description"},
      {R"({"seed": true})", "spec.json: seed = true: expected a whole number"},
      {R"({"seed": null})", "spec.json: seed = null: expected a whole number"},
      {R"({"seed": 4294967296})", "spec.json: seed = 4294967296: expected a whole number"},
      {R"({"model": {"output": "tanh"}})", "spec.json: model.output = \"tanh\": expected relu or linear"},
      {R"({"format": 2})",
       "spec.json: format = 2: expected a whole number from 1 to 1 (a newer orrery may read this file)"},
      {R"({"format": "1"})", "spec.json: format = \"1\": expected a whole number from 1 to 1"},
      {R"({"format": 0})", "spec.json: format = 0: expected a whole number from 1"},
      {R"({"changes": {}})", "spec.json: changes = {}: expected a list"},
      {R"({"changes": [5]})", "spec.json: changes = 5: expected {"},
      {R"({"changes": [{"step": 1, "path": "task.density"}]})", "spec.json: changes = {"},
      {R"({"changes": [{"step": -1, "path": "task.density", "value": 1}]})",
       "spec.json: changes.step = -1: expected"},
      {R"({"changes": [{"step": 1.5, "path": "task.density", "value": 1}]})",
       "spec.json: changes.step = 1.5: expected"},
      {R"({"changes": [{"step": 1, "path": 7, "value": 1}]})",
       "spec.json: changes.path = 7: expected a field's path"},
      {R"({"changes": [{"step": 1, "path": "nosuch", "value": 1}]})",
       "spec.json: nosuch = 1: expected a field"},
      {R"({"changes": [{"step": 1, "path": "task.features", "value": 6}]})",
       "spec.json: task.features = 6: expected a field that may change"},
      {R"({"changes": [{"step": 1, "path": "task.density", "value": 2}]})",
       "spec.json: task.density = 2: expected a number"},
  };
  for (const Bad& bad : corpus) {
    INFO(bad.text);
    const std::string line = problem_of(bad.text);
    CHECK(line.substr(0, std::string(bad.line).size()) == bad.line);
    CHECK(line.find('\n') == std::string::npos);
  }
  CHECK(problem_of(std::string(100000, '[')).find("deeper than 64") != std::string::npos);
  CHECK(problem_of("{\"steps\": \"" + std::string(100000, 'x') + "\"}").size() < 500);
}

TEST_CASE("text broken at random is refused in one line or read as a description that holds", "[spec-json]") {
  const std::string good = spec_json(*preset_spec("superposition-20-5"), 2);
  const std::string letters = "{}[]\",:.-+0123456789eEtruefalsnu \n\\\xff";
  std::mt19937 random(11);
  int refused = 0;
  for (int trial = 0; trial < 5000; ++trial) {
    std::string bad = good;
    for (int edits = 1 + trial % 4; edits > 0; --edits) {
      const size_t at = random() % bad.size();
      const char letter = letters[random() % letters.size()];
      if (random() % 3 == 0)
        bad.erase(at, 1 + random() % 5);
      else if (random() % 2 == 0)
        bad.insert(at, 1, letter);
      else
        bad[at] = letter;
    }
    try {
      const RunSpec read_anyway =
          parse_spec(bad, "x");  // outside CHECK, which would take the exception for itself
      CHECK(validate(read_anyway));
    } catch (const Failure& failure) {
      ++refused;
      CHECK(failure.code() == kBadInput);
      CHECK(std::string(failure.what()).find('\n') == std::string::npos);
    }
  }
  CHECK(refused > 2500);
}

TEST_CASE("the first difference between two descriptions is named", "[spec-json]") {
  RunSpec ours, theirs;
  theirs.steps = 7;
  theirs.seed = 9;
  CHECK(spec_difference(ours, theirs) == "steps = 10000, not 7");
  theirs = ours;
  REQUIRE(add_change(theirs, {5, "task.density", "0.5"}));
  CHECK(spec_difference(ours, theirs).starts_with("changes"));
}
