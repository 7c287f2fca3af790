// A run as the page's figures play it before, and without, the engine (web/src/stored_run.ts reads it): frames of named
// tensors and measures over its steps.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/train/run.h"
#include "native/io/strict_json.h"

namespace orrery {

/// Steps evenly spaced in their square root, from 0 to `last`: denser early, when most happens.
std::vector<int64_t> frame_steps(int64_t last, int count);

struct StoredRunPlan {
  std::vector<int64_t> steps;          // ascending
  std::vector<std::string> measures;   // paths of what each frame holds
  std::vector<std::string> constants;  // prefixes of what is measured once, at the last step
  /// Tensors in half precision: an error of at most 5e-4 of a weight, half a pixel of a thousand.
  bool half = false;
  std::vector<std::string> views = {};  // names of what each frame holds besides the parameters
};

/// Advances the run through the steps and stores every parameter (no optimizer state, no streams) and these views at each.
Json stored_run(Run& run, const StoredRunPlan& plan);

/// Numbers as a stored array: {shape, type, data}; several arrays of that shape may stand one after another.
Json stored_tensor(const std::vector<int64_t>& shape, const std::vector<float>& values, bool half);

/// IEEE half precision, to nearest and ties to even.
uint16_t half_bits(float value);

/// Nine digits: all that a picture or a float32 needs, in fewer bytes. Not finite becomes null.
Json rounded(double value);
/// The same for every number inside.
Json rounded_all(Json json);

}  // namespace orrery
