#include "core/train/presets.h"

#include <string>

#include "core/train/run_fields.h"

namespace orrery {

const std::vector<Preset>& presets() {
  static const std::vector<Preset> list = {
      {"superposition-intro",
       "five features in two dimensions as the paper's notebook trains them (Elhage et al. 2022, "
       "introduction)",
       {}},
      {"superposition-quick",
       "the same five features in 2,000 small batches: a pentagon in milliseconds",
       {{"batch", "128"},
        {"steps", "2000"},
        {"optimizer.learning_rate", "0.01"},
        {"optimizer.schedule", "linear"}}},
      {"superposition-live",
       "the home page's figure: a constant rate, so that training can go on for ever; two pairs first, then "
       "the pentagon",
       {{"steps", "2000"}, {"optimizer.learning_rate", "0.003"}, {"seed", "37"}}},
      {"superposition-20-5",
       "twenty features in five dimensions, importance 0.7^i (Elhage et al. 2022, basic results)",
       {{"task.features", "20"},
        {"task.importance_decay", "0.7"},
        {"task.density", "0.1"},
        {"model.hidden", "5"},
        {"batch", "256"},
        {"steps", "6000"},
        {"optimizer.learning_rate", "0.005"},
        {"optimizer.schedule", "linear"}}},
      {"grokking-mainline",
       "the transformer that groks addition modulo 113 on 30 % of the pairs (Nanda et al. 2023)",
       {{"task.kind", "pairs"},
        {"task.group", "C113"},
        {"task.train_fraction", "0.3"},
        {"task.split", "cpython"},
        {"model.kind", "transformer"},
        {"batch", "0"},
        {"steps", "40000"},
        {"optimizer.weight_decay", "1"},
        {"optimizer.beta2", "0.98"},
        {"optimizer.warmup_steps", "10"},
        {"optimizer.warmup_from_zero", "true"}}},
      {"grokking-live",
       "a quadratic network that memorises addition modulo 59 in a dozen steps and groks it hundreds later "
       "(Gromov 2023)",
       {{"task.kind", "pairs"},
        {"task.group", "C59"},
        {"task.train_fraction", "0.25"},
        {"task.loss", "mse"},
        {"model.kind", "pair-network"},
        {"model.architecture", "gromov"},
        {"model.activation", "quadratic"},
        {"model.hidden", "256"},
        {"batch", "0"},
        {"steps", "1500"},
        {"optimizer.learning_rate", "0.01"},
        {"optimizer.weight_decay", "2"},
        {"optimizer.beta2", "0.98"}}},
      {"pizza",
       "addition modulo 59 with every attention weight 1: the pizza (Zhong et al. 2023, model A)",
       {{"task.kind", "pairs"},
        {"task.group", "C59"},
        {"task.train_fraction", "0.8"},
        {"task.sequence", "ab"},
        {"model.kind", "transformer"},
        {"model.causal", "false"},
        {"model.attention_rate", "0"},
        {"model.init", "clock-pizza"},
        {"batch", "0"},
        {"steps", "20000"},
        {"optimizer.weight_decay", "2"},
        {"optimizer.beta2", "0.98"},
        {"optimizer.warmup_steps", "10"},
        {"optimizer.warmup_from_zero", "true"}}},
      {"clock",
       "the same network with softmax attention: the clock (Zhong et al. 2023, model B)",
       {{"task.kind", "pairs"},
        {"task.group", "C59"},
        {"task.train_fraction", "0.8"},
        {"task.sequence", "ab"},
        {"model.kind", "transformer"},
        {"model.causal", "false"},
        {"model.init", "clock-pizza"},
        {"batch", "0"},
        {"steps", "20000"},
        {"optimizer.weight_decay", "2"},
        {"optimizer.beta2", "0.98"},
        {"optimizer.warmup_steps", "10"},
        {"optimizer.warmup_from_zero", "true"}}},
      {"group-mainline",
       "the network that composes permutations of five things (Chughtai et al. 2023, S5 MLP, seed 2)",
       {{"task.kind", "pairs"},
        {"task.group", "S5"},
        {"task.train_fraction", "0.4"},
        {"task.split", "torch"},
        {"model.kind", "pair-network"},
        {"model.hidden", "128"},
        {"model.init_stream", "torch"},
        {"batch", "0"},
        {"steps", "250000"},
        {"seed", "2"},
        {"record.metrics_every", "1000"},
        {"optimizer.weight_decay", "1"},
        {"optimizer.beta2", "0.98"}}},
      {"group-live",
       "a small network that groks the permutations of four things in about a thousand steps",
       {{"task.kind", "pairs"},
        {"task.group", "S4"},
        {"task.train_fraction", "0.7"},
        {"model.kind", "pair-network"},
        {"model.embedding", "48"},
        {"model.hidden", "64"},
        {"batch", "0"},
        {"steps", "2500"},
        {"optimizer.learning_rate", "0.01"},
        {"optimizer.weight_decay", "1"},
        {"optimizer.beta2", "0.98"}}},
  };
  return list;
}

Result<RunSpec> preset_spec(std::string_view name) {
  std::string names;
  for (const Preset& preset : presets()) {
    names += (names.empty() ? "" : ", ") + std::string(preset.name);
    if (preset.name != name) continue;
    RunSpec spec;
    for (const auto& [path, text] : preset.assignments) {
      if (Result<void> set = set_field(spec, path, text); !set) return set.error();
    }
    return spec;
  }
  return Error{"preset", std::string(name), "one of " + names};
}

}  // namespace orrery
