#include "core/train/toy_task.h"

#include <algorithm>
#include <cmath>

#include "core/train/field_text.h"
#include "core/train/run_fields.h"

namespace orrery {
namespace {

/// What a page or a small machine can hold, far above any published model.
constexpr double kMaxParameters = 16e6;
constexpr double kMaxExamples = 64e6;  // times features
constexpr double kMaxDrawn = 1e9;      // numbers that are drawn for a finite set: seconds

Result<void> check_length(std::string_view path, const std::vector<double>& list, int64_t features,
                          bool empty_allowed, bool one_allowed) {
  const auto length = static_cast<int64_t>(list.size());
  if (length == features || (empty_allowed && length == 0) || (one_allowed && length == 1)) return {};
  return Error{std::string(path), write_field(list),
               (one_allowed ? "one number or " : "") + std::to_string(features) + " numbers, one a feature" +
                   (empty_allowed ? ", or none" : "")};
}

double density_of(const TaskSpec& task, size_t feature) {
  return task.density.size() == 1 ? task.density[0] : task.density[feature];
}

/// A set that the description names: its features are `first` .. `first` + `size` - 1.
struct NamedSet {
  size_t first, size;
  SetKind kind;
};

std::vector<NamedSet> named_sets(const TaskSpec& task) {
  std::vector<NamedSet> sets;
  size_t first = 0;
  const auto add = [&](const std::vector<double>& sizes, SetKind kind) {
    for (const double size : sizes) {
      sets.push_back({first, static_cast<size_t>(size), kind});
      first += sets.back().size;
    }
  };
  add(task.correlated, SetKind::correlated);
  add(task.anticorrelated, SetKind::anticorrelated);
  return sets;
}

/// That the set is on.
double probability(const TaskSpec& task, const NamedSet& set) {
  const bool by_member =
      set.kind == SetKind::anticorrelated && task.anticorrelated_density == AnticorrelatedDensity::of_member;
  return density_of(task, set.first) * (by_member ? static_cast<double>(set.size) : 1.0);
}

Result<void> check_sizes(std::string_view path, const std::vector<double>& sizes, double features) {
  double sum = 0;
  for (const double size : sizes) {
    if (size != std::floor(size))
      return Error{std::string(path), json_number(size), "whole numbers, the sizes of sets"};
    sum += size;
  }
  if (sum <= features) return {};
  return Error{std::string(path), write_field(sizes),
               "sets of no more than " + json_number(features) + " features together"};
}

Result<void> check_named_sets(const TaskSpec& task) {
  const auto n = static_cast<double>(task.features);
  if (auto ok = check_sizes("task.correlated", task.correlated, n); !ok) return ok;
  double left = n;
  for (const double size : task.correlated) left -= size;
  if (auto ok = check_sizes("task.anticorrelated", task.anticorrelated, left); !ok) return ok;
  for (const NamedSet& set : named_sets(task)) {
    for (size_t i = set.first; i < set.first + set.size; ++i)
      if (density_of(task, i) != density_of(task, set.first))
        return Error{"task.density", write_field(task.density), "one number for all features of a set"};
    if (probability(task, set) > 1)
      return Error{"task.density", json_number(density_of(task, set.first)),
                   "at most 1 / " + std::to_string(set.size) +
                       ": task.anticorrelated_density is that of a member, and one member is on at a time"};
  }
  return {};
}

/// That an example has a feature above zero, as the gates draw it (core/task/sparse_features.h).
double share_not_zero(const TaskSpec& task) {
  double log_of_zero = 0;
  for (const FeatureSet& set : toy_task(task).features.sets)
    log_of_zero += std::log1p(
        -std::max(0.0, std::ceil(static_cast<double>(FeatureGate(set.probability).threshold)) - 1) * 0x1p-24);
  return -std::expm1(log_of_zero);
}

Result<void> check_count(std::string_view path, int64_t examples, int64_t features, const char* which = "") {
  const double most = std::floor(kMaxExamples / static_cast<double>(features));
  if (static_cast<double>(examples) <= most) return {};
  return Error{std::string(path), std::to_string(examples),
               "at most " + json_number(most) + " examples of so many features" + which};
}

/// What a finite set of examples, none of them zero, can't be.
Result<void> check_samples(const RunSpec& spec) {
  const auto n = static_cast<double>(spec.task.features), samples = static_cast<double>(spec.task.samples);
  if (spec.batch != 0)
    return Error{"batch", std::to_string(spec.batch), "0: the examples of task.samples are trained on whole"};
  if (auto ok = check_count("task.samples", spec.task.samples, spec.task.features); !ok) return ok;
  if (samples * n > kMaxDrawn * share_not_zero(spec.task))
    return Error{"task.density", write_field(spec.task.density),
                 "a density at which " + std::to_string(spec.task.samples) +
                     " examples that are not zero come up in reasonable time"};
  return {};
}

/// What a sparse autoencoder can't have of all that its task may.
Result<void> check_dictionary(const RunSpec& spec) {
  const ModelSpec& model = spec.model;
  if (model.hidden != 2)
    return Error{"model.hidden", write_field(model.hidden), "2, the dimensions of a polygon"};
  if (model.atoms.size() > static_cast<size_t>(model.latents))
    return Error{"model.atoms", write_field(model.atoms),
                 "at most " + std::to_string(model.latents) + " directions, one a latent"};
  if (spec.task.samples > 0)
    return Error{"task.samples", write_field(spec.task.samples),
                 "0: a sparse autoencoder sees fresh examples"};
  if (spec.task.attack > 0)
    return Error{"task.attack", write_field(spec.task.attack), "0: a sparse autoencoder is not attacked"};
  return {};
}

}  // namespace

bool ToyTask::independent() const {
  return std::all_of(features.sets.begin(), features.sets.end(),
                     [](const FeatureSet& set) { return set.kind == SetKind::independent; });
}

std::vector<ToySet> ToyTask::kernel_sets() const {
  std::vector<ToySet> sets;
  for (const FeatureSet& set : features.sets)
    if (set.kind != SetKind::independent)
      sets.push_back(
          {set.members[0], static_cast<int>(set.members.size()), set.kind == SetKind::anticorrelated});
  return sets;
}

ToyGates::ToyGates(const ToyTask& task)
    : threshold(task.features.importance.size()), scale(threshold.size()), importance(threshold.size()) {
  for (const FeatureSet& set : task.features.sets) {
    const FeatureGate gate(set.probability);
    for (const int member : set.members) {
      const auto i = static_cast<size_t>(member);
      threshold[i] = gate.threshold;
      scale[i] = gate.scale;
      importance[i] = static_cast<float>(task.features.importance[i]);
    }
  }
}

SparseFeatures sparse_features(const TaskSpec& task) {
  const auto n = static_cast<size_t>(task.features);
  SparseFeatures features;
  for (size_t i = 0; i < n; ++i) features.density.push_back(density_of(task, i));
  features.importance = task.importance;
  if (features.importance.empty()) {
    double importance = 1;
    for (size_t i = 0; i < n; ++i, importance *= task.importance_decay)
      features.importance.push_back(importance);
  }
  return features;
}

ToyTask toy_task(const TaskSpec& spec) {
  const SparseFeatures each = sparse_features(spec);
  ToyTask task{{{}, each.importance}, spec.signed_values};
  for (const NamedSet& named : named_sets(spec)) {
    FeatureSet set{{}, named.kind, probability(spec, named)};
    for (size_t i = 0; i < named.size; ++i) set.members.push_back(static_cast<int>(named.first + i));
    task.features.sets.push_back(std::move(set));
  }
  int i = 0;
  for (const FeatureSet& set : task.features.sets) i += static_cast<int>(set.members.size());
  for (; i < each.count(); ++i)
    task.features.sets.push_back({{i}, SetKind::independent, each.density[static_cast<size_t>(i)]});
  return task;
}

ToyActivations toy_activations(const ModelSpec& spec) {
  return {spec.output, spec.hidden_activation};
}

Result<void> check_toy_task(const RunSpec& spec) {
  const TaskSpec& task = spec.task;
  const int64_t n = task.features;
  if (auto ok = check_length("task.density", task.density, n, false, true); !ok) return ok;
  if (auto ok = check_length("task.importance", task.importance, n, true, false); !ok) return ok;
  if (auto ok = check_named_sets(task); !ok) return ok;
  const double parameters =
      static_cast<double>(n) * static_cast<double>(spec.model.hidden * (spec.model.tied ? 1 : 2) + 1);
  if (parameters > kMaxParameters) {
    return Error{"model.hidden", std::to_string(spec.model.hidden),
                 "at most " + json_number(kMaxParameters) + " parameters, not " + json_number(parameters)};
  }
  if (task.samples == 0 && spec.batch < 1)
    return Error{"batch", std::to_string(spec.batch), "at least 1: examples are endless"};
  if (task.samples > 0) {
    if (auto ok = check_samples(spec); !ok) return ok;
  }
  if (task.attack > 0 && spec.model.hidden_activation != HiddenActivation::linear)
    return Error{"task.attack", write_field(task.attack),
                 "0: attacks are known for model.hidden_activation linear only"};
  if (task.attack > 0) {
    if (auto ok = check_count("batch", spec.batch, n, " where they are attacked"); !ok) return ok;
  }
  if (spec.precision != Precision::float32)
    return Error{"precision", write_field(spec.precision), "float32, the arithmetic of toy autoencoders"};
  return spec.model.kind == ModelKind::sparse_autoencoder ? check_dictionary(spec) : Result<void>();
}

Matrix<float> sample_batch(const ToyTask& task, int batch, LaneStream& stream) {
  Matrix<float> x = sample_batch(task.features, batch, stream);
  for (Eigen::Index p = 0; task.signed_values && p < x.size(); ++p)
    if (float& value = x.data()[p]; value > 0) value = value + value - 1.0f;
  return x;
}

Matrix<float> sample_set(const ToyTask& task, int count, LaneStream& stream) {
  Matrix<float> examples(count, task.features.count());
  for (int filled = 0; filled < count;) {
    const Matrix<float> drawn = sample_batch(task, LaneStream::kLanes, stream);
    for (int s = 0; s < LaneStream::kLanes && filled < count; ++s) {
      const double length = drawn.row(s).cast<double>().norm();
      if (length > 0) examples.row(filled++) = (drawn.row(s).cast<double>() / length).cast<float>();
    }
  }
  return examples;
}

}  // namespace orrery
