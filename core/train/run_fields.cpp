#include "core/train/run_fields.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "core/train/field_text.h"
#include "core/train/pair_run.h"

namespace orrery {
namespace {

constexpr std::string_view kKnownField = "a field of the run description (orrery schema lists them)";

/// Bytes that one run may take at most: what a page or a small machine can hold, far above any published model.
constexpr double kMaxParameters = 16e6;

template <class Field>
struct TypeName {
  static constexpr std::string_view value = "choice";
};
template <>
struct TypeName<int64_t> {
  static constexpr std::string_view value = "integer";
};
template <>
struct TypeName<double> {
  static constexpr std::string_view value = "number";
};
template <>
struct TypeName<uint32_t> {
  static constexpr std::string_view value = "seed";
};
template <>
struct TypeName<std::optional<uint32_t>> {
  static constexpr std::string_view value = "optional-seed";
};
template <>
struct TypeName<std::vector<double>> {
  static constexpr std::string_view value = "numbers";
};
template <>
struct TypeName<bool> {
  static constexpr std::string_view value = "boolean";
};
template <>
struct TypeName<std::string> {
  static constexpr std::string_view value = "word";
};

Result<void> check_length(std::string_view path, const std::vector<double>& list, int64_t features,
                          bool empty_allowed, bool one_allowed) {
  const auto length = static_cast<int64_t>(list.size());
  if (length == features || (empty_allowed && length == 0) || (one_allowed && length == 1)) return {};
  return Error{std::string(path), write_field(list),
               (one_allowed ? "one number or " : "") + std::to_string(features) + " numbers, one a feature" +
                   (empty_allowed ? ", or none" : "")};
}

Result<void> validate_toy(const RunSpec& spec) {
  const int64_t n = spec.task.features;
  if (auto ok = check_length("task.density", spec.task.density, n, false, true); !ok) return ok;
  if (auto ok = check_length("task.importance", spec.task.importance, n, true, false); !ok) return ok;
  const double parameters = static_cast<double>(n) * static_cast<double>(spec.model.hidden + 1);
  if (parameters > kMaxParameters) {
    return Error{"model.hidden", std::to_string(spec.model.hidden),
                 "at most " + json_number(kMaxParameters) + " parameters, not " + json_number(parameters)};
  }
  if (spec.batch < 1) return Error{"batch", std::to_string(spec.batch), "at least 1: examples are endless"};
  if (spec.precision != Precision::float32)
    return Error{"precision", write_field(spec.precision), "float32, the arithmetic of toy autoencoders"};
  return {};
}

}  // namespace

Result<void> set_field(RunSpec& spec, std::string_view path, std::string_view text) {
  bool known = false;
  Result<void> outcome;
  visit_fields(spec, [&](auto& field, const FieldInfo& info) {
    if (info.path != path) return;
    known = true;
    outcome = parse_field(field, info, text);
  });
  if (!known) return Error{std::string(path), std::string(text), std::string(kKnownField)};
  return outcome;
}

Result<std::string> field_text(const RunSpec& spec, std::string_view path) {
  std::optional<std::string> text;
  visit_fields(spec, [&](const auto& field, const FieldInfo& info) {
    if (info.path == path) text = write_field(field);
  });
  if (!text) return Error{std::string(path), "", std::string(kKnownField)};
  return *text;
}

Result<void> add_change(RunSpec& spec, Change change) {
  if (change.step < 0) return Error{"changes.step", std::to_string(change.step), "a step of at least 0"};
  RunSpec trial = spec;
  if (Result<void> set = set_field(trial, change.path, change.value); !set) return set;
  bool live = false;
  visit_fields(spec,
               [&](const auto&, const FieldInfo& info) { live |= info.path == change.path && info.live; });
  if (!live) return Error{change.path, change.value, "a field that may change while a run goes on"};

  // Upper bound: of two changes on one step the later call wins, as with a slider.
  const auto at = std::upper_bound(spec.changes.begin(), spec.changes.end(), change.step,
                                   [](int64_t step, const Change& other) { return step < other.step; });
  spec.changes.insert(at, std::move(change));
  return {};
}

Result<void> validate(const RunSpec& spec) {
  const bool pairs = spec.task.kind == TaskKind::pairs;
  if (pairs != (spec.model.kind != ModelKind::toy_autoencoder)) {
    return Error{"model.kind", write_field(spec.model.kind),
                 pairs ? "transformer or pair-network, the networks of task.kind pairs"
                       : "toy-autoencoder, the network of task.kind sparse-features"};
  }
  if (pairs) {
    if (const Result<PairTask> task = make_pair_task(spec); !task) return task.error();
  } else if (Result<void> ok = validate_toy(spec); !ok) {
    return ok;
  }
  RunSpec after = spec;
  after.changes.clear();
  for (const Change& change : spec.changes) {
    if (auto ok = add_change(after, change); !ok) return ok;
    if (auto ok = set_field(after, change.path, change.value); !ok) return ok;
    if (auto ok = pairs ? Result<void>() : validate_toy(after); !ok) return ok;
  }
  return {};
}

std::string spec_json(const RunSpec& spec, int indent) {
  const auto line = [&](int depth) {
    return indent ? "\n" + std::string(static_cast<size_t>(indent * depth), ' ') : "";
  };
  const std::string colon = indent ? ": " : ":";
  std::string out = "{", group;
  visit_fields(spec, [&](const auto& field, const FieldInfo& info) {
    const size_t dot = info.path.find('.');
    const std::string section(dot == std::string_view::npos ? "" : info.path.substr(0, dot));
    if (section != group && !group.empty()) out += line(1) + "}";
    if (out.back() != '{') out += ",";
    if (section != group && !section.empty()) out += line(1) + json_string(section) + colon + "{";
    group = section;
    const std::string_view key = dot == std::string_view::npos ? info.path : info.path.substr(dot + 1);
    out += line(section.empty() ? 1 : 2) + json_string(key) + colon + write_field(field);
  });
  if (!group.empty()) out += line(1) + "}";
  out += "," + line(1) + "\"changes\"" + colon + "[";
  for (const Change& change : spec.changes) {
    if (out.back() != '[') out += ",";
    // The value is written as the field writes it, so that a bare word becomes a JSON string.
    RunSpec trial = spec;
    const Result<void> set = set_field(trial, change.path, change.value);
    const Result<std::string> value = field_text(trial, change.path);
    out += line(2) + "{\"step\"" + colon + std::to_string(change.step) + ",\"path\"" + colon +
           json_string(change.path) + ",\"value\"" + colon +
           (set && value ? *value : json_string(change.value)) + "}";
  }
  if (!spec.changes.empty()) out += line(1);
  return out + "]" + line(0) + "}";
}

std::string fields_json() {
  const RunSpec defaults;
  std::string out = "[";
  visit_fields(defaults, [&](const auto& field, const FieldInfo& info) {
    using Field = std::remove_cvref_t<decltype(field)>;
    if (out.size() > 1) out += ",";
    out += "{\"path\":" + json_string(info.path) + ",\"type\":" + json_string(TypeName<Field>::value) +
           ",\"default\":" + write_field(field) + ",\"help\":" + json_string(info.help) +
           ",\"minimum\":" + json_number(info.minimum) +
           ",\"exclusive\":" + (info.above_minimum ? "true" : "false") +
           ",\"maximum\":" + json_number(info.maximum) + ",\"live\":" + (info.live ? "true" : "false") +
           ",\"choices\":[";
    if constexpr (std::is_enum_v<Field>) {
      for (const std::string_view name : kNames<Field>) {
        if (out.back() != '[') out += ",";
        out += json_string(name);
      }
    }
    out += "]}";
  });
  return out + "]";
}

SparseFeatures sparse_features(const TaskSpec& task) {
  const auto n = static_cast<size_t>(task.features);
  SparseFeatures features;
  features.density = task.density.size() == 1 ? std::vector<double>(n, task.density[0]) : task.density;
  features.importance = task.importance;
  if (features.importance.empty()) {
    double importance = 1;
    for (size_t i = 0; i < n; ++i, importance *= task.importance_decay)
      features.importance.push_back(importance);
  }
  return features;
}

}  // namespace orrery
