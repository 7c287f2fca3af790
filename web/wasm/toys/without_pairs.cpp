// What stands in the toy models' engine in place of networks on pairs, which are more than half of the whole one. As the
// linker finds the function here, it leaves out all that only the real one needs.
#include "core/train/pair_run.h"

namespace orrery {

Result<std::unique_ptr<PairRun>> make_pair_run(const RunSpec&, const RunMeans&) {
  return Error{"task.kind", "pairs", "sparse-features: this engine (orrery-toys.wasm) has no networks on pairs"};
}

}  // namespace orrery
