// What a run may take of the memory that it is given (RunMeans::max_bytes).
#pragma once

#include <string>

#include "core/result.h"

namespace orrery {

/// The Error of the field at `path`, which holds `value`, where a run that needs `bytes` is given less.
Result<void> check_memory(std::string path, std::string value, double bytes, double max_bytes);

}  // namespace orrery
