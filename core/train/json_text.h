// JSON text for the run description and for what the C ABI returns: writing only, a few lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/numeric/number_text.h"  // json_number

namespace orrery {

/// A quoted, escaped string. `text` is UTF-8.
std::string json_string(std::string_view text);

/// `[1,2.5,null]`
std::string json_array(const std::vector<double>& values);

}  // namespace orrery
