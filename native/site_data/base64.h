// Arrays of numbers inside JSON: base64 (RFC 4648) of their little-endian bytes.
#pragma once

#include <string>
#include <string_view>

namespace orrery {

std::string base64(std::string_view bytes);

}  // namespace orrery
