#include "native/import/import.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/train/pair_run.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/import/config_fields.h"
#include "native/import/facts.h"
#include "native/import/fit.h"
#include "native/import/model_tensors.h"
#include "native/import/tensor_form.h"
#include "native/io/checkpoint.h"
#include "native/io/spec_json.h"

namespace orrery {
namespace {

class Importer {
 public:
  Importer(const WeightsFile& file, const std::string& source, const ImportRequest& request)
      : source_(source),
        request_(request),
        tensors_(file, source, request.layout, request.place),
        facts_(read_facts(configs(file), request.layout)) {
    if (request.group.empty()) return;
    const std::optional<Group> configured = known_group(facts_);
    const std::string says = facts_.group_field;
    facts_.group = facts_.group_text = request.group;
    facts_.group_field = "--group";
    if (configured && known_group(facts_)->name != configured->name)
      throw bad_input("--group", request.group, configured->name + ", as " + says + " says");
  }

  ImportedModel run() {
    fit_ = fit(tensors_, request_.layout, facts_, source_);
    refuse_problems();
    Description description = describe(request_.layout, fit_.shown, facts_, source_);
    ImportedModel out;
    out.spec = std::move(description.spec);
    out.assumed = std::move(description.assumed);
    add_what_was_saved(out);
    if (request_.adjust) request_.adjust(out.spec);
    check(out.spec);
    // Through the reader, which knows each field's range.
    out.spec = parse_spec(spec_json(out.spec), source_);
    out.layout = value_or_throw(make_pair_task(out.spec)).model.layout();
    fill(out);
    return out;
  }

 private:
  /// What is said of the weights, the last word first.
  std::vector<Config> configs(const WeightsFile& file) const {
    std::vector<Config> out;
    if (request_.config) out.push_back(*request_.config);
    const auto lens = file.metadata().find(kHookedTransformerConfig);
    if (request_.layout == Layout::transformer_lens && lens != file.metadata().end())
      out.push_back(parse_config(lens->second, source_ + ": " + lens->first));
    return out;
  }

  /// A fraction that the configuration gave is refused by its name there.
  void check(const RunSpec& spec) const {
    const Result<void> valid = validate(spec);
    if (valid) return;
    const Error& error = valid.error();
    if (error.field == "task.train_fraction" && facts_.train_fraction == spec.task.train_fraction)
      throw bad_input({facts_.train_fraction_field, error.value, error.expected});
    throw bad_input(error, source_);
  }

  void refuse_problems() const {
    if (fit_.problems.empty()) return;
    refuse_other_tasks(fit_.shown, source_);
    const std::string layout(layout_name(request_.layout));
    if (const std::vector<std::string> others = layouts_that_fit(); !others.empty())
      throw bad_input("--layout", layout,
                      fmt::format("{}, which the tensors of {} fit", fmt::join(others, " or "), source_));
    throw bad_input(source_, "", fmt::format("for layout {}: {}", layout, fmt::join(fit_.problems, "; ")));
  }

  /// Other forms of a transformer; none where it is the configuration that the tensors don't fit.
  std::vector<std::string> layouts_that_fit() const {
    std::vector<std::string> out;
    for (size_t i = 0; is_transformer(request_.layout) && i < kLayoutNames.size(); ++i) {
      const auto layout = static_cast<Layout>(i);
      if (!is_transformer(layout) || !fit(tensors_, layout, {}, source_).problems.empty()) continue;
      if (layout == request_.layout) return {};
      out.emplace_back(layout_name(layout));
    }
    return out;
  }

  /// Numbers that lie beside the tensors in a whole checkpoint.
  void add_what_was_saved(ImportedModel& out) const {
    OptimizerSpec& optimizer = out.spec.optimizer;
    if (!facts_.steps) out.spec.steps = tensors_.step().value_or(out.spec.steps);
    const auto group = [&](const std::string& name) {
      return tensors_.number_beside("optimizer.param_groups.0." + name);
    };
    if (!facts_.weight_decay) {
      if (const auto decay = group("weight_decay"); decay && std::abs(*decay) <= 10)
        optimizer.weight_decay = *decay;
    }
    if (!facts_.learning_rate) {
      if (const auto rate = group("initial_lr"); rate && *rate >= 0 && *rate <= 10)
        optimizer.learning_rate = *rate;
    }
    out.step = out.spec.steps;
  }

  void fill(ImportedModel& out) const {
    out.parameters = AlignedArray<float>(out.layout.size());
    const std::vector<ParameterTensor>& ours = out.layout.tensors();
    if (ours.size() != fit_.rows.size()) refuse_adjustment();
    for (const LayoutRow& row : fit_.rows) {
      const ParameterTensor* target = out.layout.find(row.ours);
      const std::vector<float> values = tensors_.find(row.theirs)->values();
      if (!target || target->count() != values.size()) refuse_adjustment();
      refuse_unless_finite(row.theirs, values);
      const std::vector<float> arranged = TensorForm(row.form).arranged(values, fit_.shown.sizes);
      std::copy(arranged.begin(), arranged.end(), out.parameters.data() + target->offset);
    }
  }

  /// A network that diverged computes nothing, and its ReLUs may hide that: not every loss of it is NaN.
  void refuse_unless_finite(std::string_view name, const std::vector<float>& values) const {
    const auto first =
        std::find_if_not(values.begin(), values.end(), [](float x) { return std::isfinite(x); });
    if (first == values.end()) return;
    const auto place = std::to_string(first - values.begin());
    throw bad_input(source_ + ": " + std::string(name) + "[" + place + "]",
                    std::isnan(*first) ? "NaN" : "infinity",
                    "a finite number (places are counted through all " + std::to_string(values.size()) + ")");
  }

  /// Only a reader's adjustment can make the description one of other tensors.
  [[noreturn]] void refuse_adjustment() const {
    throw bad_input("--set", "", "a description of the tensors that " + source_ + " holds");
  }

  const std::string& source_;
  const ImportRequest& request_;
  ModelTensors tensors_;
  Facts facts_;
  Fit fit_;
};

}  // namespace

ImportedModel import_model(const WeightsFile& file, const std::string& source, const ImportRequest& request) {
  if (file.metadata().contains(kSpecKey))
    throw bad_input(source, "",
                    "weights that others wrote: it is a checkpoint already (orrery measure reads it)");
  return Importer(file, source, request).run();
}

}  // namespace orrery
