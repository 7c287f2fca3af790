// What stands in the page's engine of networks on pairs in place of the plain form, with all of Eigen's products that it
// needs: few readers choose a network of two layers, and get the whole engine then (web/src/pool.ts); training in double is
// for following published runs.
#include "core/train/pair_run_of.h"

namespace orrery {

Result<std::unique_ptr<PairRun>> make_plain_pair_run(const RunSpec& spec, PairTask, const RunMeans&) {
  if (spec.precision == Precision::float64)
    return Error{"precision", "float64",
                 "float32, the page's arithmetic; the native program trains in double too"};
  return Error{"model", "a network of two layers",
               "one of a single layer in this engine (orrery-pairs.wasm)"};
}

}  // namespace orrery
