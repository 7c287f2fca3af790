#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "native/command/program.h"
#include "native/command/spec_options.h"
#include "native/failure.h"
#include "native/io/made_by.h"
#include "native/io/measures_json.h"
#include "native/terminal/interrupt.h"
#include "native/threads/worker_pool.h"
#include "native/train/drive.h"

namespace orrery {
namespace {

constexpr const char* kFooter = R"(Examples:
  orrery train --preset superposition-quick --out runs/pentagon
  orrery train --spec run.json --set seed=3 steps=20000 record.checkpoint_every=1000 --out runs/three
  orrery train --out runs/three --resume

The folder then holds spec.json, metrics.jsonl, checkpoints/ and, when the run is done, summary.json.)";

struct TrainOptions {
  SpecOptions spec;
  std::string out, backend = "eigen", device = "cpu";
  bool resume = false;
  int threads = 0;
};

/// LibTorch takes 0.4 s and 160 MB to load, so that backend is a program of its own beside this one. It
/// understands the same command line, and replaces this process.
[[noreturn]] void become_torch_backend(const std::vector<std::string>& arguments) {
  std::error_code error;
  const auto torch = std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "orrery-torch";
  std::vector<char*> argv;
  std::vector<std::string> copies = arguments;
  for (std::string& copy : copies) argv.push_back(copy.data());
  argv.push_back(nullptr);
  if (!error) ::execv(torch.c_str(), argv.data());
  throw bad_input("--backend", "torch",
                  "eigen, the only backend of this installation (no program orrery-torch beside it)");
}

std::string summary_json(Run& run, int64_t first_step, double seconds,
                         const std::vector<std::string>& arguments) {
  Json summary = {{"format", 1},
                  {"step", run.step()},
                  {"measures", nested_json(measure(run, ""))},
                  {"versions", versions_json()},
                  {"wall_seconds", seconds},  // of the last start, which began at:
                  {"started_at_step", first_step},
                  {"backend", "eigen"},
                  {"device", device_json()},
                  {"command", command_text(arguments)}};
  return summary.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// `, exact loss 0.00726843, pentagon` or `, train loss 1e-07, test loss 3e-07`: where the run has ended.
std::string ending_text(Run& run) {
  constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"superposition.exact_loss", "exact loss "},
      {"superposition.geometry", ""},
      {"dictionary.found", "features found "},
      {"loss.train", "train loss "},
      {"loss.test", "test loss "}};
  std::string text;
  for (const auto& [path, words] : kWords) {
    for (const Measure& entry : measure(run, path)) {
      if (const double* loss = std::get_if<double>(&entry.value))
        text += fmt::format(", {}{:.6g}", words, *loss);
      if (const std::string* name = std::get_if<std::string>(&entry.value)) text += ", " + *name;
    }
  }
  return text;
}

int train(const TrainOptions& options, const std::vector<std::string>& arguments) {
  if (options.backend == "torch") become_torch_backend(arguments);
  if (options.device != "cpu")
    throw bad_input("--device", options.device, "cpu; the eigen backend has no other (--backend torch has)");

  // Settings alone, with --resume, are of the run that the folder holds.
  const auto wanted = [&](const std::optional<RunSpec>& held) {
    RunSpec spec = options.spec.spec(held.value_or(RunSpec{}));
    throw_unless(value_or_throw(make_run(spec))->trainable());
    return spec;
  };
  RunDirectory directory = !options.resume        ? RunDirectory::create(options.out, wanted({}))
                           : options.spec.given() ? RunDirectory::resume(options.out, wanted)
                                                  : RunDirectory::resume(options.out, {});
  WorkerPool pool(options.threads);
  std::unique_ptr<Run> run = value_or_throw(make_run(directory.spec(), {&pool}));
  if (directory.finished()) {
    std::fprintf(stderr, "%s holds this run already, all %s steps of it\n", options.out.c_str(),
                 grouped(directory.spec().steps).c_str());
    return kDone;
  }
  for (const std::string& line : directory.restore(*run)) std::fprintf(stderr, "orrery: %s\n", line.c_str());

  watch_for_interrupts();
  const int64_t first_step = run->step();
  const auto start = std::chrono::steady_clock::now();
  Progress progress(directory.spec().steps, "steps", first_step);
  const DriveEnd end = drive(*run, directory, progress);
  const double rate = progress.finish(run->step());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  if (end == DriveEnd::interrupted) {
    std::fprintf(stderr, "interrupted at step %s of %s; go on with: orrery train --out %s --resume\n",
                 grouped(run->step()).c_str(), grouped(directory.spec().steps).c_str(),
                 command_text({"", options.out}).c_str() + 3);
    return kInterrupted;
  }
  directory.finish(summary_json(*run, first_step, seconds, arguments));
  std::fprintf(stderr, "%s: %s steps in %s (%s/s)%s\n", options.out.c_str(),
               grouped(run->step() - first_step).c_str(), duration_text(seconds).c_str(),
               rate_text(rate).c_str(), ending_text(*run).c_str());
  return kDone;
}

}  // namespace

void add_train(Program& program) {
  CLI::App* command = program.app.add_subcommand("train", "train a network and write down its run");
  const auto options = std::make_shared<TrainOptions>();
  options->spec.add_to(*command);
  command->add_option("--out", options->out, "the run's folder: new, empty, or with --resume a run's")
      ->required();
  command->add_flag("--resume", options->resume,
                    "go on from the newest checkpoint, to the numbers of an unbroken run");
  command->add_option("--backend", options->backend, "what computes")
      ->check(CLI::IsMember({"eigen", "torch"}))
      ->capture_default_str();
  command->add_option("--device", options->device, "where it computes")
      ->check(CLI::IsMember({"cpu", "cuda"}))
      ->capture_default_str();
  command->add_option("--threads", options->threads, "threads; 0: one a core. The numbers don't depend on it")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  command->footer(kFooter);
  command->callback([options, &program] { program.exit_code = train(*options, program.arguments); });
}

}  // namespace orrery
