#include "core/train/adamw.h"

#include <algorithm>
#include <cmath>

#include "core/train/adamw_kernel.h"

namespace orrery {
namespace {

constexpr size_t kParametersATask = 1 << 14;  // some microseconds

/// Calls update(piece) for all of the spans, in pieces of a task each.
template <class Update>
void for_pieces(const std::vector<ParameterSpan>& spans, ParallelFor& parallel, const Update& update) {
  std::vector<ParameterSpan> pieces;
  for (const auto& [at, count] : spans)
    for (size_t done = 0; done < count; done += kParametersATask)
      pieces.push_back({at + done, std::min(kParametersATask, count - done)});
  parallel(static_cast<int>(pieces.size()), [&](int i, int) { update(pieces[static_cast<size_t>(i)]); });
}

}  // namespace

AdamW::AdamW(const AdamWOptions& options, int64_t updates) : options_(options) {
  for (int64_t t = 0; t < updates; ++t) {
    const double before1 = beta1_power_, before2 = beta2_power_;
    count_update();
    if (beta1_power_ == before1 && beta2_power_ == before2) return;  // both have come to rest
  }
}

void AdamW::count_update() {
  beta1_power_ *= options_.beta1;
  beta2_power_ *= options_.beta2;
}

AdamWFactors AdamW::next(double learning_rate) {
  count_update();
  AdamWFactors factors;
  factors.decay = static_cast<float>(1.0 - learning_rate * options_.weight_decay);
  factors.beta1 = static_cast<float>(options_.beta1);
  factors.one_minus_beta1 = static_cast<float>(1.0 - options_.beta1);
  factors.beta2 = static_cast<float>(options_.beta2);
  factors.one_minus_beta2 = static_cast<float>(1.0 - options_.beta2);
  factors.step = static_cast<float>(learning_rate / (1.0 - beta1_power_));
  factors.inverse_root = static_cast<float>(1.0 / std::sqrt(1.0 - beta2_power_));
  factors.epsilon = static_cast<float>(options_.epsilon);
  return factors;
}

void AdamW::update(double learning_rate, float* parameter, const float* gradient, float* m, float* v,
                   size_t count) {
  adamw_kernel().update(next(learning_rate), parameter, gradient, m, v, count);
}

void AdamW::apply(double learning_rate, double* parameter, const double* gradient, double* m, double* v,
                  size_t count) const {
  const AdamWOptions& o = options_;
  const auto constant = [&](double value) {
    return o.float_constants ? static_cast<double>(static_cast<float>(value)) : value;
  };
  const double decay = constant(1 - learning_rate * o.weight_decay), epsilon = constant(o.epsilon);
  const double beta1 = constant(o.beta1), one_minus_beta1 = constant(1 - o.beta1);
  const double beta2 = constant(o.beta2), one_minus_beta2 = constant(1 - o.beta2);
  const double step = constant(learning_rate / (1 - beta1_power_));
  const double inverse_root = constant(1 / constant(std::sqrt(1 - beta2_power_)));
  for (size_t p = 0; p < count; ++p) {
    const double g = gradient[p];
    m[p] = beta1 * m[p] + one_minus_beta1 * g;
    v[p] = beta2 * v[p] + one_minus_beta2 * g * g;
    parameter[p] = parameter[p] * decay - step * m[p] / (std::sqrt(v[p]) * inverse_root + epsilon);
  }
}

void AdamW::update(double learning_rate, double* parameter, const double* gradient, double* m, double* v,
                   size_t count) {
  count_update();
  apply(learning_rate, parameter, gradient, m, v, count);
}

template <>
void AdamW::update(double learning_rate, const std::vector<ParameterSpan>& spans, float* parameter,
                   const float* gradient, float* m, float* v, ParallelFor& parallel) {
  const AdamWFactors factors = next(learning_rate);
  for_pieces(spans, parallel, [&](const ParameterSpan& piece) {
    const size_t at = piece.offset;
    adamw_kernel().update(factors, parameter + at, gradient + at, m + at, v + at, piece.count);
  });
}

template <>
void AdamW::update(double learning_rate, const std::vector<ParameterSpan>& spans, double* parameter,
                   const double* gradient, double* m, double* v, ParallelFor& parallel) {
  count_update();
  for_pieces(spans, parallel, [&](const ParameterSpan& piece) {
    const size_t at = piece.offset;
    apply(learning_rate, parameter + at, gradient + at, m + at, v + at, piece.count);
  });
}

}  // namespace orrery
