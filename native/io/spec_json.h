// A run's description from JSON text: each leaf goes through core's set_field, as `--set` and the page's URL
// do, so that there is one place that knows fields. Writing is core's spec_json().
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/train/run_spec.h"

namespace orrery {

/// Fields that are absent keep their defaults. Refuses (bad input, one line) what is not JSON, with its
/// position; unknown fields, by dotted path; fields that stand twice; values out of range; formats newer than
/// this program. Descriptions in an older format are migrated. `source` names the text in errors.
RunSpec parse_spec(std::string_view text, const std::string& source);

RunSpec read_spec(const std::filesystem::path& path);

/// Where two descriptions differ first: `steps = 2000, not 1000`, or empty when they describe the same run.
std::string spec_difference(const RunSpec& ours, const RunSpec& theirs);

}  // namespace orrery
