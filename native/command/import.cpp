#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "native/command/program.h"
#include "native/command/spec_options.h"
#include "native/failure.h"
#include "native/import/import.h"
#include "native/io/checkpoint.h"
#include "native/io/files.h"
#include "native/names.h"

namespace orrery {
namespace {

constexpr const char* kFooter =
    R"(Layouts: clock-pizza (Zhong et al. 2023), clock-pizza-linear (their linear models), progress-measures (Nanda et al.
2023), universality-mlp and universality-transformer (Chughtai et al. 2023), transformer-lens (HookedTransformer).

--config takes the authors' own file (config_*.json, cfg.json); for progress-measures {"p": 113, "train_fraction": 0.9,
"split_seed": 0, "act_type": "ReLU"}; for transformer-lens the HookedTransformerConfig as JSON, "group", "train_fraction"
and "split_seed" (of torch.randperm) beside its fields: what a file of orrery export says itself need not be said again.
Where the split of the pairs is not known, measures of train and test are null.

FILE is a PyTorch archive or a safetensors file. Only tensors, dictionaries, lists, numbers and text are read from it; no
class is loaded and nothing is run.

Examples:
  orrery import model_p99zdpze5l.pt --layout clock-pizza --config config_p99zdpze5l.json -o pizza.safetensors
  orrery import S5_T_seed1/model.pt --layout universality-transformer --config S5_T_seed1/cfg.json -o s5.safetensors
  orrery import model.pt --layout clock-pizza --set model.attention_rate=0 -o pizza.safetensors
  orrery measure pizza.safetensors --json)";

struct Options {
  std::string file, layout, config, group, at, out;
  std::vector<std::string> settings;
};

/// What --set did not set.
std::vector<std::string> still_assumed(const ImportedModel& model, const Options& options) {
  std::vector<std::string> out;
  for (const Assumption& one : model.assumed) {
    const std::string field = one.what.substr(0, one.what.find(' '));
    if (std::none_of(options.settings.begin(), options.settings.end(),
                     [&](const std::string& setting) { return setting.starts_with(field + "="); }))
      out.push_back(one.what + " (" + one.fields + ")");
  }
  return out;
}

int import_file(const Options& options) {
  for (const std::string& read : {options.file, options.config}) refuse_same_file(read, options.out);
  ImportRequest request;
  const auto layout = std::find(kLayoutNames.begin(), kLayoutNames.end(), options.layout);
  if (layout == kLayoutNames.end()) {
    throw bad_input("--layout", options.layout, "one of " + listed(kLayoutNames));
  }
  request.layout = static_cast<Layout>(layout - kLayoutNames.begin());
  if (!options.config.empty()) request.config = read_config(options.config);
  request.group = options.group;
  request.place = options.at;
  request.adjust = [&](RunSpec& spec) {
    for (const std::string& setting : options.settings) apply_setting(spec, setting);
  };
  const std::unique_ptr<WeightsFile> file = read_weights(options.file);
  const ImportedModel model = import_model(*file, options.file, request);
  write_weights(options.out, model.spec, model.step, model.layout, model.parameters.data());

  const bool known = model.spec.task.split != PairSplitSource::unknown;
  fmt::print(stderr, "{}: {} tensors, {} parameters, group {}, {}\n", options.out,
             model.layout.tensors().size(), model.layout.trained_count(), model.spec.task.group,
             known ? fmt::format("{:g} of the pairs trained on", model.spec.task.train_fraction)
                   : std::string("split of the pairs not known"));
  if (const std::vector<std::string> assumed = still_assumed(model, options); !assumed.empty()) {
    fmt::print(stderr, "assumed, as {}: {}\n",
               options.config.empty() ? "--config could say" : options.config + " doesn't say",
               listed(assumed));
  }
  return kDone;
}

}  // namespace

void add_import(Program& program) {
  CLI::App* command = program.app.add_subcommand("import", "make a checkpoint of published weights");
  const auto options = std::make_shared<Options>();
  command->add_option("file", options->file, "the weights: .pt, .pth or .safetensors")->required();
  command->add_option("--layout", options->layout, "in whose form they are stored")->required();
  command->add_option("--config", options->config, "the configuration beside them, a JSON file");
  command->add_option("--group", options->group,
                      "the group, where neither shapes nor --config say it: S5, D59");
  command->add_option("--at", options->at, "which dictionary of the file, if several hold a model: model");
  command->add_option("--set", options->settings, "then set fields of the description, each as path=value")
      ->take_all();
  command->add_option("-o,--out", options->out, "the checkpoint to write")->required();
  command->footer(kFooter);
  command->callback([options, &program] { program.exit_code = import_file(*options); });
}

}  // namespace orrery
