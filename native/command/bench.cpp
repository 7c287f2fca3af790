#include <algorithm>
#include <chrono>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "core/model/pair_kernel.h"
#include "core/numeric/kernel_choice.h"
#include "core/train/run_fields.h"
#include "native/bench/fma_peak.h"
#include "native/bench/network_cases.h"
#include "native/bench/timing.h"
#include "native/bench/toy_cases.h"
#include "native/command/program.h"
#include "native/failure.h"
#include "native/io/made_by.h"
#include "native/names.h"
#include "native/threads/worker_pool.h"
#include "native/train/phase_diagram.h"

namespace orrery {
namespace {

constexpr const char* kFooter = R"(Examples:
  orrery bench
  orrery bench --case toy-5-2-batch-1024 --json
  orrery bench --case transformer-113 --weights build/bench/weights

Times are of whole training steps: drawing the batch, forward, backward and AdamW. Toy models and their peers run on one
thread. Networks on pairs run on one thread and two, and with each kernel that this CPU has; their speed is told as a
fraction of what its vectors can do at most. With --weights FOLDER they are timed on weights that have grokked as well,
which is where tiny probabilities would slow a step down; the first time they are trained, for some minutes. A phase
diagram is timed whole, on all threads.)";

struct Options {
  std::vector<std::string> wanted;
  std::string weights;
  bool json = false, quick = false;

  bool wants(const std::string& name) const {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
  }
};

/// One way to run a network: with which kernel, on how many threads.
struct Means {
  const char* kernel;
  int threads;
};

std::vector<Means> means_of_this_machine() {
  std::vector<Means> list = {{pair_kernel().name, 1}};
  if (available_threads() > 1) list.push_back({pair_kernel().name, 2});
  for (const char* kernel : kKernelTargets)
    if (cpu_runs(kernel) && std::string_view(kernel) != pair_kernel().name) list.push_back({kernel, 1});
  return list;
}

Json timing_json(const Timing& timing) {
  return {{"median", timing.median_ms}, {"minimum", timing.minimum_ms}};
}

Json toy_rows(const Options& options) {
  Json rows = Json::array();
  const auto title = [&] {
    fmt::print("{:<30} {:>12} {:>12}   one training step of all instances\n", "", "median ms", "minimum ms");
  };
  for (const ToyCase& chosen : toy_cases()) {
    if (!options.wants(chosen.name)) continue;
    if (!options.json && rows.empty()) title();
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
                    {"ms_per_step", timing_json(timing)},
                    {"repeats", timing.repeats},
                    {"steps_a_repeat", timing.steps_a_repeat}});
  }
  return rows;
}

/// Peaks by kernel, measured when first asked for.
class Peaks {
 public:
  double of(const char* kernel) {
    const auto [at, is_new] = known_.try_emplace(kernel, 0.0);
    if (is_new) at->second = fma_peak(kernel);
    return at->second;
  }
  const std::map<std::string, double>& known() const { return known_; }

 private:
  std::map<std::string, double> known_;
};

/// Times a network by each means, from its initial weights or from those of `trained`.
Json network_times(const NetworkCase& chosen, const Checkpoint* trained, const Options& options,
                   Peaks& peaks) {
  Json rows = Json::array();
  for (const auto& [kernel, threads] : means_of_this_machine()) {
    WorkerPool pool(threads);
    RunMeans means{&pool};
    means.kernel = kernel;
    const std::unique_ptr<PairRun> run = value_or_throw(make_pair_run(spec_of(chosen), means));
    if (trained) restore(*run, *trained, Restore::whole);
    const Timing timing = time_steps([&](int64_t steps) { run->advance(steps); }, options.quick ? 5 : 21,
                                     options.quick ? 0.005 : 0.1);
    const double operations = folded_operations(run->task());
    const auto fraction = [&](double ms) { return operations / ms * 1e-6 / (peaks.of(kernel) * threads); };
    if (!options.json)
      fmt::print("{:<22} {:>8} {:>9} {:>8} {:>11.3f} {:>11.3f} {:>9.1f} {:>8.0f} %\n", chosen.name,
                 trained ? "grokked" : "fresh", kernel, threads, timing.median_ms, timing.minimum_ms,
                 operations / timing.median_ms * 1e-6, 100 * fraction(timing.median_ms));
    rows.push_back({{"name", chosen.name},
                    {"weights", trained ? "grokked" : "fresh"},
                    {"kernel", kernel},
                    {"threads", threads},
                    {"ms_per_step", timing_json(timing)},
                    {"repeats", timing.repeats},
                    {"steps_a_repeat", timing.steps_a_repeat},
                    {"operations_a_step", operations},
                    {"fraction_of_peak",
                     {{"median", fraction(timing.median_ms)}, {"best", fraction(timing.minimum_ms)}}}});
  }
  return rows;
}

