// The one list of fields: every field reads what it writes, and refuses what it can't hold in one clear line.
#include "core/train/run_fields.h"

#include <string>

#include "core/train/presets.h"
#include "tests/catch.h"

using namespace orrery;

TEST_CASE("every field reads back the text that it writes", "[spec]") {
  RunSpec spec;
  int fields = 0;
  visit_fields(spec, [&](auto&, const FieldInfo& info) {
    ++fields;
    const auto text = field_text(spec, info.path);
    REQUIRE(text);
    RunSpec again;
    CHECK(set_field(again, info.path, *text));
    CHECK(*field_text(again, info.path) == *text);
#ifndef __EMSCRIPTEN__  // whose engine has no such lines
    CHECK_FALSE(info.help.empty());
#endif
  });
  CHECK(fields > 20);
}

TEST_CASE("a field takes one JSON literal", "[spec]") {
  RunSpec spec;
  REQUIRE(set_field(spec, "task.density", " 0.25 "));
  CHECK(spec.task.density == std::vector<double>{0.25});
  REQUIRE(set_field(spec, "task.density", "[1, 0.5,0.1]"));
  CHECK(spec.task.density == std::vector<double>{1, 0.5, 0.1});
  CHECK(*field_text(spec, "task.density") == "[1,0.5,0.1]");
  REQUIRE(set_field(spec, "model.output", "linear"));
  CHECK(spec.model.output == OutputActivation::linear);
  REQUIRE(set_field(spec, "model.output", "\"relu\""));
  CHECK(spec.model.output == OutputActivation::relu);
  REQUIRE(set_field(spec, "seeds.init", "4294967295"));
  CHECK(spec.seeds.init == 4294967295u);
  REQUIRE(set_field(spec, "seeds.init", "null"));
  CHECK_FALSE(spec.seeds.init.has_value());
  REQUIRE(set_field(spec, "steps", "1e4"));
  CHECK(spec.steps == 10000);
}

TEST_CASE("a bad value gets one line that names field, value and what was expected", "[spec]") {
  struct Bad {
    const char* path;
    const char* text;
    const char* line;
  };
  const Bad bad[] = {
      {"task.features", "0", "task.features = 0: expected a whole number from 1 to 4096"},
      {"task.features", "2.5", "task.features = 2.5: expected a whole number from 1 to 4096"},
      {"task.density", "2", "task.density = 2: expected a number (or a list of them) above 0 and at most 1"},
      {"task.density", "[0.1,]",
       "task.density = [0.1,]: expected a number (or a list of them) above 0 and at most 1"},
      {"task.density", "0", "task.density = 0: expected a number (or a list of them) above 0 and at most 1"},
      {"task.importance", "[1,-1]",
       "task.importance = -1: expected a number (or a list of them) from 0 to 1000000"},
      {"optimizer.learning_rate", "nan", "optimizer.learning_rate = nan: expected a number from 0 to 10"},
      {"optimizer.learning_rate", "0x1p-3",
       "optimizer.learning_rate = 0x1p-3: expected a number from 0 to 10"},
      {"optimizer.learning_rate", "", "optimizer.learning_rate: expected a number from 0 to 10"},
      {"seed", "-1", "seed = -1: expected a whole number from 0 to 4294967295"},
      {"model.output", "tanh", "model.output = tanh: expected relu or linear"},
      {"format", "2", "format = 2: expected a whole number: 1"},
      {"task.sparsity", "0.9",
       "task.sparsity = 0.9: expected a field of the run description (orrery schema lists them)"},
  };
  for (const Bad& b : bad) {
    RunSpec spec;
    const std::string before = spec_json(spec);
    const auto set = set_field(spec, b.path, b.text);
    REQUIRE_FALSE(set);
    CHECK(set.error().line() == b.line);
    CHECK(spec_json(spec) == before);
  }
}

TEST_CASE("validation looks at what single fields can't know", "[spec]") {
  RunSpec spec;
  CHECK(validate(spec));
  spec.task.density = {0.1, 0.2};
  CHECK(validate(spec).error().line() ==
        "task.density = [0.1,0.2]: expected one number or 5 numbers, one a feature");
  spec.task.density = {0.1};
  spec.task.importance = {1, 1};
  CHECK(validate(spec).error().field == "task.importance");
  spec.task.importance.clear();
  spec.task.features = 4096;
  spec.model.hidden = 1024;
  CHECK(validate(spec));
  spec.changes = {{10, "task.density", "[1,2]"}};
  CHECK(validate(spec).error().field == "task.density");
  spec.changes = {{10, "task.features", "6"}};
  CHECK(validate(spec).error().expected == "a field that may change while a run goes on");
}

TEST_CASE("changes stay in the order of their steps, the later call last", "[spec]") {
  RunSpec spec;
  REQUIRE(add_change(spec, {50, "task.density", "0.5"}));
  REQUIRE(add_change(spec, {10, "task.density", "0.1"}));
  REQUIRE(add_change(spec, {50, "task.density", "0.05"}));
  REQUIRE_FALSE(add_change(spec, {-1, "task.density", "0.05"}));
  REQUIRE(spec.changes.size() == 3);
  CHECK(spec.changes[0].step == 10);
  CHECK(spec.changes[2].value == "0.05");
}

TEST_CASE("importance is decay^i unless it is given", "[spec]") {
  TaskSpec task;
  task.features = 3;
  task.importance_decay = 0.5;
  CHECK(sparse_features(task).importance == std::vector<double>{1, 0.5, 0.25});
  CHECK(sparse_features(task).density == std::vector<double>{0.05, 0.05, 0.05});
  task.importance = {3, 2, 1};
  CHECK(sparse_features(task).importance == std::vector<double>{3, 2, 1});
}

TEST_CASE("the description's text groups sections and quotes words", "[spec]") {
  RunSpec spec;
  REQUIRE(add_change(spec, {7, "task.density", " 0.5"}));
  const std::string text = spec_json(spec);
  CHECK(text.find("{\"format\":1,\"task\":{\"kind\":\"sparse-features\",\"features\":5,\"density\":0.05,") ==
        0);
  CHECK(text.find("\"seeds\":{\"init\":null,\"data\":null,\"split\":null},\"record\":{") !=
        std::string::npos);
  CHECK(text.find("\"changes\":[{\"step\":7,\"path\":\"task.density\",\"value\":0.5}]}") !=
        std::string::npos);
}

TEST_CASE("every preset is a valid run", "[spec]") {
  for (const Preset& preset : presets()) {
    const auto spec = preset_spec(preset.name);
    REQUIRE(spec);
    CHECK(validate(*spec));
  }
  CHECK(preset_spec("nosuch").error().field == "preset");
}
