// The run of a sparse autoencoder that looks for features which it isn't told: those of a regular polygon in two
// dimensions, as a toy model folds them there.
#pragma once

#include <memory>

#include "core/train/autoencoder_training.h"
#include "core/train/run.h"

namespace orrery {

class DictionaryRun final : public Run {
 public:
  /// `spec` must be valid.
  explicit DictionaryRun(const RunSpec& spec);

  std::vector<StateTensor> state() override { return training_.state(); }
  double loss() override { return training_.loss(); }

  const AutoencoderTraining& training() const { return training_; }

  /// The features looked for, one a column.  // [2, n]
  const Matrix<double>& features() const { return features_; }

 protected:
  void update(double learning_rate) override { training_.update(learning_rate); }
  void adopt() override;
  void rewind() override { training_.restored(step()); }

 private:
  Matrix<double> features_;
  AutoencoderTraining training_;
};

Result<std::unique_ptr<DictionaryRun>> make_dictionary_run(const RunSpec& spec);

}  // namespace orrery
