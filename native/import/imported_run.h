// An imported network as a run at its last step, to be measured.
#pragma once

#include <memory>

#include "core/train/pair_run.h"
#include "native/import/import.h"

namespace orrery {

/// In double, as all measures of networks on pairs are.
std::unique_ptr<PairRun> imported_run(const ImportedModel& model, const RunMeans& means);

}  // namespace orrery
