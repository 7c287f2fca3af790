// From a description to the task of a run on pairs.
#include <numeric>

#include "core/group/make_group.h"
#include "core/numeric/python_random.h"
#include "core/numeric/torch_random.h"
#include "core/train/pair_run.h"
#include "core/train/run_fields.h"

namespace orrery {
namespace {

/// Permutation of all pairs by the numbers that the description names.
std::vector<int> permutation_of(const TaskSpec& task, int pairs, uint32_t seed) {
  const auto as_int = [](const std::vector<uint32_t>& order) {
    return std::vector<int>(order.begin(), order.end());
  };
  switch (task.split) {
    case PairSplitSource::torch:
      return as_int(TorchGenerator(seed).randperm(static_cast<uint32_t>(pairs)));
    case PairSplitSource::cpython:
      return as_int(PythonRandom(seed).permutation(static_cast<uint32_t>(pairs)));
    case PairSplitSource::orrery:
    case PairSplitSource::unknown:
      break;
  }
  return pair_permutation(pairs, seed);
}

Result<PairTargets> targets_for(const RunSpec& spec, const Group& group) {
  const int n = group.order;
  switch (spec.task.target) {
    case PairTarget::quotient:
      return quotient_targets(group.table, n);
    case PairTarget::quadratic_form:
      if (group.family != GroupFamily::cyclic)
        return Error{
            "task.target", "quadratic-form",
            "product, quotient or random: " + group.name + " is not cyclic, so its elements are no numbers"};
      return quadratic_form_targets(n);
    case PairTarget::random:
      return random_targets(n, spec.seeds.data.value_or(spec.seed));
    case PairTarget::product:
      break;
  }
  return product_targets(group.table, n);
}

Result<void> check_transformer(const RunSpec& spec, const TransformerConfig& config) {
  const ModelSpec& model = spec.model;
  if (model.d_head == 0 && model.d_model % model.heads != 0)
    return Error{"model.heads", std::to_string(model.heads),
                 "a number that divides model.d_model = " + std::to_string(model.d_model) +
                     ", or model.d_head to be given"};
  if (const Result<void> valid = validate(config); !valid)
    return Error{"model." + valid.error().field, valid.error().value, valid.error().expected};
  if (model.init_stream == InitStream::torch && model.init != TransformerInit::transformer_lens)
    return Error{"model.init_stream", "torch",
                 "orrery: the code behind this model.init sets no seed (transformer-lens does)"};
  return {};
}

Result<void> check_pair_network(const RunSpec& spec, const PairNetworkConfig& config) {
  if (const Result<void> valid = validate(config); !valid)
    return Error{"model." + valid.error().field, valid.error().value, valid.error().expected};
  if (spec.model.init_stream == InitStream::torch && config.architecture != PairArchitecture::mlp)
    return Error{"model.init_stream", "torch",
                 "orrery: no published run of this model.architecture names its seed (mlp's do)"};
  return {};
}

}  // namespace

TransformerConfig transformer_config(const RunSpec& spec, int elements) {
  const ModelSpec& model = spec.model;
  const PairSequence sequence = pair_sequence(spec.task, elements);
  const auto as_int = [](int64_t value) { return static_cast<int>(value); };
  TransformerConfig config;
  config.vocabulary = sequence.vocabulary();
  config.classes = model.classes == Classes::elements ? elements : sequence.vocabulary();
  config.context = sequence.context();
  config.d_model = as_int(model.d_model);
  config.heads = as_int(model.heads);
  config.d_head = as_int(model.d_head ? model.d_head : model.d_model / model.heads);
  config.d_mlp = as_int(model.d_mlp);
  config.layers = as_int(model.layers);
  config.causal = model.causal;
  config.activation = model.activation;
  config.biases = model.biases;
  config.attention_rate = model.attention_rate;
  return config;
}

PairNetworkConfig pair_network_config(const RunSpec& spec, int elements) {
  const ModelSpec& model = spec.model;
  return {model.architecture,
          elements,
          elements,
          static_cast<int>(model.embedding),
          static_cast<int>(model.hidden),
          model.activation};
}

PairSequence pair_sequence(const TaskSpec& task, int elements) {
  return {elements, task.sequence == PairSequenceKind::ab_equals, task.separate_vocabularies};
}

std::vector<int> PairTask::all_pairs() const {
  std::vector<int> pairs(model.targets.size());
  std::iota(pairs.begin(), pairs.end(), 0);
  return pairs;
}

std::vector<int> PairTask::pairs_of(PairSet set) const {
  switch (set) {
    case PairSet::train:
      return split.train;
    case PairSet::test:
      return split.test;
    case PairSet::all:
      return all_pairs();
    case PairSet::batch:
      break;
  }
  return {};
}

Result<PairTask> make_pair_task(const RunSpec& spec) {
  Result<Group> group = make_group(spec.task.group);
  if (!group) return group.error();
  PairTask task;
  const int n = group->order;
  if (n < 2)
    return Error{"task.group", spec.task.group,
                 "a group of at least 2 elements: with one there is one answer"};
  PairModel& model = task.model;
  model.elements = n;
  model.loss = spec.task.loss;
  model.sequence = pair_sequence(spec.task, n);
  if (spec.model.kind == ModelKind::transformer) {
    const TransformerConfig config = transformer_config(spec, n);
    if (Result<void> valid = check_transformer(spec, config); !valid) return valid.error();
    model.config = config;
  } else {
    const PairNetworkConfig config = pair_network_config(spec, n);
    if (Result<void> valid = check_pair_network(spec, config); !valid) return valid.error();
    model.config = config;
  }
  Result<PairTargets> targets = targets_for(spec, *group);
  if (!targets) return targets.error();
  model.targets = std::move(*targets);

  task.split_known = spec.task.split != PairSplitSource::unknown;
  if (task.split_known) {
    Result<PairSplit> split = split_pairs(
        permutation_of(spec.task, n * n, spec.seeds.split.value_or(spec.seed)), spec.task.train_fraction);
    if (!split) return Error{"task." + split.error().field, split.error().value, split.error().expected};
    task.split = std::move(*split);
  }
  task.group = std::move(*group);
  return task;
}

}  // namespace orrery
