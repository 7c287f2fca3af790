#include "core/task/pairs.h"

#include <string>
#include <utility>

#include "core/numeric/number_text.h"
#include "core/numeric/random.h"

namespace orrery {

PairTargets product_targets(std::span<const uint16_t> product, int n) {
  return PairTargets(product.begin(), product.begin() + static_cast<size_t>(n) * n);
}

PairTargets quotient_targets(std::span<const uint16_t> product, int n) {
  PairTargets targets(static_cast<size_t>(n) * n);
  for (int c = 0; c < n; ++c)
    for (int b = 0; b < n; ++b) {
      const int a = product[static_cast<size_t>(c) * n + b];
      targets[static_cast<size_t>(a) * n + b] = c;
    }
  return targets;
}

PairTargets quadratic_form_targets(int n) {
  PairTargets targets;
  targets.reserve(static_cast<size_t>(n) * n);
  for (int64_t x = 0; x < n; ++x)
    for (int64_t y = 0; y < n; ++y) targets.push_back(static_cast<int>((x * x + x * y + y * y) % n));
  return targets;
}

PairTargets random_targets(int n, uint32_t seed) {
  SplitMix64 random(seed, StreamUse::targets);
  PairTargets targets(static_cast<size_t>(n) * n);
  for (int& target : targets) target = static_cast<int>(random.below(static_cast<uint32_t>(n)));
  return targets;
}

Result<PairSplit> split_pairs(std::span<const int> permutation, double fraction) {
  const size_t count = permutation.size();
  const double wanted = fraction * static_cast<double>(count);
  if (!(wanted >= 1 && wanted < static_cast<double>(count)))
    return Error{"train_fraction", json_number(fraction),
                 "a fraction that leaves at least one of " + std::to_string(count) +
                     " pairs to train on and one to test with"};
  const std::ptrdiff_t train = static_cast<std::ptrdiff_t>(wanted);
  return PairSplit{{permutation.begin(), permutation.begin() + train},
                   {permutation.begin() + train, permutation.end()}};
}

std::vector<int> pair_permutation(int count, uint32_t seed) {
  SplitMix64 random(seed, StreamUse::split);
  std::vector<int> permutation(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) permutation[static_cast<size_t>(i)] = i;
  for (int i = count - 1; i > 0; --i)
    std::swap(permutation[static_cast<size_t>(i)], permutation[random.below(static_cast<uint32_t>(i) + 1)]);
  return permutation;
}

std::vector<int> PairSequence::tokens(std::span<const int> pairs) const {
  std::vector<int> tokens;
  tokens.reserve(pairs.size() * static_cast<size_t>(context()));
  for (const int pair : pairs) {
    tokens.push_back(pair / elements);
    tokens.push_back(pair % elements + second_offset());
    if (equals) tokens.push_back(equals_token());
  }
  return tokens;
}

std::vector<int> targets_of(const PairTargets& targets, std::span<const int> pairs) {
  std::vector<int> classes;
  classes.reserve(pairs.size());
  for (const int pair : pairs) classes.push_back(targets[static_cast<size_t>(pair)]);
  return classes;
}

std::vector<int> elements_of(std::span<const int> pairs, int n) {
  std::vector<int> elements;
  elements.reserve(2 * pairs.size());
  for (const int pair : pairs) {
    elements.push_back(pair / n);
    elements.push_back(pair % n);
  }
  return elements;
}

}  // namespace orrery
