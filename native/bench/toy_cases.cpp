#include "native/bench/toy_cases.h"

#include <memory>

#include "core/train/presets.h"
#include "core/train/run.h"
#include "core/train/toy_ensemble.h"
#include "native/command/spec_options.h"
#include "native/failure.h"

namespace orrery {

const std::vector<ToyCase>& toy_cases() {
  static const std::vector<ToyCase> cases = {
      {"toy-5-2-batch-1024", {}, 1},
      {"toy-5-2-batch-1024-dense", {"task.density=1"}, 1},
      {"toy-5-2-batch-128", {"batch=128"}, 1},
      {"toy-5-2-batch-128-dense", {"batch=128", "task.density=1"}, 1},
      {"toy-5-2-ten-instances", {}, 10},
      {"toy-5-2-ten-instances-dense", {"task.density=1"}, 10},
      {"toy-20-5-batch-1024", {"task.features=20", "model.hidden=5", "task.importance_decay=0.7"}, 1},
      {"toy-20-5-batch-1024-dense",
       {"task.features=20", "model.hidden=5", "task.importance_decay=0.7", "task.density=1"},
       1},
      {"toy-400-30-batch-1024-sparse",
       {"task.features=400", "model.hidden=30", "task.importance_decay=1", "task.density=0.01"},
       1},
      {"toy-400-30-batch-1024",
       {"task.features=400", "model.hidden=30", "task.importance_decay=1", "task.density=0.1"},
       1},
      {"toy-100-20-ten-instances", {"task.features=100", "model.hidden=20", "task.importance_decay=1"}, 10},
  };
  return cases;
}

RunSpec spec_of(const ToyCase& chosen) {
  RunSpec spec = value_or_throw(preset_spec("superposition-intro"));
  for (const char* setting : chosen.settings) apply_setting(spec, setting);
  return spec;
}

Timing time_case(const ToyCase& chosen, bool quick) {
  const RunSpec spec = spec_of(chosen);
  const int repeats = quick ? 5 : 21;
  const double seconds = quick ? 0.005 : 0.05;
  if (chosen.instances == 1) {
    const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
    return time_steps([&](int64_t steps) { run->advance(steps); }, repeats, seconds);
  }
  std::vector<ToyMember> members;
  for (int seed = 0; seed < chosen.instances; ++seed)
    members.push_back(toy_member(spec, static_cast<uint32_t>(seed)));
  const auto train = [&](int64_t steps) {
    RunSpec shorter = spec;
    shorter.steps = steps;
    Serial serial;
    train_toy_ensemble(toy_ensemble(shorter), members, serial);
  };
  return time_steps(train, repeats, seconds);
}

}  // namespace orrery
