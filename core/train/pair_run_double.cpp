#include "core/train/pair_run_of.h"

namespace orrery {

Result<std::unique_ptr<PairRun>> make_double_pair_run(const RunSpec& spec, PairTask task,
                                                      const RunMeans& means) {
  return std::unique_ptr<PairRun>(std::make_unique<PairRunOf<double>>(spec, std::move(task), means));
}

}  // namespace orrery
