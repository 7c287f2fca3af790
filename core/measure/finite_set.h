// What a toy model that was trained on a finite set makes of other examples (Henighan et al. 2023).
#pragma once

#include "core/train/toy_run.h"

namespace orrery {

/// The loss on kUnseenExamples fresh examples, each scaled to length 1 as those of the set are. They are those of the seed
/// ~seed, so that none is in the set. NaN where every example is fresh.
double unseen_loss(const ToyRun& run);
inline constexpr int kUnseenExamples = 2048;

}  // namespace orrery
