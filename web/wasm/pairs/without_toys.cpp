// What stands in the page's engine of networks on pairs in place of toy models: see toys/without_pairs.cpp.
#include "core/measure/measure_list.h"
#include "core/train/dictionary_run.h"
#include "core/train/toy_run.h"

namespace orrery {

namespace {

Error no_toys() {
  return {"task.kind", "sparse-features", "pairs: this engine (orrery-pairs.wasm) has no toy models"};
}

}  // namespace

Result<std::unique_ptr<ToyRun>> make_toy_run(const RunSpec&, double) {
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

}  // namespace orrery
