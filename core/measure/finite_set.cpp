#include "core/measure/finite_set.h"

#include <limits>

namespace orrery {

Matrix<double> hidden_of_examples(const ToyRun& run) {
  if (run.examples().size() == 0) return {};
  return toy_hidden(run.parameters(), run.activations(), Matrix<double>(run.examples().cast<double>()))
      .transpose();
}

double unseen_loss(const ToyRun& run) {
  if (run.examples().size() == 0) return std::numeric_limits<double>::quiet_NaN();
  constexpr int kAtOnce = 256;
  static_assert(kUnseenExamples % kAtOnce == 0);
  const ToyTask& task = run.task();
  const Vector<double> importance =
      Eigen::Map<const Vector<double>>(task.features.importance.data(), task.features.count());
  const ToyParameters<double> parameters = run.parameters();
  LaneStream stream(~run.spec().seeds.data.value_or(run.spec().seed), StreamUse::data);
  double sum = 0;
  for (int done = 0; done < kUnseenExamples; done += kAtOnce)
    sum += kAtOnce * toy_loss(parameters, run.activations(), importance,
                              Matrix<double>(sample_set(task, kAtOnce, stream).cast<double>()));
  return sum / kUnseenExamples;
}

}  // namespace orrery
