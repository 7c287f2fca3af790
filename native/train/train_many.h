// Independent runs to their ends in memory: seeds of a claim, a figure's strip.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "core/measure/measures.h"
#include "core/train/run.h"

namespace orrery {

/// Trains every description to its last step, on `threads` threads (0: one a core), and returns the runs in
/// the same order. `done` is called with the number of runs that are finished, one call at a time. The
/// numbers don't depend on the number of threads. Throws bad input for a description that can't be, and
/// Failure 130 when interrupted.
std::vector<std::unique_ptr<Run>> train_many(const std::vector<RunSpec>& specs, int threads,
                                             const std::function<void(int64_t)>& done = {});

/// One measure of a run by its path: a number (NaN where undefined), or a name (empty where undefined).
double measured_number(Run& run, std::string_view path);
std::string measured_name(Run& run, std::string_view path);

}  // namespace orrery
