// The toy models whose training steps are timed.
#pragma once

#include <vector>

#include "core/train/run_spec.h"
#include "native/bench/timing.h"

namespace orrery {

struct ToyCase {
  const char* name;
  std::vector<const char*> settings;  // over the preset superposition-intro
  int instances;                      // independent models, seeds 0, 1, ...
};

const std::vector<ToyCase>& toy_cases();

RunSpec spec_of(const ToyCase& chosen);

/// A step of all instances, on one thread.
Timing time_case(const ToyCase& chosen, bool quick);

}  // namespace orrery
