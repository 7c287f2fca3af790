#include "core/train/run.h"

#include "core/train/dictionary_run.h"
#include "core/train/pair_run.h"
#include "core/train/run_fields.h"
#include "core/train/toy_run.h"

namespace orrery {

Run::Run(RunSpec spec) : spec_(std::move(spec)), current_(spec_) {}

void Run::apply_changes_up_to(int64_t step) {
  const size_t before = changes_applied_;
  while (changes_applied_ < spec_.changes.size() && spec_.changes[changes_applied_].step <= step) {
    const Change& change = spec_.changes[changes_applied_++];
    // validate() and change() have let through only what can be set.
    (void)set_field(current_, change.path, change.value);
  }
  if (changes_applied_ != before) adopt();
}

void Run::advance(int64_t updates) {
  const OptimizerSpec& optimizer = current_.optimizer;
  for (const int64_t end = step_ + updates; step_ < end; ++step_) {
    apply_changes_up_to(step_);
    update(optimizer.learning_rate * schedule_factor(optimizer.schedule, optimizer.floor,
                                                     optimizer.warmup_steps, current_.steps, step_,
                                                     optimizer.warmup_from_zero));
  }
  // A change on the step that was just reached already counts: measures at this step speak of the new task.
  apply_changes_up_to(step_);
}

Result<void> Run::change(std::string_view path, std::string_view value) {
  RunSpec trial = spec_;
  trial.changes.resize(changes_applied_);
  // A slider that moves on before the next update leaves one change, not a trail.
  std::erase_if(trial.changes, [&](const Change& made) { return made.step == step_ && made.path == path; });
  const size_t applied = trial.changes.size();
  if (Result<void> added = add_change(trial, {step_, std::string(path), std::string(value)}); !added)
    return added;
  if (Result<void> valid = validate(trial); !valid) return valid;
  spec_ = std::move(trial);
  changes_applied_ = applied;
  apply_changes_up_to(step_);
  return {};
}

void Run::restored(int64_t step) {
  step_ = step;
  current_ = spec_;
  changes_applied_ = 0;
  adopt();
  apply_changes_up_to(step_);
  rewind();
}

Result<std::unique_ptr<Run>> make_run(const RunSpec& spec, const RunMeans& means) {
  if (const Result<void> valid = validate(spec); !valid) return valid.error();
  static Serial serial;
  RunMeans given = means;
  if (!given.parallel) given.parallel = &serial;
  std::unique_ptr<Run> run;
  if (spec.task.kind == TaskKind::pairs) {
    Result<std::unique_ptr<PairRun>> pair_run = make_pair_run(spec, given);
    if (!pair_run) return pair_run.error();
    run = std::move(*pair_run);
  } else if (spec.model.kind == ModelKind::sparse_autoencoder) {
    Result<std::unique_ptr<DictionaryRun>> dictionary_run = make_dictionary_run(spec);
    if (!dictionary_run) return dictionary_run.error();
    run = std::move(*dictionary_run);
  } else {
    Result<std::unique_ptr<ToyRun>> toy_run = make_toy_run(spec, given.max_bytes);
    if (!toy_run) return toy_run.error();
    run = std::move(*toy_run);
  }
  run->advance(0);
  return run;
}

}  // namespace orrery