Json network_rows(const Options& options, Peaks& peaks) {
  Json networks = Json::array();
  for (const NetworkCase& chosen : network_cases()) {
    if (!options.wants(chosen.name)) continue;
    std::optional<Checkpoint> trained;
    if (!options.weights.empty()) trained = grokked_weights(chosen, options.weights);
    if (!options.json && networks.empty())
      fmt::print("\n{:<22} {:>8} {:>9} {:>8} {:>11} {:>11} {:>9} {:>10}   (medians)\n", "", "weights",
                 "kernel", "threads", "median ms", "minimum ms", "GFLOP/s", "of peak");
    Json times = network_times(chosen, nullptr, options, peaks);
    if (trained)
      for (const Json& row : network_times(chosen, &*trained, options, peaks)) times.push_back(row);
    const PairTask task = value_or_throw(make_pair_task(spec_of(chosen)));
    networks.push_back({{"name", chosen.name},
                        {"spec", Json::parse(spec_json(spec_of(chosen)))},
                        {"elements", task.model.elements},
                        {"training_pairs", task.split.train.size()},
                        {"weights", trained ? Json(trained->source) : Json()},
                        {"times", times}});
  }
  return networks;
}

constexpr const char* kPhaseDiagram = "phase-diagram";

/// Phase diagrams from the first draw to the last cell's phase.
Json diagram_rows(const Options& options) {
  Json rows = Json::array();
  if (!options.wants(kPhaseDiagram)) return rows;
  const int side = options.quick ? 10 : kPhaseSide;
  for (const int features : {2, 3}) {
    const auto begin = std::chrono::steady_clock::now();
    trained_phases(features, side, kPhaseNetworks, 0);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (!options.json)
      fmt::print("{}phase diagram of {} features, {} x {} cells, {} networks each: {:.2f} s on {} threads\n",
                 rows.empty() ? "\n" : "", features, side, side, kPhaseNetworks, seconds,
                 available_threads());
    rows.push_back({{"name", kPhaseDiagram},
                    {"features", features},
                    {"side", side},
                    {"networks", kPhaseNetworks},
                    {"threads", available_threads()},
                    {"seconds", seconds}});
  }
  return rows;
}

int bench(const Options& options) {
  std::vector<std::string> known;
  for (const ToyCase& one : toy_cases()) known.push_back(one.name);
  for (const NetworkCase& one : network_cases()) known.push_back(one.name);
  known.push_back(kPhaseDiagram);
  for (const std::string& name : options.wanted)
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw bad_input("--case", name, "one of " + listed(known));
  Peaks peaks;
  const Json toys = toy_rows(options), networks = network_rows(options, peaks),
             diagrams = diagram_rows(options);
  if (options.json) {
    const Json report = {{"format", 1},
                         {"cases", toys},  // on one thread
                         {"networks", networks},
                         {"diagrams", diagrams},
                         {"peak_gflops", peaks.known()},  // a thread
                         {"versions", versions_json()},
                         {"device", device_json()}};
    fmt::print("{}\n", report.dump(2));
  } else {
    for (const auto& [kernel, peak] : peaks.known())
      fmt::print("peak of one thread, {}: {:.1f} GFLOP/s\n", kernel, peak);
  }
  return kDone;
}

}  // namespace

void add_bench(Program& program) {
  CLI::App* command = program.app.add_subcommand("bench", "time training steps on this machine");
  const auto options = std::make_shared<Options>();
  command->add_option("--case", options->wanted, "only these cases")->take_all();
  command->add_option("--weights", options->weights,
                      "time networks on grokked weights too, kept in this folder");
  command->add_flag("--quick", options->quick, "fewer and shorter repeats");
  command->add_flag("--json", options->json, "one JSON object on standard output");
  command->footer(kFooter);
  command->callback([options, &program] { program.exit_code = bench(*options); });
}

}  // namespace orrery
