// One description from many seeds to its end, all in the vector unit's lanes: what claims about the best of
// so many seeds rest on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/train/run.h"

namespace orrery {

struct SeedOutcome {
  uint32_t seed;
  ToyParameters<double> parameters;  // after the last step
  double exact_loss;                 // sum over features; NaN where it is not known
  std::string geometry;              // the classifier's name
};

/// Trains `spec` with the seeds 0 .. count - 1, which replace its own, on `threads` threads (0: one a core).
/// The numbers are those of `orrery train` for each alone, to the bit. Throws bad input for a description
/// that can't be, or one with changes.
std::vector<SeedOutcome> train_seeds(const RunSpec& spec, uint32_t count, int threads);

/// One measure of a run by its path: a number (NaN where undefined), or a name (empty where undefined).
double measured_number(Run& run, std::string_view path);
std::string measured_name(Run& run, std::string_view path);

}  // namespace orrery
