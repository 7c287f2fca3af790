// Takes a run to its end and writes down what its description asks for.
#pragma once

#include "core/train/run.h"
#include "native/io/run_directory.h"
#include "native/terminal/progress.h"

namespace orrery {

/// The measures of a metrics row at the run's step.
std::vector<Measure> row_measures(Run& run);

enum class DriveEnd { finished, interrupted };

/// Trains from run.step() to its last step, rows and checkpoints into `directory` as the spec's cadences say.
/// When the program is interrupted, writes a checkpoint where it stands and returns. Throws a Failure (run
/// failed) that names the step when the loss is no longer finite; nothing of that state is written.
DriveEnd drive(Run& run, RunDirectory& directory, Progress& progress);

}  // namespace orrery
