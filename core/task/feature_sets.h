// Examples whose features switch on together or take turns: correlated and anticorrelated feature sets (Elhage et
// al. 2022, "Superposition as Ordering and Correlation"). Sets are independent of each other; the values of the
// features that are on are independent, uniform on [0, 1].
#pragma once

#include <vector>

#include "core/numeric/matrix.h"
#include "core/numeric/random.h"
#include "core/result.h"
#include "core/task/sparse_features.h"

namespace orrery {

enum class SetKind {
  independent,     // each member by itself is on with the set's probability
  correlated,      // all members are on together, or none
  anticorrelated,  // one member is on, each as likely as the others, or none
};

struct FeatureSet {
  std::vector<int> members;  // features, numbered as in FeatureSets::importance
  SetKind kind = SetKind::independent;
  /// That the set is on: the article's 1 - S. In an anticorrelated set a member is on with probability / |members|.
  double probability = 1;  // in (0, 1]
};

/// n features, each a member of exactly one set.
struct FeatureSets {
  std::vector<FeatureSet> sets;
  std::vector<double> importance;  // [n], each >= 0, weighs feature i's squared error

  int count() const { return static_cast<int>(importance.size()); }

  /// How often each feature is on.  // [n]
  std::vector<double> marginal_density() const;
};

/// What a density means for an anticorrelated set.
enum class AnticorrelatedDensity {
  of_set,     // the article's: the set is on with the density, a member with density / size
  of_member,  // ARENA's exercise: each member is on with the density, which is at most 1 / size
};

/// `sets` sets of `size` neighbours each (features 0 .. size - 1, and so on), all importances 1. `meaning` matters
/// to anticorrelated sets only.
FeatureSets alike_sets(int sets, int size, SetKind kind, double density,
                       AnticorrelatedDensity meaning = AnticorrelatedDensity::of_set);

/// The same task told as sets of one.
FeatureSets as_sets(const SparseFeatures& features);

/// Whether each feature is in one set and each number in its range; fields are named from `sets` on:
/// `sets.2.probability`.
Result<void> check_sets(const FeatureSets& features);

/// One batch, [batch, n], from n draws a sample as for independent features (sparse_features.h): for each time,
/// for each feature in order, every lane draws one word. A set is gated by the word of its first member;
/// the other members' words are their values.
Matrix<float> sample_batch(const FeatureSets& features, int batch, LaneStream& stream);

}  // namespace orrery
