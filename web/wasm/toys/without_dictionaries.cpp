// What stands in the toy models' engine in place of sparse autoencoders, which would make it a third larger: a page's first
// load has that engine, and only readers who come to a dictionary need orrery-autoencoders.wasm (web/src/pool.ts).
#include "core/measure/measure_list.h"
#include "core/train/dictionary_run.h"

namespace orrery {

Result<std::unique_ptr<DictionaryRun>> make_dictionary_run(const RunSpec&) {
  return Error{"model.kind", "sparse-autoencoder",
               "toy-autoencoder: this engine (orrery-toys.wasm) has no sparse autoencoders"};
}
std::vector<Measure> dictionary_measures(DictionaryRun&, std::string_view) {
  return {};
}

}  // namespace orrery
