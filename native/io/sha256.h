// SHA-256 (FIPS 180-4), for the manifest of the page's data.
#pragma once

#include <string>
#include <string_view>

namespace orrery {

/// 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace orrery
