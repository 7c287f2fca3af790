#include "native/io/spec_json.h"

#include <array>
#include <functional>

#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/io/files.h"
#include "native/io/strict_json.h"

namespace orrery {
namespace {

constexpr uint64_t kMaxSpecBytes = 64 << 20;

/// Lifts a description from one format to the next. There is one format so far; a second one adds a row here:
/// {1, [](Json& spec) { ...rename, move, fill in... }}.
struct Migration {
  int64_t from;
  void (*lift)(Json& spec);
};
constexpr std::array<Migration, kSpecFormat - 1> kMigrations{};

void migrate(Json& spec, const std::string& source) {
  const auto format = spec.find("format");
  if (format == spec.end()) return;
  if (!format->is_number_integer() || *format < 1 || *format > kSpecFormat) {
    throw bad_input(
        {"format", format->dump(),
         "a whole number from 1 to " + std::to_string(kSpecFormat) + " (a newer orrery may read this file)"},
        source);
  }
  for (const Migration& migration : kMigrations) {
    if (*format != migration.from) continue;
    migration.lift(spec);
    *format = migration.from + 1;
  }
}

/// Whether fields lie under this path.
bool is_section(const RunSpec& spec, const std::string& path) {
  bool found = false;
  visit_fields(spec, [&](const auto&, const FieldInfo& info) {
    found = found || std::string_view(info.path).starts_with(path + ".");
  });
  return found;
}

void set_leaves(RunSpec& spec, const Json& object, const std::string& prefix, const std::string& source) {
  for (const auto& [key, value] : object.items()) {
    const std::string path = prefix + key;
    if (prefix.empty() && key == "changes") continue;
    // A dotted key would be a second way to write a field.
    if (key.find('.') != std::string::npos) {
      throw bad_input({path, "", "sections as nested objects, not dots in a key"}, source);
    }
    if (value.is_object() && (!value.empty() || is_section(spec, path))) {
      set_leaves(spec, value, path + ".", source);
    } else {
      throw_unless(set_field(spec, path, value.dump()), source);
    }
  }
}

Change read_change(const Json& row, const std::string& source) {
  constexpr const char* kForm = R"({"step", "path", "value"}, each once)";
  if (!row.is_object() || row.size() != 3 || !row.contains("step") || !row.contains("path") ||
      !row.contains("value")) {
    throw bad_input({"changes", row.dump(), kForm}, source);
  }
  if (!row["step"].is_number_unsigned() || row["step"].get<uint64_t>() > uint64_t{1} << 53) {
    throw bad_input({"changes.step", row["step"].dump(), "a whole number of at least 0"}, source);
  }
  if (!row["path"].is_string())
    throw bad_input({"changes.path", row["path"].dump(), "a field's path"}, source);
  return {row["step"].get<int64_t>(), row["path"].get<std::string>(), row["value"].dump()};
}

}  // namespace

RunSpec parse_spec(std::string_view text, const std::string& source) {
  Json json = parse_strict_json(text, source);
  if (!json.is_object()) throw bad_input(source, "", "a run description, one JSON object");
  migrate(json, source);

  RunSpec spec;
  set_leaves(spec, json, "", source);
  if (const auto changes = json.find("changes"); changes != json.end()) {
    if (!changes->is_array()) throw bad_input({"changes", changes->dump(), "a list"}, source);
    for (const Json& row : *changes) throw_unless(add_change(spec, read_change(row, source)), source);
  }
  throw_unless(validate(spec), source);
  return spec;
}

RunSpec read_spec(const std::filesystem::path& path) {
  return parse_spec(read_file(path, kMaxSpecBytes), path.string());
}

std::string spec_difference(const RunSpec& ours, const RunSpec& theirs) {
  std::string difference;
  visit_fields(ours, [&](const auto&, const FieldInfo& info) {
    const std::string our_text = *field_text(ours, info.path), their_text = *field_text(theirs, info.path);
    if (difference.empty() && our_text != their_text) {
      difference =
          std::string(info.path) + " = " + one_line(our_text, 100) + ", not " + one_line(their_text, 100);
    }
  });
  if (difference.empty() && spec_json(ours) != spec_json(theirs)) {
    difference = "changes: " + std::to_string(ours.changes.size()) + " of them, not the same " +
                 std::to_string(theirs.changes.size());
  }
  return difference;
}

}  // namespace orrery
