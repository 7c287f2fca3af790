// What a toy model holds of fresh examples of its task: the data of dictionaries that look for its features.
#pragma once

#include <vector>

#include "core/model/toy_autoencoder.h"
#include "core/train/toy_task.h"

namespace orrery {

class HiddenVectors {
 public:
  /// The toy model must have the task's features; examples are those of `seed`.
  HiddenVectors(const ToyParameters<double>& toy, HiddenActivation activation, ToyTask task, uint32_t seed);

  int dimensions() const { return static_cast<int>(W_.rows()); }

  void set_task(ToyTask task);

  /// What draws the examples.
  LaneStream& stream() { return stream_; }

  /// Hidden vectors of the next `count` examples, one a column.  // [d, count]
  Matrix<float> next(int count);

 private:
  Matrix<float> next_independent(int count);

  Matrix<float> W_;  // [d, n]
  bool relu_;
  ToyTask task_;
  std::vector<FeatureGate> gates_;  // [n] of a task whose features are all independent; else empty
  LaneStream stream_;
};

}  // namespace orrery
