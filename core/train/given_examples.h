// Examples that a kernel is given instead of drawing them, in the kernel's order (ToyBatch::x).
#pragma once

#include "core/model/toy_kernel.h"
#include "core/numeric/aligned.h"
#include "core/numeric/matrix.h"
#include "core/numeric/random.h"

namespace orrery {

class GivenExamples {
 public:
  GivenExamples() = default;
  GivenExamples(int batch, int features)
      : samples_(padded_to_line(static_cast<size_t>(batch))),
        x_(samples_ * static_cast<size_t>(features)),
        target_(x_.size()) {}

  bool empty() const { return samples_ == 0; }

  /// Inputs and what is asked for, [batch, n] both.
  void put(const Matrix<float>& x, const Matrix<float>& target);

  void give(ToyBatch& batch) const {
    batch.x = x_.data();
    batch.target = target_.data();
  }

 private:
  static_assert(LaneStream::kLanes == 16, "lines of floats are the lanes that samples lie in");

  size_t samples_ = 0;              // up to whole lines
  AlignedArray<float> x_, target_;  // [n, samples]
};

}  // namespace orrery
