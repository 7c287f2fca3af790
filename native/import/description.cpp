#include "native/import/description.h"

#include "native/failure.h"

namespace orrery {
namespace {

bool is_prime(uint64_t n) {
  for (uint64_t divisor = 2; divisor * divisor <= n; ++divisor) {
    if (n % divisor == 0) return false;
  }
  return n > 1;
}

int64_t size_of(const Shown& shown, char letter) {
  return static_cast<int64_t>(shown.sizes.size(letter));
}

class Describer {
 public:
  Describer(Layout layout, const Shown& shown, const Facts& facts, const std::string& source)
      : layout_(layout), shown_(shown), facts_(facts), source_(source) {}

  Description describe() {
    check_sizes();
    RunSpec& spec = out_.spec;
    spec.task.kind = TaskKind::pairs;
    spec.batch = 0;
    spec.steps = facts_.steps.value_or(0);
    switch (layout_) {
      case Layout::clock_pizza:
        describe_transformer();
        describe_clock_pizza();
        break;
      case Layout::progress_measures:
        describe_transformer();
        describe_progress_measures();
        break;
      case Layout::universality_transformer:
      case Layout::transformer_lens:
        describe_transformer();
        describe_transformer_lens();
        break;
      case Layout::clock_pizza_linear:
        describe_linear();
        break;
      case Layout::universality_mlp:
        describe_universality_mlp();
        break;
    }
    spec.optimizer.learning_rate = facts_.learning_rate.value_or(spec.optimizer.learning_rate);
    spec.optimizer.weight_decay = facts_.weight_decay.value_or(spec.optimizer.weight_decay);
    spec.optimizer.beta1 = facts_.beta1.value_or(spec.optimizer.beta1);
    spec.optimizer.beta2 = facts_.beta2.value_or(spec.optimizer.beta2);
    return std::move(out_);
  }

 private:
  [[noreturn]] void refuse(const std::string& field, const std::string& value,
                           const std::string& expected) const {
    throw bad_input(field, value, expected);
  }

  void assume(const std::string& what, const std::string& fields) { out_.assumed.push_back({what, fields}); }

  void check_sizes() const {
    for (const SizeClaim& claim : facts_.sizes) {
      if (const uint64_t found = shown_.sizes.size(claim.letter); found != claim.size)
        refuse(claim.field, std::to_string(claim.size),
               std::to_string(found) + ", as the tensors of " + source_ + " say");
    }
    if (facts_.layers && *facts_.layers != shown_.layers) {
      refuse(source_, std::to_string(shown_.layers) + " layers",
             std::to_string(*facts_.layers) + ", as the configuration says");
    }
    if (facts_.mlp && *facts_.mlp != shown_.mlp) {
      refuse(source_, shown_.mlp ? "an MLP" : "no MLP",
             std::string(*facts_.mlp ? "one" : "attention only") + ", as the configuration's attn_only says");
    }
  }

  bool cyclic_only() const {
    return layout_ != Layout::universality_mlp && layout_ != Layout::universality_transformer &&
           layout_ != Layout::transformer_lens;
  }

  /// The order of the group that the facts name; 0 if they name none.
  int64_t known_order() const {
    const std::optional<Group> group = known_group(facts_);
    if (!group) return 0;
    if (cyclic_only() && group->family != GroupFamily::cyclic)
      refuse(facts_.group_field, facts_.group_text,
             "a cyclic group: the networks of layout " + std::string(layout_name(layout_)) + " add modulo p");
    return group->order;
  }

  /// Sets task.group to the one with `elements` elements. Where the layout is not one of addition, only a prime
  /// tells the group by its order.
  void set_group(int64_t elements) {
    std::string& group = out_.spec.task.group;
    if (facts_.group) {
      group = *facts_.group;
    } else if (cyclic_only() || is_prime(static_cast<uint64_t>(elements))) {
      group = "C" + std::to_string(elements);
    } else {
      throw left_open(
          facts_, source_,
          layout_ == Layout::transformer_lens ? "group, or --group" : "group and group_parameter, or --group",
          "groups of " + std::to_string(elements) + " elements have the same shapes");
    }
  }

