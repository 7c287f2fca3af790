// Named starting points: the papers' own settings and the page's.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/train/run_spec.h"

namespace orrery {

struct Preset {
  std::string_view name;
  std::string_view summary;  // one line
  std::vector<std::pair<std::string_view, std::string_view>>
      assignments;  // path, JSON literal; over the defaults
};

const std::vector<Preset>& presets();

/// The spec of a preset by its name; the Error lists the names there are.
Result<RunSpec> preset_spec(std::string_view name);

}  // namespace orrery
