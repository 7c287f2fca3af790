// The run of a toy autoencoder on sparse features, on the fastest kernel that the CPU has.
#pragma once

#include <memory>

#include "core/model/toy_autoencoder.h"
#include "core/task/sparse_features.h"
#include "core/train/run.h"

namespace orrery {

class ToyRun : public Run {
 public:
  /// The weights at this step, in double for the measures.
  virtual ToyParameters<double> parameters() const = 0;

  /// The task as it stands at this step.
  virtual const SparseFeatures& features() const = 0;

 protected:
  using Run::Run;
};

/// `spec` must be valid.
Result<std::unique_ptr<ToyRun>> make_toy_run(const RunSpec& spec);

}  // namespace orrery
