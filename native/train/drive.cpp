#include "native/train/drive.h"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "core/train/cadence.h"
#include "native/terminal/interrupt.h"

namespace orrery {
namespace {

// What a row holds besides the loss: cheap against the steps between two rows. Levels and regimes are
// properties of the task, not of the moment, and stand in summary.json.
constexpr std::string_view kRowPrefixes[] = {"loss",
                                             "loss_per_feature",
                                             "loss_unseen",
                                             "superposition.exact_loss",
                                             "superposition.feature_norms",
                                             "superposition.dimensionality",
                                             "superposition.superposition",
                                             "superposition.dimensions_per_feature",
                                             "superposition.geometry",
                                             "dictionary",
                                             "accuracy",
                                             "weights.sum_of_squares"};

// The exact loss takes n 3^n work: 0.2 ms at 8 features, fifty runs' worth at 12.
constexpr int64_t kExactLossFeatures = 8;

/// How many steps to take between two looks at the clock and at Ctrl-C: about a twentieth of a second of
/// them.
class Pace {
 public:
  int64_t steps() const { return steps_; }

  void took(std::chrono::duration<double> time) {
    if (time.count() < 0.025) steps_ *= 2;
    if (time.count() > 0.1 && steps_ > 1) steps_ /= 2;
  }

 private:
  int64_t steps_ = 16;
};

/// The rows up to here are what shows how.
[[noreturn]] void diverged(int64_t step, RunDirectory& directory) {
  directory.flush_rows();
  throw Failure(kRunFailed, fmt::format("the run diverged: its loss is not finite at step {} (a smaller "
                                        "optimizer.learning_rate may hold it)",
                                        step));
}

}  // namespace

std::vector<Measure> row_measures(Run& run) {
  std::vector<Measure> row;
  for (const std::string_view prefix : kRowPrefixes) {
    if (prefix == "superposition.exact_loss" && run.spec().task.features > kExactLossFeatures) continue;
    if (prefix == "loss_unseen" && run.spec().task.samples == 0) continue;
    for (Measure& found : measure(run, prefix)) row.push_back(std::move(found));
  }
  return row;
}

DriveEnd drive(Run& run, RunDirectory& directory, Progress& progress) {
  const RunSpec& spec = run.spec();
  int64_t finite_at = -1;
  const auto add_row = [&] {
    if (!std::isfinite(run.loss())) diverged(run.step(), directory);
    finite_at = run.step();
    directory.add_row(run.step(), row_measures(run));
  };
  // A checkpoint comes after the row of its own step, and only from a state worth going on from.
  const auto add_checkpoint = [&] {
    if (finite_at != run.step() && !std::isfinite(run.loss())) diverged(run.step(), directory);
    directory.add_checkpoint(run);
  };

  if (run.step() == 0) {
    add_row();
    if (spec.steps == 0) add_checkpoint();
  }
  Pace pace;
  while (run.step() < spec.steps) {
    const int64_t row = next_metrics_step(spec.record, spec.steps, run.step());
    const int64_t checkpoint = next_checkpoint_step(spec.record, spec.steps, run.step());
    const int64_t target = std::min(row, checkpoint);
    while (run.step() < target) {
      if (interrupted()) {
        add_checkpoint();
        return DriveEnd::interrupted;
      }
      const auto before = std::chrono::steady_clock::now();
      const int64_t steps = std::min(pace.steps(), target - run.step());
      run.advance(steps);
      if (steps == pace.steps()) pace.took(std::chrono::steady_clock::now() - before);
      progress.update(run.step());
    }
    if (run.step() == row) add_row();
    if (run.step() == checkpoint) add_checkpoint();
  }
  return DriveEnd::finished;
}

}  // namespace orrery
