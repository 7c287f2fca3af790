// One list, many doors: the JSON Schema, the TypeScript and the program agree with core's set_field.
#include <cmath>
#include <regex>

#include <nlohmann/json.hpp>

#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "native/io/spec_json.h"
#include "native/schema/json_schema.h"
#include "native/schema/typescript.h"
#include "tests/native/support.h"

using namespace orrery;
using namespace orrery::testing;

namespace {

/// As much of draft 7 as json_schema() uses; anything else is a failure of the test.
bool valid(const Json& value, const Json& schema) {
  for (const auto& [word, rule] : schema.items()) {
    if (word == "$schema" || word == "title" || word == "description" || word == "default") continue;
    if (word == "type") {
      const std::string type = rule;
      CHECK(std::string("integer number object array string boolean null").find(type) != std::string::npos);
      const bool integer = value.is_number() && std::floor(value.get<double>()) == value.get<double>();
      if (!(type == "integer"   ? integer
            : type == "number"  ? value.is_number()
            : type == "object"  ? value.is_object()
            : type == "array"   ? value.is_array()
            : type == "string"  ? value.is_string()
            : type == "boolean" ? value.is_boolean()
                                : value.is_null())) {
        return false;
      }
    } else if (word == "pattern") {
      if (value.is_string() &&
          !std::regex_search(value.get<std::string>(), std::regex(rule.get<std::string>())))
        return false;
    } else if (word == "minimum") {
      if (value.is_number() && value.get<double>() < rule.get<double>()) return false;
    } else if (word == "exclusiveMinimum") {
      if (value.is_number() && value.get<double>() <= rule.get<double>()) return false;
    } else if (word == "maximum") {
      if (value.is_number() && value.get<double>() > rule.get<double>()) return false;
    } else if (word == "enum") {
      if (std::find(rule.begin(), rule.end(), value) == rule.end()) return false;
    } else if (word == "const") {
      if (value != rule) return false;
    } else if (word == "anyOf") {
      bool any = false;
      for (const Json& alternative : rule) any |= valid(value, alternative);
      if (!any) return false;
    } else if (word == "items") {
      if (value.is_array()) {
        for (const Json& item : value) {
          if (!valid(item, rule)) return false;
        }
      }
    } else if (word == "required") {
      for (const Json& key : rule) {
        if (value.is_object() && !value.contains(key.get<std::string>())) return false;
      }
    } else if (word == "properties") {
      if (!value.is_object()) continue;
      for (const auto& [key, inner] : rule.items()) {
        if (value.contains(key) && !valid(value[key], inner)) return false;
      }
    } else if (word == "additionalProperties") {
      REQUIRE(rule == false);
      if (!value.is_object()) continue;
      for (const auto& [key, inner] : value.items()) {
        if (!schema["properties"].contains(key)) return false;
      }
    } else {
      FAIL("the schema uses " << word);
    }
  }
  return true;
}

Json nested(const std::string& path, const Json& value) {
  const size_t dot = path.find('.');
  Json out;
  if (dot == std::string::npos) {
    out[path] = value;
  } else {
    out[path.substr(0, dot)][path.substr(dot + 1)] = value;
  }
  return out;
}

}  // namespace

TEST_CASE("the schema and set_field agree on every field, at its bounds and beyond", "[schema]") {
  const Json schema = json_schema();
  int accepted = 0, refused = 0;
  for (const Json& field : field_list()) {
    std::vector<Json> values{0,
                             1,
                             -1,
                             0.5,
                             2.5,
                             1e300,
                             -1e300,
                             "relu",
                             "0.5",
                             "",
                             nullptr,
                             true,
                             Json::array(),
                             Json::array({0.5, 1}),
                             Json::array({-1}),
                             Json::array({"x"}),
                             Json::array({nullptr}),
                             field["default"]};
    for (const char* bound : {"minimum", "maximum"}) {
      if (field[bound].is_null()) continue;
      const double at = field[bound];
      for (const double value :
           {at, at - 1, at + 1, std::nextafter(at, -HUGE_VAL), std::nextafter(at, HUGE_VAL)})
        values.push_back(value);
    }
    for (const Json& choice : field["choices"]) values.push_back(choice);
    for (const Json& value : values) {
      const std::string path = field["path"];
      RunSpec spec;
      const bool set = static_cast<bool>(set_field(spec, path, value.dump()));
      INFO(path << " = " << value.dump());
      CHECK(valid(nested(path, value), schema) == set);
      ++(set ? accepted : refused);
    }
  }
  CHECK(accepted > 50);
  CHECK(refused > 100);
}

TEST_CASE("every description that the program writes is valid under its schema", "[schema]") {
  const Json schema = json_schema();
  for (const Preset& preset : presets()) {
    RunSpec spec = *preset_spec(preset.name);
    REQUIRE(add_change(spec, {5, "task.density", "0.5"}));
    REQUIRE(add_change(spec, {7, "optimizer.learning_rate", "0.01"}));
    CHECK(valid(Json::parse(spec_json(spec)), schema));
  }
  CHECK(valid(Json::object(), schema));
  for (const char* bad : {R"({"nosuch": 1})", R"({"task": {"nosuch": 1}})", R"({"task": 1})",
                          R"({"changes": [{"step": 1, "path": "seed", "value": 1}]})",
                          R"({"changes": [{"step": 1, "path": "task.density", "value": 2}]})",
                          R"({"changes": [{"step": 1}]})", R"([])"}) {
    CHECK_FALSE(valid(Json::parse(bad), schema));
  }
}

TEST_CASE("the committed TypeScript is what the program prints", "[schema]") {
  CHECK(run_orrery({"schema", "--typescript"}).out == typescript_declarations());
  // On a difference: orrery schema --typescript > web/src/run_spec.generated.ts
  CHECK(read(std::filesystem::path(ORRERY_SOURCE_DIR) / "web/src/run_spec.generated.ts") ==
        typescript_declarations());
}

TEST_CASE("presets are listed with what they set and the whole description", "[schema]") {
  const Outcome outcome = run_orrery({"presets", "--json"});
  REQUIRE(outcome.code == 0);
  const Json list = Json::parse(outcome.out);
  REQUIRE(list.size() == presets().size());
  for (size_t i = 0; i < list.size(); ++i) {
    CHECK(list[i]["name"] == presets()[i].name);
    CHECK(list[i]["set"].size() == presets()[i].assignments.size());
    CHECK(spec_json(parse_spec(list[i]["spec"].dump(), "x")) == spec_json(*preset_spec(presets()[i].name)));
  }
  CHECK(run_orrery({"presets"}).out.find("superposition-quick") != std::string::npos);
  CHECK(Json::parse(run_orrery({"schema"}).out) == json_schema());
}
