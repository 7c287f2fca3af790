#include "native/bench/network_cases.h"

#include <algorithm>
#include <cstdio>

#include "core/train/presets.h"
#include "native/command/spec_options.h"
#include "native/failure.h"
#include "native/io/files.h"
#include "native/io/spec_json.h"
#include "native/terminal/progress.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

double transformer_products(const TransformerConfig& c, const PairSequence& sequence, double examples) {
  const double n = sequence.elements, d = c.d_model, m = c.d_mlp, C = c.classes, row = m + C;
  const double heads = c.heads, width = heads * c.d_head;
  const double last = sequence.equals ? 1 : n, tokens = 2 * n + (sequence.equals ? 1 : 0);
  double sum = d * m * C + (width + last) * d * row + tokens * d * width + 2 * n * width * row;
  if (c.attention_rate != 0) {
    sum += examples * 2 * heads * row;
    sum += sequence.equals ? 2 * d * width + tokens * d * heads : (n + tokens) * d * width + n * n * width;
  }
  return sum + examples * m * C;
}

double network_products(const PairNetworkConfig& c, double examples) {
  const double tables =
      form_of(c.architecture).first_matrix ? 2.0 * c.elements * c.embedding * c.hidden : 0.0;
  return tables + examples * c.hidden * c.classes;
}

void train(const NetworkCase& chosen, const std::filesystem::path& file) {
  std::fprintf(stderr, "training %s until it has grokked\n", chosen.name);
  WorkerPool pool;
  const RunSpec spec = spec_of(chosen);
  const std::unique_ptr<PairRun> run = value_or_throw(make_pair_run(spec, {&pool}));
  Progress progress(spec.steps, "steps", 0);
  while (run->step() < spec.steps) {
    run->advance(std::min<int64_t>(100, spec.steps - run->step()));
    progress.update(run->step());
  }
  progress.finish(run->step());
  const double accuracy = run->score(PairSet::test)->accuracy;
  if (accuracy < 0.99)
    throw Failure(kRunFailed, std::string(chosen.name) +
                                  " has not grokked: its accuracy on the test pairs is " +
                                  std::to_string(accuracy));
  make_folder(file.parent_path());
  write_checkpoint(file, *run);
}

}  // namespace

const std::vector<NetworkCase>& network_cases() {
  static const std::vector<NetworkCase> cases = {
      {"transformer-113", "grokking-mainline", {}, 12000},
      {"transformer-59", "clock", {}, 5000},
      {"transformer-59-rate-0", "pizza", {}, 5000},
      {"mlp-s5", "group-mainline", {"optimizer.learning_rate=0.01"}, 6000},
      {"mlp-59",
       "group-mainline",
       {"task.group=C59", "task.train_fraction=0.8", "model.embedding=128", "model.hidden=512"},
       5000},
  };
  return cases;
}

RunSpec spec_of(const NetworkCase& chosen) {
  RunSpec spec = value_or_throw(preset_spec(chosen.preset));
  for (const char* setting : chosen.settings) apply_setting(spec, setting);
  spec.steps = chosen.steps_to_grok;
  return spec;
}

double folded_operations(const PairTask& task) {
  const PairModel& model = task.model;
  const auto examples = static_cast<double>(task.split.train.size());
  const auto* transformer = std::get_if<TransformerConfig>(&model.config);
  const double forwards = transformer ? transformer_products(*transformer, model.sequence, examples)
                                      : network_products(std::get<PairNetworkConfig>(model.config), examples);
  return 2 * 3 * forwards;
}

Checkpoint grokked_weights(const NetworkCase& chosen, const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / (std::string(chosen.name) + ".safetensors");
  if (std::filesystem::exists(file)) {
    Checkpoint checkpoint = read_checkpoint(file);
    if (spec_difference(spec_of(chosen), checkpoint.spec).empty()) return checkpoint;
  }
  train(chosen, file);
  return read_checkpoint(file);
}

}  // namespace orrery