  void set_split(PairSplitSource whose) {
    TaskSpec& task = out_.spec.task;
    task.train_fraction = facts_.train_fraction.value_or(task.train_fraction);
    const bool known = facts_.seed && facts_.train_fraction;
    task.split = known ? whose : PairSplitSource::unknown;
    if (facts_.seed) out_.spec.seed = *facts_.seed;
    const bool of_universality =
        layout_ == Layout::universality_mlp || layout_ == Layout::universality_transformer;
    if (!known && facts_.shuffled)
      assume("task.split unknown", of_universality ? "frac_train and seed" : "train_fraction and split_seed");
  }

  void refuse_order(int64_t order, const std::string& found) const {
    refuse(facts_.group_field, facts_.group_text,
           "a group that fits " + found + " of " + source_ + ", not one of " + std::to_string(order) +
               " elements");
  }

  // Transformers.

  void describe_transformer() {
    TaskSpec& task = out_.spec.task;
    ModelSpec& model = out_.spec.model;
    model.kind = ModelKind::transformer;
    model.layers = shown_.layers;
    model.d_model = size_of(shown_, 'd');
    model.heads = size_of(shown_, 'H');
    model.d_head = size_of(shown_, 'e');
    model.d_mlp = shown_.mlp ? size_of(shown_, 'm') : 0;
    model.biases = shown_.mlp ? Biases::on : Biases::off;
    if (model.d_head * model.heads == model.d_model) model.d_head = 0;

    const int64_t positions = size_of(shown_, 'p');
    const bool equals = positions == 3;
    check_positions(positions);
    task.sequence = equals ? PairSequenceKind::ab_equals : PairSequenceKind::ab;
    const int64_t numbers = size_of(shown_, 'V') - (equals ? 1 : 0);
    task.separate_vocabularies = separate(numbers);
    set_group(task.separate_vocabularies ? numbers / 2 : numbers);
    model.activation = facts_.activation.value_or(Activation::relu);
    if (!facts_.activation && shown_.mlp && layout_ != Layout::universality_transformer)
      assume("model.activation relu", layout_ == Layout::progress_measures ? "act_type" : "act_fn");
  }

  void check_positions(int64_t positions) const {
    refuse_other_tasks(shown_, source_);
    const bool two = layout_ == Layout::clock_pizza || layout_ == Layout::transformer_lens;
    if (positions != 3 && !(two && positions == 2)) {
      refuse(source_ + ": pos_embed.W_pos", std::to_string(positions) + " positions",
             std::string("a network on pairs, with ") + (two ? "2 or 3" : "3"));
    }
    if (facts_.equals && *facts_.equals != (positions == 3)) {
      refuse(source_ + ": pos_embed.W_pos", std::to_string(positions) + " positions",
             std::to_string(*facts_.equals ? 3 : 2) + ", as the configuration's eqn_sign says");
    }
  }

  /// Whether a and b have tokens of their own, where the vocabulary has so many without '='.
  bool separate(int64_t numbers) {
    const bool may_be = layout_ == Layout::clock_pizza || layout_ == Layout::transformer_lens;
    if (const int64_t order = known_order()) {
      const bool twice = may_be && numbers == 2 * order;
      if (!twice && numbers != order) refuse_order(order, std::to_string(size_of(shown_, 'V')) + " tokens");
      if (facts_.separate_vocabularies && *facts_.separate_vocabularies != twice)
        refuse(source_, std::to_string(numbers) + " tokens for numbers",
               std::to_string(*facts_.separate_vocabularies ? 2 * order : order) +
                   ", as the configuration's diff_vocab says");
      return twice;
    }
    if (layout_ != Layout::clock_pizza || numbers % 2 != 0) return false;
    // The paper's moduli are odd, so an even number of tokens is two vocabularies.
    if (numbers % 4 == 0)
      throw left_open(facts_, source_, "C, or --group",
                      std::to_string(numbers) + " tokens for numbers may be one vocabulary or two");
    assume("task.separate_vocabularies true", "C");
    return true;
  }

  void warm_up() {
    OptimizerSpec& optimizer = out_.spec.optimizer;
    optimizer.beta2 = 0.98;
    optimizer.warmup_steps = 10;
    optimizer.warmup_from_zero = true;
  }

