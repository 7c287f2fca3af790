// Toy models trained on a finite set of examples, as the page and the claims have them.
#pragma once

#include "core/model/toy_autoencoder.h"
#include "core/train/run_spec.h"

namespace orrery {

struct MemorisedModel {
  double train, unseen;   // losses on the set, and on examples that it has not seen
  Matrix<double> W;       // [m, n]
  Matrix<double> hidden;  // of the set's examples, [m, samples]
};

/// What a run on a set ends with.
MemorisedModel memorised_model(const RunSpec& spec);

}  // namespace orrery
