// The run of a toy model on sparse features, on the fastest kernel that the CPU has.
#pragma once

#include <limits>
#include <memory>

#include "core/model/toy_autoencoder.h"
#include "core/train/run.h"
#include "core/train/toy_task.h"

namespace orrery {

class ToyRun : public Run {
 public:
  /// The weights at this step, in double for the measures.
  virtual ToyParameters<double> parameters() const = 0;

  /// The task as it stands at this step.
  virtual const ToyTask& task() const = 0;

  /// The examples of a finite set, [samples, n]; empty where they are endless.
  virtual const Matrix<float>& examples() const = 0;

  ToyActivations activations() const { return toy_activations(current().model); }

  /// Examples that the loss on unseen ones is measured on, [count, n]: kept from when they were first drawn, as a page
  /// asks for that loss in every frame (core/measure/finite_set.h).
  mutable Matrix<float> unseen;

 protected:
  using Run::Run;
};

/// `spec` must be valid. An Error where the run would need more than `max_bytes`.
Result<std::unique_ptr<ToyRun>> make_toy_run(const RunSpec& spec,
                                             double max_bytes = std::numeric_limits<double>::infinity());

}  // namespace orrery
