// AdamW (Loshchilov and Hutter 2019) with PyTorch's rule and defaults:
//   p <- p (1 - lr wd);   m <- beta1 m + (1 - beta1) g;   v <- beta2 v + (1 - beta2) g^2;
//   p <- p - lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/model/parameter_layout.h"  // ParameterSpan
#include "core/numeric/parallel.h"

namespace orrery {

struct AdamWFactors;  // core/train/adamw_kernel.h

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.01;

  /// In double: rounds the rule's constants (1 - lr wd, the betas, ...) to float, as torch does beside float32 tensors. A
  /// decay of 0.999 is 1e-8 off then, which shows in the published curves after ten updates.
  bool float_constants = false;
};

/// Counts updates for the bias corrections: products of the betas, kept in double. They follow from the
/// number of updates alone (repeated multiplication from 1), so that a resumed run finds them again.
class AdamW {
 public:
  explicit AdamW(const AdamWOptions& options) : options_(options) {}

  /// As after `updates` updates with these options, their betas unchanged.
  AdamW(const AdamWOptions& options, int64_t updates);

  /// Other options from here on; the products so far stay.
  void set_options(const AdamWOptions& options) { options_ = options; }

  const AdamWOptions& options() const { return options_; }

  /// Counts one update and applies it to `count` parameters with their gradient and moments. To the bit the
  /// same in any grouping: elementwise, float operations rounded one by one.
  void update(double learning_rate, float* parameter, const float* gradient, float* m, float* v,
              size_t count);
  void update(double learning_rate, double* parameter, const double* gradient, double* m, double* v,
              size_t count);

  /// The same for the `spans` of arrays that hold several tensors, on the threads of `parallel`.
  template <class T>
  void update(double learning_rate, const std::vector<ParameterSpan>& spans, T* parameter, const T* gradient,
              T* m, T* v, ParallelFor& parallel);

  /// Counts one update and gives its constants, for callers that apply them to several arrays.
  AdamWFactors next(double learning_rate);

 private:
  void count_update();
  void apply(double learning_rate, double* parameter, const double* gradient, double* m, double* v,
             size_t count) const;

  AdamWOptions options_;
  double beta1_power_ = 1.0;  // beta1^t
  double beta2_power_ = 1.0;  // beta2^t
};

}  // namespace orrery
