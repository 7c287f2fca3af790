#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "native/command/program.h"
#include "native/failure.h"
#include "native/io/checkpoint.h"
#include "native/io/measures_json.h"
#include "native/io/run_directory.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

constexpr const char* kFooter = R"(Examples:
  orrery measure runs/pentagon/checkpoints/step_0002000.safetensors
  orrery measure runs/pentagon
  orrery measure pentagon.safetensors --json | jq .superposition.exact_loss

CHECKPOINT may be a file that the page saved, or a run's folder: then its newest one is measured. Undefined measures are
null.)";

struct ToText {
  std::string operator()(std::monostate) const { return "-"; }
  std::string operator()(double value) const {
    return std::isfinite(value) ? fmt::format("{:.6g}", value) : "-";
  }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(const NamedNumbers& numbers) const {
    std::string out;
    for (const auto& [name, value] : numbers) out += (out.empty() ? "" : "  ") + name + " " + (*this)(value);
    return out;
  }
  template <class T>
  std::string operator()(const std::vector<T>& values) const {
    std::string out;
    for (const T& value : values) out += (out.empty() ? "" : "  ") + (*this)(value);
    return out;
  }
};

void print_table(const Checkpoint& checkpoint, const std::vector<Measure>& measures) {
  size_t width = 4;
  for (const Measure& measure : measures) width = std::max(width, measure.path.size());
  fmt::print("{:<{}}  {}\n", "step", width, checkpoint.step);
  for (const Measure& measure : measures)
    fmt::print("{:<{}}  {}\n", measure.path, width, std::visit(ToText{}, measure.value));
}

int measure_file(const std::filesystem::path& file, bool json) {
  std::error_code ignored;  // what can't be looked at can't be read either, which has its line
  const bool is_folder = std::filesystem::is_directory(file, ignored);
  const Checkpoint checkpoint = read_checkpoint(is_folder ? newest_checkpoint(file) : file);
  RunSpec spec = checkpoint.spec;
  // Losses of a certain network lie far below what float resolves: networks on pairs are measured in double.
  if (spec.task.kind == TaskKind::pairs) spec.precision = Precision::float64;
  WorkerPool pool;
  std::unique_ptr<Run> run = value_or_throw(make_run(spec, {&pool}), checkpoint.source);
  const bool streams = restore(*run, checkpoint, Restore::parameters);
  std::vector<Measure> measures = measure(*run, "");
  if (!streams) {
    // Without the random streams there is no next batch whose loss this could be.
    for (Measure& entry : measures) {
      if (entry.path == "loss" || entry.path == "loss_per_feature") entry.value = std::monostate{};
    }
  }
  if (json) {
    fmt::print("{}\n", nested_json(measures).dump(2));
  } else {
    print_table(checkpoint, measures);
  }
  return kDone;
}

}  // namespace

void add_measure(Program& program) {
  struct Options {
    std::string file;
    bool json = false;
  };
  CLI::App* command = program.app.add_subcommand("measure", "measure a checkpoint");
  const auto options = std::make_shared<Options>();
  command
      ->add_option("checkpoint", options->file,
                   "a safetensors file with its run's description, or a run's folder")
      ->required();
  command->add_flag("--json", options->json, "one JSON object on standard output");
  command->footer(kFooter);
  command->callback([options, &program] { program.exit_code = measure_file(options->file, options->json); });
}

}  // namespace orrery
