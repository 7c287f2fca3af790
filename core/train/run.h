// A run while it goes on: parameters, optimizer and streams at one step, and how they move to the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/numeric/parallel.h"
#include "core/result.h"
#include "core/train/run_spec.h"

namespace orrery {

enum class DType { f32, f64, u32 };

/// One named array of a run's state; `data` points into the run and stays valid while it lives.
struct StateTensor {
  std::string name;
  DType dtype;
  std::vector<int64_t> shape;  // row-major, gap-free
  void* data;

  size_t count() const {
    size_t product = 1;
    for (const int64_t extent : shape) product *= static_cast<size_t>(extent);
    return product;
  }
  size_t bytes() const { return count() * (dtype == DType::f64 ? 8 : 4); }
};

/// An array that is worked out from a run's state for a picture.
struct View {
  std::vector<int64_t> shape;  // row-major
  std::vector<float> values;
};

/// What a run is given from outside: threads, and how much memory it may take.
struct RunMeans {
  ParallelFor* parallel = nullptr;  // null: the calling thread; must outlive the run
  double max_bytes = std::numeric_limits<double>::infinity();
  const char* kernel =
      nullptr;  // of folded steps, one that exists (core/model/pair_kernel.h); null: the best
};

class Run {
 public:
  virtual ~Run() = default;

  /// The description with every change made so far.
  const RunSpec& spec() const { return spec_; }

  /// The description as it stands at this step: fields hold the values that the changes gave them.
  const RunSpec& current() const { return current_; }

  /// Number of updates applied.
  int64_t step() const { return step_; }

  /// Applies that many updates, each change of the spec before the update whose step it names.
  void advance(int64_t updates);

  /// Gives a live field a new value before the next update and writes the change into the spec. Changes that the spec
  /// held for later steps are dropped: the reader has taken another way.
  Result<void> change(std::string_view path, std::string_view value);

  /// Everything that a resumed run needs, parameters first. Names are those of the papers; moments are
  /// `optimizer.m.NAME` and `optimizer.v.NAME`, random streams `stream.USE`.
  virtual std::vector<StateTensor> state() = 0;

  /// Tells the run that its state was overwritten with that of step `step`.
  void restored(int64_t step);

  /// Loss of what the next update will see, without disturbing the run. Toy models: mean over the batch of the
  /// importance-weighted squared error summed over features. Networks on pairs: mean over all training pairs.
  virtual double loss() = 0;

  /// Whether the run can go on; the Error of a run that can only be measured.
  virtual Result<void> trainable() const { return {}; }

  /// A view by its name at this step; nothing if the run has none of that name.
  virtual std::optional<View> view(std::string_view) { return std::nullopt; }

 protected:
  explicit Run(RunSpec spec);

  /// One update with this learning rate.
  virtual void update(double learning_rate) = 0;

  /// Called whenever current() changed: take over what depends on it.
  virtual void adopt() = 0;

  /// Called after restored(): recompute what follows from the step alone.
  virtual void rewind() = 0;

 private:
  void apply_changes_up_to(int64_t step);

  RunSpec spec_;
  RunSpec current_;
  int64_t step_ = 0;
  size_t changes_applied_ = 0;
};

/// The run that a spec describes, at step 0 with its initial weights; the Error of the first field that can't be.
Result<std::unique_ptr<Run>> make_run(const RunSpec& spec, const RunMeans& means = {});

}  // namespace orrery
