#include "core/train/presets.h"

#include <memory>

#include <fmt/format.h>

#include "core/train/run_fields.h"
#include "native/command/program.h"
#include "native/failure.h"
#include "native/io/strict_json.h"

namespace orrery {
namespace {

void print_table() {
  for (const Preset& preset : presets()) {
    fmt::print("{}\n    {}\n   ", preset.name, preset.summary);
    for (const auto& [path, text] : preset.assignments) fmt::print(" {}={}", path, text);
    fmt::print("{}\n", preset.assignments.empty() ? " every field at its default" : "");
  }
}

/// [{"name", "summary", "set": {path: value}, "spec": the whole description}]
Json presets_list() {
  Json list = Json::array();
  for (const Preset& preset : presets()) {
    const RunSpec spec = value_or_throw(preset_spec(preset.name));
    Json set = Json::object();
    for (const auto& [path, text] : preset.assignments)
      set[std::string(path)] = Json::parse(*field_text(spec, path));
    list.push_back({{"name", preset.name},
                    {"summary", preset.summary},
                    {"set", set},
                    {"spec", Json::parse(spec_json(spec))}});
  }
  return list;
}

}  // namespace

void add_presets(Program& program) {
  CLI::App* command = program.app.add_subcommand("presets", "list the named starting points");
  const auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "one JSON list on standard output");
  command->footer("Example:\n  orrery train --preset superposition-20-5 --out runs/twenty");
  command->callback([json, &program] {
    if (*json) {
      fmt::print("{}\n", presets_list().dump(2));
    } else {
      print_table();
    }
    program.exit_code = kDone;
  });
}

}  // namespace orrery
