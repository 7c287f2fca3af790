#include "core/measure/finite_set.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/train/hidden_of_examples.h"

namespace orrery {

double unseen_loss(const ToyRun& run) {
  if (run.examples().size() == 0) return std::numeric_limits<double>::quiet_NaN();
  const ToyTask& task = run.task();
  if (run.unseen.size() == 0) {
    LaneStream stream(~run.spec().seeds.data.value_or(run.spec().seed), StreamUse::data);
    run.unseen = sample_set(task, kUnseenExamples, stream);
  }
  const ToyParameters<double> model = run.parameters();
  const ToyActivations activations = run.activations();
  const Matrix<double> V = model.readout().transpose();  // [m, n]
  const Eigen::Index m = model.W.rows(), n = model.W.cols();
  const Matrix<double> h = hidden_of(model, activations, run.unseen);
  Vector<double> z(n);
  double sum = 0;
  for (int s = 0; s < kUnseenExamples; ++s) {
    const float* const x = &run.unseen(s, 0);
    z = model.b_final;
    for (Eigen::Index k = 0; k < m; ++k)
      for (Eigen::Index i = 0; i < n; ++i) z[i] += h(k, s) * V(k, i);
    for (Eigen::Index i = 0; i < n; ++i) {
      const double given = activations.output == OutputActivation::relu ? std::max(z[i], 0.0) : z[i];
      const double error = given - std::abs(static_cast<double>(x[i]));
      sum += task.features.importance[static_cast<size_t>(i)] * error * error;
    }
  }
  return sum / kUnseenExamples;
}

}  // namespace orrery
