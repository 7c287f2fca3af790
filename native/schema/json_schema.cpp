#include "native/schema/json_schema.h"

#include "core/train/run_fields.h"

namespace orrery {
namespace {

void add_bounds(Json& schema, const Json& field) {
  if (!field["minimum"].is_null())
    schema[field["exclusive"].get<bool>() ? "exclusiveMinimum" : "minimum"] = field["minimum"];
  if (!field["maximum"].is_null()) schema["maximum"] = field["maximum"];
}

Json bounded(const char* type, const Json& field) {
  Json schema = {{"type", type}};
  add_bounds(schema, field);
  return schema;
}

/// What one field may hold.
Json value_schema(const Json& field) {
  const std::string type = field["type"];
  if (type == "choice") return {{"enum", field["choices"]}};
  if (type == "boolean") return {{"type", "boolean"}};
  if (type == "word") return {{"type", "string"}, {"pattern", "^[A-Za-z][A-Za-z0-9^_+-]{0,99}$"}};
  if (type == "integer" || type == "seed") return bounded("integer", field);
  if (type == "optional-seed") return {{"anyOf", {bounded("integer", field), {{"type", "null"}}}}};
  if (type == "numbers") {
    const Json number = bounded("number", field);
    return {{"anyOf", {number, {{"type", "array"}, {"items", number}}}}};
  }
  return bounded("number", field);
}

/// One alternative for each field that may change while a run goes on.
Json changes_schema(const Json& fields) {
  Json alternatives = Json::array();
  for (const Json& field : fields) {
    if (!field["live"].get<bool>()) continue;
    alternatives.push_back(
        {{"properties", {{"path", {{"const", field["path"]}}}, {"value", value_schema(field)}}}});
  }
  return {{"description", "fields that take a new value before update `step`"},
          {"type", "array"},
          {"items",
           {{"type", "object"},
            {"properties",
             {{"step", {{"type", "integer"}, {"minimum", 0}, {"maximum", int64_t{1} << 53}}},
              {"path", {{"type", "string"}}},
              {"value", Json::object()}}},
            {"required", {"step", "path", "value"}},
            {"additionalProperties", false},
            {"anyOf", alternatives}}}};
}

Json object_schema() {
  return {{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
}

}  // namespace

Json field_list() {
  return Json::parse(fields_json());
}

Json json_schema() {
  const Json fields = field_list();
  Json root = {{"$schema", "http://json-schema.org/draft-07/schema#"},
               {"title", "Orrery run description"},
               {"description",
                "The only description of a run: the same description gives the same numbers. Absent fields "
                "keep their defaults."}};
  root.update(object_schema());
  for (const Json& field : fields) {
    Json schema = {{"description", field["help"]}, {"default", field["default"]}};
    schema.update(value_schema(field));
    const std::string path = field["path"];
    const size_t dot = path.find('.');
    Json* properties = &root["properties"];
    if (dot != std::string::npos) {
      Json& section = (*properties)[path.substr(0, dot)];
      if (section.is_null()) section = object_schema();
      properties = &section["properties"];
    }
    (*properties)[path.substr(dot == std::string::npos ? 0 : dot + 1)] = schema;
  }
  root["properties"]["changes"] = changes_schema(fields);
  return root;
}

}  // namespace orrery
