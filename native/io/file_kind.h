// What a file is, told by how it begins.
#pragma once

#include <string_view>

namespace orrery {

/// A zip archive, as PyTorch's are.
bool is_zip(std::string_view start);

/// `; this is a tar archive, ...`: what to add for a reader whose file is no safetensors file. Empty where nothing tells.
/// `start` is the first kStartOfFile bytes (native/io/files.h) or a shorter file whole.
std::string_view other_kind(std::string_view start);

}  // namespace orrery
