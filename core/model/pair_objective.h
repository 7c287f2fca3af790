// The mean loss of a network over sets of pairs, and its gradient: by the folded step in float where it fits
// (core/model/folded_*.h), which is the fastest way known, else by the plain form in blocks.
#pragma once

#include <memory>
#include <span>

#include "core/model/pair_model.h"
#include "core/model/pair_step.h"  // PairResult
#include "core/numeric/parallel.h"

namespace orrery {

/// The sets of pairs that a run speaks of.
enum class PairSet { train, test, all, batch };
inline constexpr int kPairSets = 4;

template <class T>
class PairObjective {
 public:
  virtual ~PairObjective() = default;

  /// Says which pairs a set holds, by index.
  virtual void set_pairs(PairSet set, std::span<const int> pairs) = 0;

  /// Mean loss and accuracy over a set that holds at least one pair. `logits`, if given, gets [pairs, C] in the set's
  /// order.
  virtual PairResult evaluate(PairSet set, const T* parameters, T* logits = nullptr) = 0;

  /// The gradient of the mean loss: overwrites `gradient` [layout.size()]; frozen tensors get zeros.
  virtual void differentiate(PairSet set, const T* parameters, T* gradient) = 0;
};

/// Partial sums of a gradient: a number of its own, so that results don't depend on the number of workers.
inline constexpr int kGradientParts = 8;

/// Whether the folded step fits the network: one hidden layer, or a transformer of one layer.
bool folds(const PairModel& model);

/// By the folded step, which must fit. `model` and `parallel` must outlive the objective. The numbers don't depend on the
/// number of workers. `kernel` names one that exists (core/model/pair_kernel.h); by default the best.
std::unique_ptr<PairObjective<float>> make_folded_objective(const PairModel& model, ParallelFor& parallel,
                                                            const char* kernel = nullptr);

/// The same by the plain form, for any network, in float or double.
template <class T>
std::unique_ptr<PairObjective<T>> make_plain_objective(const PairModel& model, ParallelFor& parallel);

/// Bytes that the objective of a network takes at most, with sets of so many pairs in all; parameters not counted.
double pair_objective_bytes(const PairModel& model, double trained, double pairs, int workers);

}  // namespace orrery
