#include "native/command/spec_options.h"

#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/io/spec_json.h"

namespace orrery {

void apply_setting(RunSpec& spec, std::string_view setting) {
  const size_t equals = setting.find('=');
  if (equals == std::string_view::npos || equals == 0) throw bad_input("--set", setting, "path=value");
  throw_unless(set_field(spec, setting.substr(0, equals), setting.substr(equals + 1)));
}

void SpecOptions::add_to(CLI::App& command) {
  CLI::Option* preset =
      command.add_option("--preset", preset_, "start from a preset (orrery presets lists them)");
  command
      .add_option("--spec", file_, "start from a run description, a JSON file (orrery schema tells its form)")
      ->excludes(preset);
  command
      .add_option("--set", settings_, "then set fields, each as path=value: --set task.density=0.1 seed=3")
      ->take_all();
}

RunSpec SpecOptions::spec(const RunSpec& otherwise) const {
  RunSpec spec = !file_.empty()     ? read_spec(file_)
                 : !preset_.empty() ? value_or_throw(preset_spec(preset_))
                                    : otherwise;
  for (const std::string& setting : settings_) apply_setting(spec, setting);
  throw_unless(validate(spec));
  return spec;
}

}  // namespace orrery
