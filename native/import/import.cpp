#include "native/import/import.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "core/group/make_group.h"
#include "core/train/pair_run.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/import/description.h"
#include "native/import/facts.h"
#include "native/import/tensor_form.h"
#include "native/io/spec_json.h"

namespace orrery {
namespace {

constexpr int kMostLayers = 4;

bool is_transformer(Layout layout) {
  return layout != Layout::clock_pizza_linear && layout != Layout::universality_mlp;
}

std::string shape_text(const std::vector<uint64_t>& shape) {
  std::string out = "[";
  for (const uint64_t extent : shape)
    out += (out.size() > 1 ? "," : "") + (extent ? std::to_string(extent) : "?");
  return out + "]";
}

std::string type_and_shape(const WeightsTensor& tensor) {
  return StoredTensor{"", tensor.type, tensor.shape, {}}.type_and_shape();
}

/// The names by which a layout is recognised: its tensors outside the layers.
std::vector<std::string_view> signature(Layout layout) {
  if (is_transformer(layout)) return {"embed.W_E", "pos_embed.W_pos", "unembed.W_U"};
  if (layout == Layout::universality_mlp) return {"W_x", "W_y", "W", "W_U"};
  return {"embed.weight", "embed1.weight", "embed2.weight", "l1.weight", "l1.bias", "unembed.weight"};
}

/// A dictionary of the file that may be the model: `prefix` stands before each name ("module.").
struct Candidate {
  const WeightsFile::Group* group;
  std::string_view prefix;
  int score;

  std::string place() const {
    const std::string_view inside = prefix.substr(0, prefix.empty() ? 0 : prefix.size() - 1);
    return group->path + (group->path.empty() || inside.empty() ? "" : ".") + std::string(inside);
  }
};

std::vector<Candidate> candidates(const WeightsFile& file, Layout layout) {
  std::vector<Candidate> out;
  for (const WeightsFile::Group& group : file.groups()) {
    std::unordered_map<std::string_view, int> scores;
    for (const std::string_view name : group.names) {
      for (const std::string_view known : signature(layout)) {
        if (!name.ends_with(known)) continue;
        const std::string_view prefix = name.substr(0, name.size() - known.size());
        if (prefix.empty() || prefix.ends_with('.')) ++scores[prefix];
      }
    }
    for (const auto& [prefix, score] : scores) out.push_back({&group, prefix, score});
  }
  return out;
}

/// The dictionary that the request names, or the only one with most of the layout's tensors.
Candidate choose(const WeightsFile& file, const std::string& source, const ImportRequest& request) {
  std::vector<Candidate> all = candidates(file, request.layout);
  const std::string layout(kLayoutNames[static_cast<size_t>(request.layout)]);
  if (all.empty()) {
    std::string found;
    for (size_t i = 0; i < std::min<size_t>(file.groups().size(), 1); ++i) {
      const std::vector<std::string_view>& names = file.groups()[i].names;
      for (size_t j = 0; j < std::min<size_t>(names.size(), 4); ++j)
        found += (found.empty() ? "; it holds " : ", ") + one_line(names[j], 40);
      if (names.size() > 4 || file.groups().size() > 1) found += " ...";
    }
    throw bad_input(source, "",
                    "tensors of layout " + layout + (found.empty() ? "; it holds no named tensors" : found));
  }
  if (!request.place.empty()) {
    std::erase_if(all, [&](const Candidate& one) { return one.place() != request.place; });
    if (all.empty())
      throw bad_input(source + ": --at", request.place, "where tensors of layout " + layout + " lie");
  }
  const int best = std::max_element(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
                     return a.score < b.score;
                   })->score;
  std::erase_if(all, [&](const Candidate& one) { return one.score < best; });
  if (all.size() > 1) {
    std::string places;
    for (size_t i = 0; i < std::min<size_t>(all.size(), 4); ++i)
      places +=
          (places.empty() ? "" : ", ") + (all[i].place().empty() ? "the root" : one_line(all[i].place(), 60));
    throw bad_input(source, "",
                    "one model, or --at with the place of one of its " + std::to_string(all.size()) + ": " +
                        places + (all.size() > 4 ? " ..." : ""));
  }
  return all.front();
}

/// The tensors of the model by their names in the layout.
class Tensors {
 public:
  Tensors(const WeightsFile& file, const Candidate& chosen) {
    for (WeightsTensor& tensor : file.tensors(*chosen.group)) {
      if (!tensor.name.starts_with(chosen.prefix)) continue;
      tensor.name.remove_prefix(chosen.prefix.size());
      all_.push_back(std::move(tensor));
    }
    for (const WeightsTensor& tensor : all_) by_name_.emplace(tensor.name, &tensor);
  }

