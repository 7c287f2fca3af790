// All ordered pairs (a, b) of n elements, what is asked of each, and how a network sees them. Pair (a, b) has
// index a n + b.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/result.h"

namespace orrery {

/// The class that is right for every pair: c = a b for a group's product table [n, n], and other questions.
using PairTargets = std::vector<int>;  // [n n]

/// c = a b.
PairTargets product_targets(std::span<const uint16_t> product, int n);

/// The c with c b = a: a - b in a cyclic group. `product` is a group's (each column holds every element
/// once).
PairTargets quotient_targets(std::span<const uint16_t> product, int n);

/// x^2 + x y + y^2 modulo n (Power et al. 2022; Nanda et al. 2023).
PairTargets quadratic_form_targets(int n);

/// One fixed random class a pair, each of n equally likely: nothing to generalise from. The table follows
/// from the seed alone and stays what it is (the released code of Nanda et al. drew a new one at each
/// access).
PairTargets random_targets(int n, uint32_t seed);

/// Which pairs are trained on. Both lists hold pair indices in the permutation's order.
struct PairSplit {
  std::vector<int> train, test;
};

/// The first int(fraction count) entries of `permutation` are for training, the rest for the test. Refuses a
/// fraction that leaves either side empty.
Result<PairSplit> split_pairs(std::span<const int> permutation, double fraction);

/// Orrery's own permutation of 0 .. count - 1: Fisher-Yates from the top by SplitMix64 (StreamUse::split).
std::vector<int> pair_permutation(int count, uint32_t seed);

/// How pairs become sequences of tokens. Element a is token a; b is token b, or n + b with separate
/// vocabularies;
/// '=' comes last. `ab` is read at b, `ab=` at '='.
struct PairSequence {
  int elements = 113;
  bool equals = true;
  bool separate_vocabularies = false;

  int context() const { return equals ? 3 : 2; }
  int second_offset() const { return separate_vocabularies ? elements : 0; }
  int equals_token() const { return elements * (separate_vocabularies ? 2 : 1); }
  int vocabulary() const { return equals_token() + (equals ? 1 : 0); }

  /// [pairs.size(), context()]
  std::vector<int> tokens(std::span<const int> pairs) const;
};

/// The entries of `targets` for `pairs`.
std::vector<int> targets_of(const PairTargets& targets, std::span<const int> pairs);

/// The elements of `pairs`: [pairs.size(), 2].
std::vector<int> elements_of(std::span<const int> pairs, int n);

}  // namespace orrery
