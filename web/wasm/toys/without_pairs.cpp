// What stands in the toy models' engine in place of networks on pairs, which are more than half of the whole one. As the
// linker finds these functions here, it leaves out all that only the real ones need.
#include "core/measure/measure_list.h"
#include "core/train/pair_run.h"

namespace orrery {
namespace {

Error no_pairs() {
  return {"task.kind", "pairs", "sparse-features: this engine (orrery-toys.wasm) has no networks on pairs"};
}

}  // namespace

Result<PairTask> make_pair_task(const RunSpec&) {
  return no_pairs();
}
Result<std::unique_ptr<PairRun>> make_pair_run(const RunSpec&, const RunMeans&) {
  return no_pairs();
}
std::vector<Measure> pair_measures(PairRun&, std::string_view) {
  return {};
}

}  // namespace orrery