  const std::vector<WeightsTensor>& all() const { return all_; }

  const WeightsTensor* find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }

 private:
  std::vector<WeightsTensor> all_;
  std::unordered_map<std::string_view, const WeightsTensor*> by_name_;
};

class Importer {
 public:
  Importer(const WeightsFile& file, const std::string& source, const ImportRequest& request)
      : file_(file), source_(source), request_(request), tensors_(file, choose(file, source, request)) {
    if (!request.config.empty()) facts_ = read_facts(request.config, request.layout);
    if (!request.group.empty()) {
      facts_.group = facts_.group_text = request.group;
      facts_.group_field = "--group";
    }
  }

  ImportedModel run() {
    look();
    Description description = describe_or_list_problems();
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
  /// A fraction that the configuration gave is refused by its name there.
  void check(const RunSpec& spec) const {
    const Result<void> valid = validate(spec);
    if (valid) return;
    const Error& error = valid.error();
    if (error.field == "task.train_fraction" && facts_.train_fraction == spec.task.train_fraction)
      throw bad_input({facts_.train_fraction_field, error.value, error.expected});
    throw bad_input(error, source_);
  }

  /// What the tensors show, as far as they are there.
  void look() {
    if (is_transformer(request_.layout)) {
      look_at_layers();
    } else if (request_.layout == Layout::clock_pizza_linear) {
      shown_.architecture = linear_architecture();
    }
    rows_ = layout_rows(request_.layout, shown_.layers, shown_.architecture, shown_.mlp);
    for (const LayoutRow& row : rows_) {
      if (const WeightsTensor* tensor = tensors_.find(row.theirs))
        TensorForm(row.form).vote(tensor->shape, shown_.sizes);
    }
    // What is known besides decides where two tensors disagree.
    for (const SizeClaim& claim : facts_.sizes) shown_.sizes.vote(claim.letter, claim.size);
    vote_by_group();
  }

  void vote_by_group() {
    const std::optional<Group> group = known_group(facts_);
    if (!group) return;
    const auto order = static_cast<uint64_t>(group->order);
    const bool equals = shown_.sizes.size('p') == 3, separate = facts_.separate_vocabularies.value_or(false);
    shown_.sizes.vote('n', order);
    shown_.sizes.vote('V', order * (separate ? 2 : 1) + (equals ? 1 : 0));
    if (request_.layout == Layout::universality_transformer) shown_.sizes.vote('C', order);
  }

  void look_at_layers() {
    bool mlp = false;
    for (const WeightsTensor& tensor : tensors_.all()) {
      int layer = -1;
      for (const std::string_view part :
           {"blocks.*.attn.W_Q", "blocks.*.attn.W_O", "blocks.*.mlp.W_in", "blocks.*.mlp.W_out"}) {
        if (!matches(part, tensor.name, &layer)) continue;
        if (layer >= kMostLayers) throw bad_input(source_, one_line(tensor.name, 60), "at most 4 layers");
        shown_.layers = std::max(shown_.layers, layer + 1);
        mlp = mlp || part.find(".mlp.") != std::string_view::npos;
      }
    }
    // Only TransformerLens knows networks without an MLP that are on pairs.
    shown_.mlp = mlp || request_.layout != Layout::transformer_lens;
    if (facts_.layers) shown_.layers = std::max(shown_.layers, static_cast<int>(*facts_.layers));
  }

  PairArchitecture linear_architecture() const {
    if (facts_.architecture) return *facts_.architecture;
    if (tensors_.find("embed1.weight")) return PairArchitecture::alpha_prime;
    if (tensors_.find("l2.weight")) {
      throw bad_input(source_, "", "--config: model_type B and C have the same shapes");
    }
    const WeightsTensor *embedding = tensors_.find("embed.weight"), *first = tensors_.find("l1.weight");
    const bool concatenated = embedding && first && embedding->shape.size() == 2 &&
                              first->shape.size() == 2 && first->shape[1] == 2 * embedding->shape[1];
    return concatenated ? PairArchitecture::delta : PairArchitecture::alpha;
  }

  /// Each tensor that is not as the layout wants it.
  std::vector<std::string> problems() {
    std::vector<std::string> out;
    for (const LayoutRow& row : rows_) {
      const std::vector<uint64_t> shape = TensorForm(row.form).shape(shown_.sizes);
      const WeightsTensor* tensor = tensors_.find(row.theirs);
      const std::string wanted = row.theirs + " " + shape_text(shape);
      if (!tensor) {
        out.push_back(wanted + ", which is missing");
      } else if (tensor->shape != shape) {
        out.push_back(wanted + ", not " + type_and_shape(*tensor));
      } else if (tensor->type == StoredType::f8_e5m2 || tensor->type == StoredType::f8_e4m3) {
        out.push_back(wanted + " in another type than " + std::string(stored_type_name(tensor->type)));
      } else if (tensor->count() == 0) {
        out.push_back(wanted + " with elements");
      }
    }
    for (const WeightsTensor& tensor : tensors_.all()) add_problem_of_extra(tensor, out);
    return out;
  }

  void add_problem_of_extra(const WeightsTensor& tensor, std::vector<std::string>& out) {
    const auto is_row = [&](const LayoutRow& row) { return row.theirs == tensor.name; };
    if (std::any_of(rows_.begin(), rows_.end(), is_row)) return;
    const std::string name = one_line(tensor.name, 60);
    for (const ExtraRow& extra : layout_extras(request_.layout)) {
      int layer = -1;
      if (!matches(extra.name, tensor.name, &layer) || layer >= shown_.layers) continue;
      if (extra.use == Extra::zero && !is_zero(tensor))
        out.push_back("zeros in " + name + ": our transformers have no such bias");
      if (extra.use == Extra::mask) add_problem_of_mask(tensor, out);
      return;
    }
    out.push_back("no " + name + " " + type_and_shape(tensor));
  }

  static bool is_zero(const WeightsTensor& tensor) {
    const std::vector<float> values = tensor.values();
    return std::all_of(values.begin(), values.end(), [](float value) { return value == 0; });
  }

  /// A lower triangle of ones, or ones everywhere.
  void add_problem_of_mask(const WeightsTensor& tensor, std::vector<std::string>& out) {
    const uint64_t positions = shown_.sizes.size('p');
    const std::vector<float> values = tensor.values();
    bool causal = true, full = true;
    for (size_t i = 0; i < values.size(); ++i) {
      causal = causal && values[i] == (i % positions <= i / positions ? 1.0f : 0.0f);
      full = full && values[i] == 1;
    }
    const bool square = tensor.shape == std::vector<uint64_t>{positions, positions} && positions > 0;
    if (!square || !(causal || full) || shown_.causal.value_or(causal) != causal) {
      out.push_back("a causal mask, or one that hides nothing, in " + one_line(tensor.name, 60) + " " +
                    shape_text({positions, positions}));
      return;
    }
    shown_.causal = causal;
  }

  Description describe_or_list_problems() {
    const std::vector<std::string> found = problems();
    if (!found.empty()) {
      refuse_other_tasks(shown_, source_);
      std::string line =
          "for layout " + std::string(kLayoutNames[static_cast<size_t>(request_.layout)]) + ": ";
      for (size_t i = 0; i < found.size(); ++i) line += (i ? "; " : "") + found[i];
      throw bad_input(source_, "", line);
    }
    shown_.biased = std::any_of(rows_.begin(), rows_.end(), [&](const LayoutRow& row) {
      const bool bias = row.ours.ends_with(".b_in") || row.ours.ends_with(".b_out");
      return bias && !is_zero(*tensors_.find(row.theirs));
    });
    return describe(request_.layout, shown_, facts_, source_);
  }

  /// Numbers that lie beside the tensors in a whole checkpoint.
  void add_what_was_saved(ImportedModel& out) const {
    OptimizerSpec& optimizer = out.spec.optimizer;
    if (!facts_.steps) {
      // The last epoch's number; epochs count from 0.
      if (const auto epoch = file_.number("epoch"); epoch && *epoch >= 0 && *epoch < 1e12)
        out.spec.steps = static_cast<int64_t>(*epoch) + 1;
    }
    const auto group = [&](const std::string& name) {
      return file_.number("optimizer.param_groups.0." + name);
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
    if (ours.size() != rows_.size()) refuse_adjustment();
    for (const LayoutRow& row : rows_) {
      const ParameterTensor* target = out.layout.find(row.ours);
      const std::vector<float> values = tensors_.find(row.theirs)->values();
      if (!target || target->count() != values.size()) refuse_adjustment();
      refuse_unless_finite(row.theirs, values);
      const std::vector<float> arranged = TensorForm(row.form).arranged(values, shown_.sizes);
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

  const WeightsFile& file_;
  const std::string& source_;
  const ImportRequest& request_;
  Tensors tensors_;
  Facts facts_;
  Shown shown_;
  std::vector<LayoutRow> rows_;
};

}  // namespace

ImportedModel import_model(const WeightsFile& file, const std::string& source, const ImportRequest& request) {
  return Importer(file, source, request).run();
}

}  // namespace orrery
