// Training of a sparse autoencoder on the hidden vectors of a given toy model: fresh examples of its task at each step,
// Adam, atoms kept at length 1, and latents that have died brought back to life.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/sparse_autoencoder.h"
#include "core/train/adamw.h"
#include "core/train/hidden_vectors.h"
#include "core/train/schedule.h"

namespace orrery {

/// Where a latent that has died looks next.
enum class Resample {
  never,
  random,  // in a random direction
  by_loss,  // along a vector that is rebuilt badly, drawn in proportion to the square of its loss (Bricken et al. 2023)
};

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

  void advance(int64_t updates);

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

 private:
  void update(double learning_rate);
  void revive(const Matrix<float>& h, const Matrix<float>& error);

  HiddenVectors vectors_;
  AutoencoderOptions options_;
  SplitMix64 random_;  // of initial weights, then of revivals
  SparseAutoencoder<float> model_, m_, v_;
  AdamW adamw_;
  std::vector<int64_t> silent_;  // [K] steps since each latent was on
  int64_t step_ = 0;
};

}  // namespace orrery
