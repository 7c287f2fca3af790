// What stands in the page's engine of networks on pairs in place of toy models, and of training in double, which is for
// following published runs: see toys/without_pairs.cpp.
#include "core/measure/measure_list.h"
#include "core/train/dictionary_run.h"
#include "core/train/pair_run_of.h"
#include "core/train/toy_run.h"

namespace orrery {

namespace {

Error no_toys() {
  return {"task.kind", "sparse-features", "pairs: this engine (orrery-pairs.wasm) has no toy models"};
}

}  // namespace

Result<std::unique_ptr<ToyRun>> make_toy_run(const RunSpec&) {
  return no_toys();
}
Result<std::unique_ptr<DictionaryRun>> make_dictionary_run(const RunSpec&) {
  return no_toys();
}
std::vector<Measure> toy_measures(ToyRun&, std::string_view) {
  return {};
}
std::vector<Measure> dictionary_measures(DictionaryRun&, std::string_view) {
  return {};
}
Result<std::unique_ptr<PairRun>> make_double_pair_run(const RunSpec&, PairTask, const RunMeans&) {
  return Error{"precision", "float64",
               "float32, the page's arithmetic; the native program trains in double too"};
}

}  // namespace orrery
