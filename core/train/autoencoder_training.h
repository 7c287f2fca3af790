// Training of a sparse autoencoder on the hidden vectors of a given toy model: fresh examples of its task at each step,
// Adam, atoms kept at length 1, and latents that have died brought back to life.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/model/kinds.h"
#include "core/model/sparse_autoencoder.h"
#include "core/train/adamw.h"
#include "core/train/hidden_vectors.h"
#include "core/train/run.h"
#include "core/train/schedule.h"

namespace orrery {

struct AutoencoderOptions {
  int latents = 10;
  EncoderStart start = EncoderStart::independent;
  double l1 = 0.2;
  int batch = 256;
  int64_t steps = 5000;  // the schedule's length
  double learning_rate = 5e-3;
  Schedule schedule = Schedule::linear;
  AdamWOptions optimizer = {.weight_decay = 0};
  Resample resample = Resample::by_loss;
  int64_t dead_after = 500;     // silent steps in a row
  double resample_scale = 0.5;  // a revived latent's encoder, in mean lengths of those of the living
};

class AutoencoderTraining {
 public:
  /// `seed` is that of the initial weights and of revivals.
  AutoencoderTraining(HiddenVectors vectors, const AutoencoderOptions& options, uint32_t seed);

  /// That many updates at the options' rate and schedule.
  void advance(int64_t updates);

  /// One update at this rate.
  void update(double learning_rate);

  /// The task whose examples come next, and the optimizer's options from here on.
  void set_task(ToyTask task) { vectors_.set_task(std::move(task)); }
  void set_optimizer(const AdamWOptions& options) { adamw_.set_options(options); }

  int64_t step() const { return step_; }
  const AutoencoderOptions& options() const { return options_; }
  const SparseAutoencoder<float>& model() const { return model_; }

  /// Sets the weights, as a reader does who places atoms by hand: all latents count as alive, and the optimizer starts
  /// anew. Atoms are brought to length 1. Shapes must be the model's.
  void set_model(const SparseAutoencoder<float>& model);

  /// Whether a latent was on for some vector of the last `dead_after` steps.
  bool alive(int latent) const { return silent_[static_cast<size_t>(latent)] < options_.dead_after; }

  /// The atoms of the latents that are alive.  // [alive, d]
  Matrix<double> live_atoms() const;

  /// Loss of what the next update will see; nothing is disturbed.
  double loss() const;
  /// The next `count` vectors that updates will see.  // [d, count]
  Matrix<float> vectors_ahead(int count) const;

  /// All that training goes on from, and word that it was overwritten with that of step `step`.
  std::vector<StateTensor> state();
  void restored(int64_t step);

 private:
  void revive(const Matrix<float>& h, const Matrix<float>& error);

  HiddenVectors vectors_;
  AutoencoderOptions options_;
  SplitMix64 random_;  // of initial weights, then of revivals
  SparseAutoencoder<float> model_, m_, v_;
  AdamW adamw_;
  std::vector<uint32_t> silent_;  // [K] steps since each latent was on
  int64_t step_ = 0;
};

}  // namespace orrery
