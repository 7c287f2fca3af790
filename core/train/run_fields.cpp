#include "core/train/run_fields.h"

#include <algorithm>
#include <cmath>

#include "core/train/field_rows.h"
#include "core/train/field_text.h"
#include "core/train/pair_run.h"
#include "core/train/toy_task.h"

namespace orrery {
namespace {

constexpr std::string_view kKnownField = "a field of the run description (orrery schema lists them)";

}  // namespace

Result<void> set_field(RunSpec& spec, std::string_view path, std::string_view text) {
  const FieldRow* const row = find_field(path);
  if (!row) return Error{std::string(path), std::string(text), std::string(kKnownField)};
  return row->set(spec, text);
}

Result<std::string> field_text(const RunSpec& spec, std::string_view path) {
  const FieldRow* const row = find_field(path);
  if (!row) return Error{std::string(path), "", std::string(kKnownField)};
  return row->text(spec);
}

Result<void> add_change(RunSpec& spec, Change change) {
  if (change.step < 0) return Error{"changes.step", std::to_string(change.step), "a step of at least 0"};
  RunSpec trial;  // what a field takes depends on no other
  if (Result<void> set = set_field(trial, change.path, change.value); !set) return set;
  if (!find_field(change.path)->info.live)
    return Error{change.path, change.value, "a field that may change while a run goes on"};

  // Upper bound: of two changes on one step the later call wins, as with a slider.
  const auto at = std::upper_bound(spec.changes.begin(), spec.changes.end(), change.step,
                                   [](int64_t step, const Change& other) { return step < other.step; });
  spec.changes.insert(at, std::move(change));
  return {};
}

Result<void> validate(const RunSpec& spec) {
  const bool pairs = spec.task.kind == TaskKind::pairs;
  const bool toy =
      spec.model.kind == ModelKind::toy_autoencoder || spec.model.kind == ModelKind::sparse_autoencoder;
  if (pairs == toy) {
    return Error{"model.kind", write_field(spec.model.kind),
                 pairs ? "transformer or pair-network, the networks of task.kind pairs"
                       : "toy-autoencoder or sparse-autoencoder, the networks of task.kind sparse-features"};
  }
  if (pairs) {
    if (const Result<PairTask> task = make_pair_task(spec); !task) return task.error();
  } else if (Result<void> ok = check_toy_task(spec); !ok) {
    return ok;
  }
  RunSpec after = spec;
  after.changes.clear();
  for (const Change& change : spec.changes) {
    if (auto ok = add_change(after, change); !ok) return ok;
    if (auto ok = set_field(after, change.path, change.value); !ok) return ok;
    if (auto ok = pairs ? Result<void>() : check_toy_task(after); !ok) return ok;
  }
  return {};
}

std::string spec_json(const RunSpec& spec, int indent) {
  const auto line = [&](int depth) {
    return indent ? "\n" + std::string(static_cast<size_t>(indent * depth), ' ') : "";
  };
  const std::string colon = indent ? ": " : ":";
  std::string out = "{", group;
  for (const FieldRow& row : field_rows()) {
    const std::string_view path = row.info.path;
    const size_t dot = path.find('.');
    const std::string section(dot == std::string_view::npos ? "" : path.substr(0, dot));
    if (section != group && !group.empty()) out += line(1) + "}";
    if (out.back() != '{') out += ",";
    if (section != group && !section.empty()) out += line(1) + json_string(section) + colon + "{";
    group = section;
    const std::string_view key = dot == std::string_view::npos ? path : path.substr(dot + 1);
    out += line(section.empty() ? 1 : 2) + json_string(key) + colon + row.text(spec);
  }
  if (!group.empty()) out += line(1) + "}";
  out += "," + line(1) + "\"changes\"" + colon + "[";
  for (const Change& change : spec.changes) {
    if (out.back() != '[') out += ",";
    // The value is written as the field writes it, so that a bare word becomes a JSON string.
    RunSpec trial;
    const Result<void> set = set_field(trial, change.path, change.value);
    const Result<std::string> value = field_text(trial, change.path);
    out += line(2) + "{\"step\"" + colon + std::to_string(change.step) + ",\"path\"" + colon +
           json_string(change.path) + ",\"value\"" + colon +
           (set && value ? *value : json_string(change.value)) + "}";
  }
  if (!spec.changes.empty()) out += line(1);
  return out + "]" + line(0) + "}";
}

}  // namespace orrery
