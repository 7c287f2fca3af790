#include "native/import/fit.h"

#include <algorithm>

#include "native/failure.h"

namespace orrery {
namespace {

constexpr int kMostLayers = 4;

std::string shape_text(const std::vector<uint64_t>& shape) {
  std::string out = "[";
  for (const uint64_t extent : shape)
    out += (out.size() > 1 ? "," : "") + (extent ? std::to_string(extent) : "?");
  return out + "]";
}

std::string type_and_shape(const WeightsTensor& tensor) {
  return StoredTensor{"", tensor.type, tensor.shape, {}}.type_and_shape();
}

bool is_zero(const WeightsTensor& tensor) {
  const std::vector<float> values = tensor.values();
  return std::all_of(values.begin(), values.end(), [](float value) { return value == 0; });
}

class Fitter {
 public:
  Fitter(const ModelTensors& tensors, Layout layout, const Facts& facts, const std::string& source)
      : tensors_(tensors), layout_(layout), facts_(facts), source_(source) {}

  Fit run() {
    if (is_transformer(layout_)) {
      look_at_layers();
    } else if (layout_ == Layout::clock_pizza_linear) {
      out_.shown.architecture = linear_architecture();
    }
    out_.rows = layout_rows(layout_, out_.shown.layers, out_.shown.architecture, out_.shown.mlp);
    look_at_sizes();
    add_problems();
    if (out_.problems.empty()) out_.shown.biased = has_biases();
    return std::move(out_);
  }

 private:
  void look_at_layers() {
    Shown& shown = out_.shown;
    bool mlp = false;
    for (const WeightsTensor& tensor : tensors_.all()) {
      int layer = -1;
      for (const std::string_view part :
           {"blocks.*.attn.W_Q", "blocks.*.attn.W_O", "blocks.*.mlp.W_in", "blocks.*.mlp.W_out"}) {
        if (!matches(part, tensor.name, &layer)) continue;
        if (layer >= kMostLayers) throw bad_input(source_, one_line(tensor.name, 60), "at most 4 layers");
        shown.layers = std::max(shown.layers, layer + 1);
        mlp = mlp || part.find(".mlp.") != std::string_view::npos;
      }
    }
    // Only TransformerLens knows networks without an MLP that are on pairs.
    shown.mlp = mlp || layout_ != Layout::transformer_lens;
    if (facts_.layers) shown.layers = std::max(shown.layers, static_cast<int>(*facts_.layers));
  }

  PairArchitecture linear_architecture() const {
    if (facts_.architecture) return *facts_.architecture;
    if (tensors_.find("embed1.weight")) return PairArchitecture::alpha_prime;
    if (tensors_.find("l2.weight"))
      throw left_open(facts_, source_, "model_type", "models B and C have the same shapes");
    const WeightsTensor *embedding = tensors_.find("embed.weight"), *first = tensors_.find("l1.weight");
    const bool concatenated = embedding && first && embedding->shape.size() == 2 &&
                              first->shape.size() == 2 && first->shape[1] == 2 * embedding->shape[1];
    return concatenated ? PairArchitecture::delta : PairArchitecture::alpha;
  }

  void look_at_sizes() {
    Dimensions& sizes = out_.shown.sizes;
    for (const LayoutRow& row : out_.rows) {
      if (const WeightsTensor* tensor = tensors_.find(row.theirs))
        TensorForm(row.form).vote(tensor->shape, sizes);
    }
    // What is known besides decides where two tensors disagree.
    for (const SizeClaim& claim : facts_.sizes) sizes.vote(claim.letter, claim.size);
    vote_by_group();
    for (const char letter : sizes.letters()) settle(letter);
  }

  void vote_by_group() {
    const std::optional<Group> group = known_group(facts_);
    if (!group) return;
    Dimensions& sizes = out_.shown.sizes;
    const auto order = static_cast<uint64_t>(group->order);
    const bool equals = sizes.size('p') == 3, separate = facts_.separate_vocabularies.value_or(false);
    sizes.vote('n', order);
    sizes.vote('V', order * (separate ? 2 : 1) + (equals ? 1 : 0));
    if (layout_ == Layout::universality_transformer) sizes.vote('C', order);
  }

