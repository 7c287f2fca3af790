// Which features are on together, and how likely: the law of a task's active set, as the exact loss needs it.
//
// A task is a list of blocks that are independent of each other. A block is off, or on with some probability: then
// all its members are active, or exactly one, each as likely as the others. A feature that is independent of all
// others is a block of one. Values of active features are independent, uniform on [0, 1].
#pragma once

#include <vector>

#include "core/task/feature_sets.h"

namespace orrery {

class ActiveLaw {
 public:
  explicit ActiveLaw(const FeatureSets& features);

  int count() const { return static_cast<int>(density_.size()); }
  /// How often feature i is active.
  double density(int i) const { return density_[i]; }

  /// E[y^2] of y = offset + sum_i coefficient_i x_i.  coefficient [n]
  double second_moment(const double* coefficient, double offset) const;

  /// The same, and its derivatives by coefficient [n] and offset.
  double second_moment(const double* coefficient, double offset, double* coefficient_gradient,
                       double& offset_gradient) const;

  /// E[y^2; k features active] for k = 0 .. n.  by_active [n + 1]
  void split_second_moment(const double* coefficient, double offset, double* by_active);

  // The features that matter to one output, and the law of which of them are active.

  /// Keeps the features whose slope is not 0. With `stand_ins` also one of each block that has kept members and
  /// others: those others don't reach the output but depend on those that do, all in the same way, which its
  /// gradient has to see. False, and nothing kept, when there are more than `most`.
  bool keep(const double* slope, bool stand_ins, int most);

  /// [k] features, place by place.
  const std::vector<int>& kept() const { return kept_; }

  /// P(active set restricted to those kept), by its bits: bit i is place i.  [2^k]
  const std::vector<double>& probability();

  /// The place that feature i, not kept, shares its dependence with; -1 where it is independent of all those kept.
  /// After keep(slope, true, most).
  int stand_in(int i) const { return stand_in_[block_of_[i]]; }

  /// Adds weight * P(set active among those kept, j others active) to by_active[|set| + j].
  void add_by_count(int set, double weight, double* by_active);
  /// Called once when all sets are added: the blocks without kept members are on or off too.
  void finish_by_count(double* by_active) const;

 private:
  struct Block {
    std::vector<int> members;
    bool exclusive;      // one active member, or all of them
    double probability;  // that it is on

    double share() const {
      return exclusive ? probability / static_cast<double>(members.size()) : probability;
    }
    int active() const { return exclusive ? 1 : static_cast<int>(members.size()); }
  };
  struct KeptBlock {
    int block;
    int first, count;  // its places
  };

  std::vector<Block> blocks_;
  std::vector<int> block_of_;    // [n]
  std::vector<double> density_;  // [n]

  std::vector<int> kept_;                          // [k]
  std::vector<KeptBlock> kept_blocks_;             // places ascending
  std::vector<int> stand_in_;                      // [blocks]
  std::vector<double> probability_;                // [2^k]
  std::vector<double> polynomial_, mass_, first_;  // scratch, [n + 1]
};

}  // namespace orrery
