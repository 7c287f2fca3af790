// What made a file: the command, the versions, the machine and the day.
#pragma once

#include <string>
#include <vector>

#include "native/io/strict_json.h"

namespace orrery {

/// The command line as a shell would read it back, the program's folder left out.
std::string command_text(const std::vector<std::string>& arguments);

/// {"orrery", "compiler", "eigen"}
Json versions_json();

/// {"cpu", "cores", "simd"}: the CPU's name, how many of it, and the widest kernel it chose.
Json device_json();

/// `2024-05-06`, UTC; SOURCE_DATE_EPOCH replaces the clock where it is set.
std::string today();

}  // namespace orrery
