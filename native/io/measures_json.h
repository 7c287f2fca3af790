// Measures as one nested object, as `orrery measure --json` prints and summary.json holds them.
#pragma once

#include <vector>

#include "core/measure/measures.h"
#include "native/io/strict_json.h"

namespace orrery {

/// {"superposition": {"exact_loss": ...}} from dotted paths; undefined is null.
Json nested_json(const std::vector<Measure>& measures);

}  // namespace orrery