  /// Of sizes that as many axes give, takes the one that leaves the fewest tensors misshaped: those that are right aren't
  /// to be blamed.
  void settle(char letter) {
    Dimensions& sizes = out_.shown.sizes;
    Dimensions best = sizes;
    for (const uint64_t size : sizes.likeliest(letter)) {
      Dimensions with = sizes;
      with.vote(letter, size);
      if (misshaped(with) < misshaped(best)) best = with;
    }
    sizes = best;
  }

  std::ptrdiff_t misshaped(const Dimensions& sizes) const {
    return std::count_if(out_.rows.begin(), out_.rows.end(), [&](const LayoutRow& row) {
      const WeightsTensor* tensor = tensors_.find(row.theirs);
      return tensor && tensor->shape != TensorForm(row.form).shape(sizes);
    });
  }

  void add_problems() {
    for (const LayoutRow& row : out_.rows) {
      const std::vector<uint64_t> shape = TensorForm(row.form).shape(out_.shown.sizes);
      const WeightsTensor* tensor = tensors_.find(row.theirs);
      const std::string wanted = row.theirs + " " + shape_text(shape);
      if (!tensor) {
        add(wanted + ", which is missing");
      } else if (tensor->shape != shape) {
        add(wanted + ", not " + type_and_shape(*tensor));
      } else if (tensor->type == StoredType::f8_e5m2 || tensor->type == StoredType::f8_e4m3) {
        add(wanted + " in another type than " + std::string(stored_type_name(tensor->type)));
      } else if (tensor->count() == 0) {
        add(wanted + " with elements");
      }
    }
    for (const WeightsTensor& tensor : tensors_.all()) add_problem_of_extra(tensor);
  }

  void add(std::string problem) { out_.problems.push_back(std::move(problem)); }

  void add_problem_of_extra(const WeightsTensor& tensor) {
    const auto is_row = [&](const LayoutRow& row) { return row.theirs == tensor.name; };
    if (std::any_of(out_.rows.begin(), out_.rows.end(), is_row)) return;
    const std::string name = one_line(tensor.name, 60);
    for (const ExtraRow& extra : layout_extras(layout_)) {
      int layer = -1;
      if (!matches(extra.name, tensor.name, &layer) || layer >= out_.shown.layers) continue;
      if (extra.use == Extra::zero && !is_zero(tensor))
        add("zeros in " + name + ": our transformers have no such bias");
      if (extra.use == Extra::mask) add_problem_of_mask(tensor);
      return;
    }
    add("no " + name + " " + type_and_shape(tensor));
  }

  /// A lower triangle of ones, or ones everywhere.
  void add_problem_of_mask(const WeightsTensor& tensor) {
    Shown& shown = out_.shown;
    const uint64_t positions = shown.sizes.size('p');
    const bool square = tensor.shape == std::vector<uint64_t>{positions, positions};
    const std::vector<float> values = square ? tensor.values() : std::vector<float>();
    bool causal = true, full = true;
    for (size_t i = 0; i < values.size(); ++i) {
      causal = causal && values[i] == (i % positions <= i / positions ? 1.0f : 0.0f);
      full = full && values[i] == 1;
    }
    if (values.empty() || !(causal || full) || shown.causal.value_or(causal) != causal) {
      add("a causal mask, or one that hides nothing, in " + one_line(tensor.name, 60) + " " +
          shape_text({positions, positions}));
      return;
    }
    shown.causal = causal;
  }

  bool has_biases() const {
    return std::any_of(out_.rows.begin(), out_.rows.end(), [&](const LayoutRow& row) {
      const bool bias = row.ours.ends_with(".b_in") || row.ours.ends_with(".b_out");
      return bias && !is_zero(*tensors_.find(row.theirs));
    });
  }

  const ModelTensors& tensors_;
  Layout layout_;
  const Facts& facts_;
  const std::string& source_;
  Fit out_;
};

}  // namespace

Fit fit(const ModelTensors& tensors, Layout layout, const Facts& facts, const std::string& source) {
  return Fitter(tensors, layout, facts, source).run();
}

}  // namespace orrery
