// RunSpec: the only description of a run. A run is a pure function of it: the same spec gives the same initial weights and
// batches natively and in the browser, whatever the number of threads. The fields' names, ranges and help stand once, in
// run_fields.h; here are only their types and defaults.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/toy_autoencoder.h"  // OutputActivation
#include "core/train/schedule.h"         // Schedule

namespace orrery {

inline constexpr int64_t kSpecFormat = 1;

enum class TaskKind { sparse_features };
enum class ModelKind { toy_autoencoder };
enum class Cadence { linear, logarithmic };

/// Where the examples come from.
struct TaskSpec {
  TaskKind kind = TaskKind::sparse_features;
  int64_t features = 5;
  std::vector<double> density = {0.05};  // one for all features, or one each
  double importance_decay = 0.9;         // I_i = decay^i, unless `importance` gives them
  std::vector<double> importance;        // empty, or one each
};

struct ModelSpec {
  ModelKind kind = ModelKind::toy_autoencoder;
  int64_t hidden = 2;
  OutputActivation output = OutputActivation::relu;
  double init_scale = 1;  // times Xavier's standard deviation sqrt(2 / (n + m))
};

/// AdamW with PyTorch's defaults and a learning-rate schedule.
struct OptimizerSpec {
  double learning_rate = 1e-3;
  Schedule schedule = Schedule::constant;
  double floor = 0;
  int64_t warmup_steps = 0;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.01;
};

/// Seeds that replace `seed` for one use, where they must differ.
struct SeedsSpec {
  std::optional<uint32_t> init;
  std::optional<uint32_t> data;
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
  int64_t batch = 1024;
  int64_t steps = 10000;
  uint32_t seed = 0;
  SeedsSpec seeds;
  RecordSpec record;
  std::vector<Change> changes;  // steps ascending
};

}  // namespace orrery
