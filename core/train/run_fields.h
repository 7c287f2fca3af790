// The one list of a run's options. From it come the JSON reader and writer, `--set`, the JSON Schema, the TypeScript
// types, the page's form controls and its URL: add a field here and it exists everywhere.
#pragma once

#include <array>
#include <limits>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/task/pairs.h"
#include "core/task/sparse_features.h"
#include "core/train/run_spec.h"

namespace orrery {

/// One line about a field. The page's engine is smaller without: there web/src/run_spec.generated.ts has the lines.
#ifdef __EMSCRIPTEN__
struct Help {
  constexpr Help(const char*) {}
  constexpr operator std::string_view() const { return {}; }
};
#else
using Help = std::string_view;
#endif

/// What is known of a field besides its type and default.
struct FieldInfo {
  std::string_view path;
  Help help;
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  bool above_minimum = false;  // the minimum itself is excluded
  bool live = false;           // may change while the run goes on
};

/// The names of an enumeration's values, in order.
template <class E>
inline constexpr std::array<std::string_view, 0> kNames{};
template <>
inline constexpr std::array<std::string_view, 2> kNames<TaskKind>{"sparse-features", "pairs"};
template <>
inline constexpr std::array<std::string_view, 4> kNames<ModelKind>{"toy-autoencoder", "transformer",
                                                                   "pair-network", "sparse-autoencoder"};
template <>
inline constexpr std::array<std::string_view, 3> kNames<Resample>{"never", "random", "by-loss"};
template <>
inline constexpr std::array<std::string_view, 4> kNames<PairTarget>{"product", "quotient", "quadratic-form",
                                                                    "random"};
template <>
inline constexpr std::array<std::string_view, 4> kNames<PairSplitSource>{"orrery", "torch", "cpython",
                                                                         "unknown"};
template <>
inline constexpr std::array<std::string_view, 2> kNames<PairSequenceKind>{"ab", "ab="};
template <>
inline constexpr std::array<std::string_view, 2> kNames<Loss>{"cross-entropy", "mse"};
template <>
inline constexpr std::array<std::string_view, 7> kNames<PairArchitecture>{
    "mlp", "alpha", "alpha-prime", "beta", "gamma", "delta", "gromov"};
template <>
inline constexpr std::array<std::string_view, 3> kNames<Biases>{"on", "off", "frozen"};
template <>
inline constexpr std::array<std::string_view, 2> kNames<Classes>{"elements", "vocabulary"};
template <>
inline constexpr std::array<std::string_view, 3> kNames<TransformerInit>{"progress-measures", "clock-pizza",
                                                                         "transformer-lens"};
template <>
inline constexpr std::array<std::string_view, 5> kNames<Activation>{"relu", "gelu", "quadratic", "abs",
                                                                    "identity"};
template <>
inline constexpr std::array<std::string_view, 2> kNames<InitStream>{"orrery", "torch"};
template <>
inline constexpr std::array<std::string_view, 2> kNames<Precision>{"float32", "float64"};
template <>
inline constexpr std::array<std::string_view, 2> kNames<OutputActivation>{"relu", "linear"};
template <>
inline constexpr std::array<std::string_view, 2> kNames<HiddenActivation>{"linear", "relu"};
template <>
inline constexpr std::array<std::string_view, 2> kNames<AnticorrelatedDensity>{"set", "member"};
template <>
inline constexpr std::array<std::string_view, 4> kNames<Schedule>{"constant", "linear", "cosine",
                                                                  "cosine_quarter"};
template <>
inline constexpr std::array<std::string_view, 2> kNames<Cadence>{"linear", "logarithmic"};

/// Calls `visit(field, info)` for each field of `spec` in the order in which they are written. A field is an int64_t, a
/// double, a bool, a uint32_t, an optional uint32_t, a text, a list of doubles, or an enumeration with kNames.
template <class Spec, class Visit>
void visit_fields(Spec& spec, Visit&& visit) {
  using Info = FieldInfo;
  constexpr double kSeedMax = std::numeric_limits<uint32_t>::max();
  constexpr double kStepsMax = 1e12;

  visit(spec.format, Info{"format", "version of this description", kSpecFormat, kSpecFormat});

  visit(spec.task.kind, Info{"task.kind", "where examples come from"});
  visit(spec.task.features, Info{"task.features", "number of features n", 1, 4096});
  visit(spec.task.density,
        Info{"task.density", "probability that a feature is on (1 - S): one for all, or one each", 0, 1, true,
             true});
  visit(spec.task.importance_decay,
        Info{"task.importance_decay", "importance of feature i is decay^i", 0, 1, true, true});
  visit(spec.task.importance,
        Info{"task.importance", "importance of each feature; empty: importance_decay gives them", 0, 1e6,
             false, true});
  visit(spec.task.correlated,
        Info{"task.correlated",
             "sizes of the sets that the first features make: a set's features are on together", 2, 4096,
             false, true});
  visit(
      spec.task.anticorrelated,
      Info{"task.anticorrelated", "sizes of the sets that the next features make: at most one of a set is on",
           2, 4096, false, true});
  visit(spec.task.anticorrelated_density,
        Info{"task.anticorrelated_density",
             "what task.density means there: that a set is on, or that a member is"});
  visit(spec.task.signed_values,
        Info{"task.signed_values", "values on [-1, 1] instead of [0, 1]; what is asked for is |x|"});
  visit(spec.task.samples,
        Info{"task.samples", "0: endless fresh examples; else so many, each scaled to length 1", 0, 1 << 20});
  visit(spec.task.attack,
        Info{"task.attack",
             "adversarial training: length of the attack on each example, in mean example lengths", 0, 100,
             false, true});

  visit(spec.task.group,
        Info{"task.group", "pairs: whose elements (C113, D59, S5, A5, Q8, Z2^4, F20, C3xS3)"});
  visit(spec.task.target, Info{"task.target", "pairs: what is asked of a and b"});
  visit(spec.task.train_fraction,
        Info{"task.train_fraction", "pairs: part of all pairs that is trained on", 0, 1, true});
  visit(spec.task.split, Info{"task.split", "pairs: whose random numbers choose them"});
  visit(spec.task.sequence, Info{"task.sequence", "pairs: what a transformer reads"});
  visit(spec.task.separate_vocabularies,
        Info{"task.separate_vocabularies", "pairs: a transformer has tokens of its own for b"});
  visit(spec.task.loss, Info{"task.loss", "pairs: what is minimised"});

  visit(spec.model.kind, Info{"model.kind", "which network"});
  visit(spec.model.hidden, Info{"model.hidden", "hidden dimensions m; neurons of a pair network", 1, 8192});
  visit(spec.model.output, Info{"model.output", "toy-autoencoder: activation of the output"});
  visit(spec.model.hidden_activation,
        Info{"model.hidden_activation",
             "toy-autoencoder: of the hidden layer; relu makes its basis a privileged one"});
  visit(spec.model.tied,
        Info{"model.tied",
             "toy-autoencoder: the output reads the hidden layer by W^T, else by a W2 of its own"});
  visit(spec.model.init_scale,
        Info{"model.init_scale", "factor on the published initial standard deviations", 0, 100});
  visit(
      spec.model.polygon,
      Info{"model.polygon",
           "sparse-autoencoder: length of the features it looks for, a regular polygon in 2-D", 0, 10, true});
  visit(spec.model.latents, Info{"model.latents", "sparse-autoencoder: latents, each with an atom", 1, 1024});
  visit(spec.model.l1, Info{"model.l1", "sparse-autoencoder: price of what each latent gives", 0, 10});
  visit(spec.model.resample, Info{"model.resample", "sparse-autoencoder: where latents that died look next"});
  visit(spec.model.atoms,
        Info{"model.atoms",
             "sparse-autoencoder: directions of the first atoms, in degrees; the others are random", -360,
             360});
  visit(spec.model.architecture, Info{"model.architecture", "pair-network: how it is put together"});
  visit(spec.model.embedding,
        Info{"model.embedding", "pair-network: dimensions of an embedding (gromov has none)", 1, 4096});
  visit(spec.model.layers, Info{"model.layers", "transformer: layers", 1, 4});
  visit(spec.model.d_model, Info{"model.d_model", "transformer: width of the residual stream", 1, 4096});
  visit(spec.model.heads, Info{"model.heads", "transformer: attention heads a layer", 1, 64});
  visit(spec.model.d_head, Info{"model.d_head", "transformer: width of a head; 0: d_model / heads", 0, 4096});
  visit(spec.model.d_mlp, Info{"model.d_mlp", "transformer: neurons a layer; 0: attention only", 0, 16384});
  visit(spec.model.causal, Info{"model.causal", "transformer: positions see no later ones"});
  visit(spec.model.biases, Info{"model.biases", "transformer: b_in and b_out of the MLP"});
  visit(spec.model.attention_rate,
        Info{"model.attention_rate", "transformer: 1 softmax attention, 0 every weight 1", 0, 1});
  visit(spec.model.classes, Info{"model.classes", "transformer: columns of the unembedding"});
  visit(spec.model.init, Info{"model.init", "transformer: whose initial standard deviations"});
  visit(spec.model.activation, Info{"model.activation", "transformer, pair-network: of the neurons"});
  visit(spec.model.init_stream,
        Info{"model.init_stream", "transformer, pair-network: whose random numbers the weights start from"});

  visit(spec.optimizer.learning_rate,
        Info{"optimizer.learning_rate", "AdamW's base rate", 0, 10, false, true});
  visit(spec.optimizer.schedule, Info{"optimizer.schedule", "how the rate falls over the run"});
  visit(spec.optimizer.floor, Info{"optimizer.floor", "factor at which the schedule ends", 0, 1});
  visit(spec.optimizer.warmup_steps,
        Info{"optimizer.warmup_steps", "updates of linear warm-up", 0, kStepsMax});
  visit(spec.optimizer.warmup_from_zero,
        Info{"optimizer.warmup_from_zero", "warm-up starts at rate 0: the first update changes nothing"});
  visit(spec.optimizer.beta1, Info{"optimizer.beta1", "decay of the gradient's running mean", 0, 0.999999});
  visit(spec.optimizer.beta2,
        Info{"optimizer.beta2", "decay of the squared gradient's running mean", 0, 0.9999999});
  visit(spec.optimizer.epsilon,
        Info{"optimizer.epsilon", "added to the root of the second moment", 0, 1, true});
  visit(spec.optimizer.weight_decay,
        Info{"optimizer.weight_decay", "decoupled weight decay on all parameters", -10, 10, false, true});

  visit(spec.precision, Info{"precision", "transformer, pair-network: arithmetic of the training"});
  visit(spec.batch,
        Info{"batch", "examples an update; 0: all of a finite set (pairs, task.samples)", 0, 1 << 20});
  visit(spec.steps, Info{"steps", "updates of the whole run", 0, kStepsMax});
  visit(spec.seed, Info{"seed", "seed of everything that seeds.* doesn't name", 0, kSeedMax});
  visit(spec.seeds.init, Info{"seeds.init", "seed of the initial weights; null: seed", 0, kSeedMax});
  visit(spec.seeds.data,
        Info{"seeds.data", "seed of the examples, minibatches and random targets; null: seed", 0, kSeedMax});
  visit(spec.seeds.split,
        Info{"seeds.split", "seed of the split into training and test pairs; null: seed", 0, kSeedMax});

  visit(spec.record.cadence, Info{"record.cadence", "spacing of the metrics rows"});
  visit(spec.record.metrics_every,
        Info{"record.metrics_every", "updates between rows, linear cadence", 1, kStepsMax});
  visit(spec.record.rows_per_decade,
        Info{"record.rows_per_decade", "rows a factor of ten in steps, logarithmic cadence", 1, 1000});
  visit(spec.record.checkpoint_every,
        Info{"record.checkpoint_every", "updates between checkpoints; 0: only the last", 0, kStepsMax});
}

/// Sets the field at `path` from one JSON literal: a number, `true`, `null`, a quoted or bare word, an array of numbers.
/// On error the spec is unchanged.
Result<void> set_field(RunSpec& spec, std::string_view path, std::string_view text);

/// The field at `path` as a JSON literal; an Error that names an unknown path.
Result<std::string> field_text(const RunSpec& spec, std::string_view path);

/// Appends a change, kept in the order of its step. The field must be one that may change while a run goes on.
Result<void> add_change(RunSpec& spec, Change change);

/// Checks what no single field can know: lists' lengths, what fits together, sizes beyond reason, the changes.
Result<void> validate(const RunSpec& spec);

/// The whole spec as JSON text, every field in the list's order, changes last. `indent` 0 writes one line.
std::string spec_json(const RunSpec& spec, int indent = 0);

/// The list itself as JSON text: [{path, type, default, help, minimum, exclusive, maximum, choices, live}].
std::string fields_json();

/// The densities and importances that the spec means.
SparseFeatures sparse_features(const TaskSpec& task);

/// The networks that the spec means; `elements` is the group's order.
TransformerConfig transformer_config(const RunSpec& spec, int elements);
PairNetworkConfig pair_network_config(const RunSpec& spec, int elements);
PairSequence pair_sequence(const TaskSpec& task, int elements);

}  // namespace orrery
