#include "native/schema/typescript.h"

#include "core/train/run_spec.h"
#include "native/schema/json_schema.h"

namespace orrery {
namespace {

std::string quoted(const Json& text) {
  std::string out = "'";
  for (const char c : text.get<std::string>()) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string value_type(const Json& field) {
  const std::string type = field["type"];
  if (type == "optional-seed") return "number | null";
  if (type == "numbers") return "number | number[]";
  if (type == "boolean") return "boolean";
  if (type == "word") return "string";
  if (type != "choice") return "number";
  std::string out;
  for (const Json& choice : field["choices"]) out += (out.empty() ? "" : " | ") + quoted(choice);
  return out;
}

std::string list_text(const Json& strings) {
  std::string out = "[";
  for (const Json& text : strings) out += (out.size() > 1 ? ", " : "") + quoted(text);
  return out + "]";
}

std::string field_row(const Json& field) {
  const std::string value = field["default"].is_string() ? quoted(field["default"]) : field["default"].dump();
  return "  {\n    path: " + quoted(field["path"]) + ",\n    type: " + quoted(field["type"]) +
         ",\n    default: " + value + ",\n    help: " + quoted(field["help"]) +
         ",\n    minimum: " + field["minimum"].dump() + ",\n    exclusive: " + field["exclusive"].dump() +
         ",\n    maximum: " + field["maximum"].dump() + ",\n    live: " + field["live"].dump() +
         ",\n    choices: " + list_text(field["choices"]) + ",\n  },\n";
}

}  // namespace

std::string typescript_declarations() {
  std::string types, live, rows;
  for (const Json& field : field_list()) {
    types += "  /** " + field["help"].get<std::string>() + " */\n  " + quoted(field["path"]) + ": " +
             value_type(field) + ";\n";
    if (field["live"].get<bool>()) live += "\n  | " + quoted(field["path"]);
    rows += field_row(field);
  }
  return "// Written by `orrery schema --typescript` from core's one list of fields. Do not edit.\n\n"
         "/** The version of the run description that this list describes. */\n"
         "export const SPEC_FORMAT = " +
         std::to_string(kSpecFormat) +
         ";\n\n"
         "/** What each field of a run's description holds, by its path. */\n"
         "export interface SpecFields {\n" +
         types +
         "}\n\n"
         "export type FieldPath = keyof SpecFields;\n\n"
         "/** Fields that may change while a run goes on. */\n"
         "export type LiveFieldPath =" +
         live +
         ";\n\n"
         "/** One row of the list. `minimum` and `maximum` are null where there is no bound; `exclusive`: "
         "the minimum itself is out. */\n"
         "export interface FieldRow {\n"
         "  path: FieldPath;\n"
         "  type: 'integer' | 'number' | 'numbers' | 'seed' | 'optional-seed' | 'choice' | 'boolean' | "
         "'word';\n"
         "  default: SpecFields[FieldPath];\n"
         "  help: string;\n"
         "  minimum: number | null;\n"
         "  exclusive: boolean;\n"
         "  maximum: number | null;\n"
         "  live: boolean;\n"
         "  choices: string[];\n"
         "}\n\n"
         "export const FIELDS: readonly FieldRow[] = [\n" +
         rows + "];\n";
}

}  // namespace orrery
