// The JSON header of a safetensors file as plain records: only its form is checked here, not what offsets
// mean.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "native/io/safetensors.h"

namespace orrery {

struct HeaderEntry {
  std::string name;
  std::string dtype;
  std::vector<uint64_t> shape;
  std::array<uint64_t, 2> offsets{};  // begin, end
};

/// Entries in the order in which they stand. Refuses what is not JSON, duplicate names, unknown or missing
/// keys, numbers that are not whole, and metadata that is not text.
std::vector<HeaderEntry> parse_safetensors_header(std::string_view json, const std::string& source,
                                                  Metadata& metadata);

}  // namespace orrery
