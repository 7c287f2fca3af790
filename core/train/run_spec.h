// RunSpec: the only description of a run. A run is a pure function of it: the same spec gives the same initial weights and
// batches natively and in the browser, whatever the number of threads. The fields' names, ranges and help stand once, in
// run_fields.h; here are only their types and defaults.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/kinds.h"            // Activation, Loss, Resample
#include "core/model/pair_network.h"     // PairArchitecture
#include "core/model/toy_autoencoder.h"  // OutputActivation
#include "core/model/transformer.h"      // Biases, TransformerInit
#include "core/task/feature_sets.h"      // AnticorrelatedDensity
#include "core/train/schedule.h"         // Schedule

namespace orrery {

inline constexpr int64_t kSpecFormat = 1;

enum class TaskKind { sparse_features, pairs };
enum class ModelKind { toy_autoencoder, transformer, pair_network, sparse_autoencoder };
enum class Cadence { linear, logarithmic };

/// What is asked of a pair (a, b) of group elements (core/task/pairs.h).
enum class PairTarget { product, quotient, quadratic_form, random };

/// Whose random numbers split the pairs: Orrery's stream, torch.randperm, or CPython's random.shuffle. The split of some
/// published weights is lost: those can be measured on all pairs, but not trained.
enum class PairSplitSource { orrery, torch, cpython, unknown };

enum class PairSequenceKind { ab, ab_equals };

/// The columns of a transformer's W_U: one for each element of the group, or for each token.
enum class Classes { elements, vocabulary };

enum class InitStream { orrery, torch };
enum class Precision { float32, float64 };

/// Where the examples come from.
struct TaskSpec {
  TaskKind kind = TaskKind::sparse_features;
  // Sparse features.
  int64_t features = 5;
  std::vector<double> density = {0.05};  // one for all features, or one each
  double importance_decay = 0.9;         // I_i = decay^i, unless `importance` gives them
  std::vector<double> importance;        // empty, or one each
  std::vector<double> correlated;        // sizes of the sets that the first features make
  std::vector<double> anticorrelated;    // sizes of the sets that the next features make
  AnticorrelatedDensity anticorrelated_density = AnticorrelatedDensity::of_set;
  bool signed_values = false;  // uniform on [-1, 1] instead of [0, 1]
  int64_t samples = 0;         // 0: endless; else so many, each of length 1, drawn once
  double attack = 0;           // length of an attack on each example, in mean lengths of an example
  // Pairs.
  std::string group = "C113";
  PairTarget target = PairTarget::product;
  double train_fraction = 0.3;
  PairSplitSource split = PairSplitSource::orrery;
  PairSequenceKind sequence = PairSequenceKind::ab_equals;  // transformers
  bool separate_vocabularies = false;                       // transformers
  Loss loss = Loss::cross_entropy;
};

struct ModelSpec {
  ModelKind kind = ModelKind::toy_autoencoder;
  int64_t hidden = 2;  // toy autoencoders and pair networks
  // Toy autoencoders.
  OutputActivation output = OutputActivation::relu;
  HiddenActivation hidden_activation = HiddenActivation::linear;
  bool tied = true;
  double init_scale =
      1;  // times the published standard deviations; Xavier's sqrt(2 / (n + m)) for toy models
  // Sparse autoencoders, on the hidden vectors of features that stand as a regular polygon.
  double polygon = 1.15;  // the features' length
  int64_t latents = 10;
  double l1 = 0.2;
  Resample resample = Resample::by_loss;
  std::vector<double> atoms;  // directions of the first atoms in degrees, where they were placed by hand
  // Pair networks.
  PairArchitecture architecture = PairArchitecture::mlp;
  int64_t embedding = 256;
  // Transformers.
  int64_t layers = 1;
  int64_t d_model = 128;
  int64_t heads = 4;
  int64_t d_head = 0;  // 0: d_model / heads
  int64_t d_mlp = 512;
  bool causal = true;
  Biases biases = Biases::on;
  double attention_rate = 1;
  Classes classes = Classes::vocabulary;
  TransformerInit init = TransformerInit::progress_measures;
  // Pair networks and transformers.
  Activation activation = Activation::relu;
  InitStream init_stream = InitStream::orrery;
};

/// AdamW with PyTorch's defaults and a learning-rate schedule.
struct OptimizerSpec {
  double learning_rate = 1e-3;
  Schedule schedule = Schedule::constant;
  double floor = 0;
  int64_t warmup_steps = 0;
  bool warmup_from_zero = false;  // the first update has rate 0, as in the papers' code
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.01;
};

/// Seeds that replace `seed` for one use, where they must differ.
struct SeedsSpec {
  std::optional<uint32_t> init;
  std::optional<uint32_t> data;
  std::optional<uint32_t> split;
};

/// What is written down while the run goes on.
struct RecordSpec {
  Cadence cadence = Cadence::linear;
  int64_t metrics_every = 100;
  int64_t rows_per_decade = 20;
  int64_t checkpoint_every = 0;
};

/// A field that takes a new value before update `step` (0-based), as a reader does with a slider.
struct Change {
  int64_t step = 0;
  std::string path;
  std::string value;  // one JSON literal, as set_field takes it
};

struct RunSpec {
  int64_t format = kSpecFormat;
  TaskSpec task;
  ModelSpec model;
  OptimizerSpec optimizer;
  Precision precision = Precision::float32;
  int64_t batch = 1024;  // 0: all that is trained on
  int64_t steps = 10000;
  uint32_t seed = 0;
  SeedsSpec seeds;
  RecordSpec record;
  std::vector<Change> changes;  // steps ascending
};

}  // namespace orrery
