#include "core/train/presets.h"

#include <string>

#include "core/train/run_fields.h"

namespace orrery {

const std::vector<Preset>& presets() {
  static const std::vector<Preset> list = {
      {"superposition-intro",
       "five features in two dimensions as the paper's notebook trains them (Elhage et al. 2022, "
       "introduction)",
       {}},
      {"superposition-quick",
       "the same five features in 2,000 small batches: a pentagon in milliseconds",
       {{"batch", "128"},
        {"steps", "2000"},
        {"optimizer.learning_rate", "0.01"},
        {"optimizer.schedule", "linear"}}},
      {"superposition-live",
       "the home page's figure: a constant rate, so that training can go on for ever; two pairs first, then "
       "the pentagon",
       {{"steps", "2000"}, {"optimizer.learning_rate", "0.003"}, {"seed", "37"}}},
      {"superposition-20-5",
       "twenty features in five dimensions, importance 0.7^i (Elhage et al. 2022, basic results)",
       {{"task.features", "20"},
        {"task.importance_decay", "0.7"},
        {"task.density", "0.1"},
        {"model.hidden", "5"},
        {"batch", "256"},
        {"steps", "6000"},
        {"optimizer.learning_rate", "0.005"},
        {"optimizer.schedule", "linear"}}},
  };
  return list;
}

Result<RunSpec> preset_spec(std::string_view name) {
  std::string names;
  for (const Preset& preset : presets()) {
    names += (names.empty() ? "" : ", ") + std::string(preset.name);
    if (preset.name != name) continue;
    RunSpec spec;
    for (const auto& [path, text] : preset.assignments) {
      if (Result<void> set = set_field(spec, path, text); !set) return set.error();
    }
    return spec;
  }
  return Error{"preset", std::string(name), "one of " + names};
}

}  // namespace orrery
