// The networks on pairs whose training steps are timed: which they are, what a step of each costs, and the weights with
// which it is timed besides its initial ones.
#pragma once

#include <filesystem>
#include <vector>

#include "core/train/pair_run.h"
#include "native/io/checkpoint.h"

namespace orrery {

struct NetworkCase {
  const char* name;
  const char* preset;
  std::vector<const char*> settings;  // over the preset
  int64_t steps_to_grok;              // after which it has, with room to spare
};

const std::vector<NetworkCase>& network_cases();

/// The run that is timed, `steps_to_grok` steps long.
RunSpec spec_of(const NetworkCase& chosen);

/// Floating-point operations of one step of the folded form (core/model/pair_kernel.h), a multiply-add counted as two:
/// three times those of the forward pass, as each product A B has two more for its gradients. Forwards, with n elements,
/// B examples, hidden width m, C classes, d = d_model or the embedding's width, and H heads of width h, these are
///
///   B m C                          logits from hidden activations
///   B 2 H (m + C)                  rows from the tables by attention weights, unless they are all 1
///   d m C                          W_out W_U, in transformers
///   (H h + q) d (m + C)            [W_O | residual streams at the last position] [W_in | W_U]; q = 1 on `ab=`, n on `ab`
///   t d H h                        values of the t = 2 n tokens, or 2 n + 1 on `ab=`
///   2 n H h (m + C)                the tables
///   q d H h + t d H h + n^2 H h    queries, keys and scores on `ab`; d H h + d H h + t d H on `ab=`
///   2 n d m                        the tables of pair networks
///
/// What is not a product (softmax, activations, AdamW, sums where all weights are 1) is not counted.
double folded_operations(const PairTask& task);

/// The checkpoint of the trained run in `folder`: made there by training on all cores where there is none, or one of
/// another description.
Checkpoint grokked_weights(const NetworkCase& chosen, const std::filesystem::path& folder);

}  // namespace orrery