  void describe_clock_pizza() {
    ModelSpec& model = out_.spec.model;
    model.causal = false;
    model.init = TransformerInit::clock_pizza;
    model.attention_rate = facts_.attention_rate.value_or(1);
    if (!facts_.attention_rate) assume("model.attention_rate 1", "attn_coeff");
    warm_up();
    out_.spec.optimizer.weight_decay = 2;
    out_.spec.task.train_fraction = 0.8;
    out_.spec.task.split = PairSplitSource::unknown;
    if (facts_.train_fraction) out_.spec.task.train_fraction = *facts_.train_fraction;
  }

  void describe_progress_measures() {
    out_.spec.model.causal = shown_.causal.value_or(true);
    warm_up();
    out_.spec.optimizer.weight_decay = 1;
    set_split(PairSplitSource::cpython);
  }

  void describe_transformer_lens() {
    ModelSpec& model = out_.spec.model;
    const int64_t classes = size_of(shown_, 'C'), tokens = size_of(shown_, 'V');
    const int64_t elements =
        (tokens - (size_of(shown_, 'p') == 3 ? 1 : 0)) / (out_.spec.task.separate_vocabularies ? 2 : 1);
    const bool of_elements = classes == elements;
    if (!of_elements && (classes != tokens || layout_ == Layout::universality_transformer)) {
      refuse(source_ + ": unembed.W_U", std::to_string(classes) + " classes",
             std::to_string(elements) + ", one for each element");
    }
    model.classes = of_elements ? Classes::elements : Classes::vocabulary;
    model.causal = facts_.causal.value_or(shown_.causal.value_or(true));
    model.init = TransformerInit::transformer_lens;
    if (shown_.mlp && !shown_.biased) model.biases = Biases::frozen;
    if (!facts_.no_layer_norm && layout_ == Layout::transformer_lens)
      assume("no layer norm", "normalization_type");
    out_.spec.optimizer.weight_decay = 1;
    out_.spec.optimizer.beta2 = 0.98;
    set_split(PairSplitSource::torch);
    if (layout_ == Layout::universality_transformer && facts_.seed) model.init_stream = InitStream::torch;
  }

  // Networks without attention.

  void describe_pair_network(int64_t elements) {
    ModelSpec& model = out_.spec.model;
    model.kind = ModelKind::pair_network;
    model.architecture = shown_.architecture;
    model.embedding = size_of(shown_, 'd');
    model.hidden = size_of(shown_, 'h');
    if (const int64_t order = known_order(); order && order != elements)
      refuse_order(order, std::to_string(elements) + " embeddings");
    set_group(elements);
  }

  void describe_linear() {
    describe_pair_network(size_of(shown_, 'n'));
    out_.spec.optimizer.weight_decay = 2;
    out_.spec.task.train_fraction = facts_.train_fraction.value_or(0.8);
    out_.spec.task.split = PairSplitSource::unknown;
  }

  void describe_universality_mlp() {
    describe_pair_network(size_of(shown_, 'n'));
    out_.spec.optimizer.weight_decay = 1;
    out_.spec.optimizer.beta2 = 0.98;
    set_split(PairSplitSource::torch);
    if (facts_.seed) out_.spec.model.init_stream = InitStream::torch;
  }

  Layout layout_;
  const Shown& shown_;
  const Facts& facts_;
  const std::string& source_;
  Description out_;
};

}  // namespace

void refuse_other_tasks(const Shown& shown, const std::string& source) {
  const uint64_t positions = shown.sizes.size('p');
  const char* const task = positions == 18   ? "five-digit addition"
                           : positions == 42 ? "skip trigrams"
                           : positions == 85 ? "repeated subsequences"
                                             : nullptr;
  if (!task) return;
  throw bad_input(source + ": pos_embed.W_pos", std::to_string(positions) + " positions, the task " + task,
                  "a network on pairs, with 3");
}

Description describe(Layout layout, const Shown& shown, const Facts& facts, const std::string& source) {
  return Describer(layout, shown, facts, source).describe();
}

}  // namespace orrery
