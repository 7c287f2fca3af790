#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "core/train/presets.h"
#include "core/train/run.h"
#include "native/bench/timing.h"
#include "native/command/program.h"
#include "native/command/spec_options.h"
#include "native/failure.h"
#include "native/io/made_by.h"
#include "native/train/train_seeds.h"

namespace orrery {
namespace {

constexpr const char* kFooter = R"(Examples:
  orrery bench
  orrery bench --case toy-5-2-batch-1024 --json

One thread. Times are of whole training steps: drawing the batch, forward, backward and AdamW.)";

struct Case {
  const char* name;
  std::vector<const char*> settings;  // over the preset superposition-intro
  int instances;                      // independent models, seeds 0, 1, ...
};
const std::vector<Case> kCases = {
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
};

struct Options {
  std::vector<std::string> wanted;
  bool json = false, quick = false;
};

RunSpec spec_of(const Case& chosen) {
  RunSpec spec = value_or_throw(preset_spec("superposition-intro"));
  for (const char* setting : chosen.settings) apply_setting(spec, setting);
  return spec;
}

Timing time_case(const Case& chosen, bool quick) {
  const RunSpec spec = spec_of(chosen);
  const int repeats = quick ? 5 : 21;
  const double seconds = quick ? 0.005 : 0.05;
  if (chosen.instances == 1) {
    const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
    return time_steps([&](int64_t steps) { run->advance(steps); }, repeats, seconds);
  }
  const auto train = [&](int64_t steps) {
    RunSpec shorter = spec;
    shorter.steps = steps;
    train_seeds(shorter, static_cast<uint32_t>(chosen.instances), 1);
  };
  return time_steps(train, repeats, seconds);
}

int bench(const Options& options) {
  std::string names;
  for (const Case& known : kCases) names += (names.empty() ? "" : ", ") + std::string(known.name);
  const auto is_known = [](const std::string& name) {
    return std::any_of(kCases.begin(), kCases.end(), [&](const Case& known) { return name == known.name; });
  };
  for (const std::string& name : options.wanted) {
    if (!is_known(name)) throw bad_input("--case", name, "one of " + names);
  }
  Json rows = Json::array();
  if (!options.json)
    fmt::print("{:<30} {:>12} {:>12}   one training step of all instances\n", "", "median ms", "minimum ms");
  for (const Case& chosen : kCases) {
    if (!options.wanted.empty() &&
        std::find(options.wanted.begin(), options.wanted.end(), chosen.name) == options.wanted.end())
      continue;
    const RunSpec spec = spec_of(chosen);
    const Timing timing = time_case(chosen, options.quick);
    if (!options.json)
      fmt::print("{:<30} {:>12.6f} {:>12.6f}\n", chosen.name, timing.median_ms, timing.minimum_ms);
    rows.push_back({{"name", chosen.name},
                    {"features", spec.task.features},
                    {"hidden", spec.model.hidden},
                    {"batch", spec.batch},
                    {"density", spec.task.density[0]},
                    {"instances", chosen.instances},
                    {"ms_per_step", {{"median", timing.median_ms}, {"minimum", timing.minimum_ms}}},
                    {"repeats", timing.repeats},
                    {"steps_a_repeat", timing.steps_a_repeat}});
  }
  if (options.json) {
    const Json report = {{"format", 1},
                         {"threads", 1},
                         {"cases", rows},
                         {"versions", versions_json()},
                         {"device", device_json()}};
    fmt::print("{}\n", report.dump(2));
  }
  return kDone;
}

}  // namespace

void add_bench(Program& program) {
  CLI::App* command = program.app.add_subcommand("bench", "time training steps on this machine");
  const auto options = std::make_shared<Options>();
  command->add_option("--case", options->wanted, "only these cases")->take_all();
  command->add_flag("--quick", options->quick, "fewer and shorter repeats");
  command->add_flag("--json", options->json, "one JSON object on standard output");
  command->footer(kFooter);
  command->callback([options, &program] { program.exit_code = bench(*options); });
}

}  // namespace orrery
