#include "native/import/imported_run.h"

#include <algorithm>

#include "native/failure.h"

namespace orrery {

std::unique_ptr<PairRun> imported_run(const ImportedModel& model, const RunMeans& means) {
  RunSpec spec = model.spec;
  spec.precision = Precision::float64;
  std::unique_ptr<Run> run = value_or_throw(make_run(spec, means));
  for (const StateTensor& tensor : run->state()) {
    if (const ParameterTensor* found = model.layout.find(tensor.name))
      std::copy_n(model.parameters.data() + found->offset, tensor.count(), static_cast<double*>(tensor.data));
  }
  run->restored(model.step);
  return std::unique_ptr<PairRun>(static_cast<PairRun*>(run.release()));
}

}  // namespace orrery
