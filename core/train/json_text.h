// JSON text for the run description and for what the C ABI returns: writing only, a few lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace orrery {

/// A finite number in the fewest digits that read back as the same double; `null` for NaN and infinities.
std::string json_number(double value);

/// A quoted, escaped string. `text` is UTF-8.
std::string json_string(std::string_view text);

/// `[1,2.5,null]`
std::string json_array(const std::vector<double>& values);

}  // namespace orrery
