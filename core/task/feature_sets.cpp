#include "core/task/feature_sets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include "core/numeric/number_text.h"

namespace orrery {
namespace {

using Words = std::array<uint32_t, LaneStream::kLanes>;

/// Uniform on [0, 1) from a word's upper 24 bits.
float whole(uint32_t word) {
  return static_cast<float>(word >> 8) * 0x1p-24f;
}

// One sample of one set, into its row of the batch. `words` has one entry a feature, of which `lane` is drawn.
void sample_set(const FeatureSet& set, const FeatureGate& gate, const std::vector<Words>& words, int lane,
                float* x) {
  if (set.kind == SetKind::independent) {
    for (const int i : set.members) x[i] = gate.value(words[i][lane]);
    return;
  }
  for (const int i : set.members) x[i] = 0;
  const int first = set.members[0];
  const uint32_t word = words[first][lane];
  if (!(static_cast<float>(word >> 8) < gate.threshold)) return;
  const float value = gate.value(word);
  if (set.kind == SetKind::correlated) {
    x[first] = value;
    for (std::size_t k = 1; k < set.members.size(); ++k)
      x[set.members[k]] = whole(words[set.members[k]][lane]);
    return;
  }
  // The gate's uniform chooses the member, and what is left of it is a uniform again.
  const auto size = static_cast<float>(set.members.size());
  const auto chosen = std::min(static_cast<std::size_t>(value * size), set.members.size() - 1);
  const int i = set.members[chosen];
  x[i] = chosen == 0 ? value * size : whole(words[i][lane]);
}

}  // namespace

std::vector<double> FeatureSets::marginal_density() const {
  std::vector<double> density(importance.size());
  for (const FeatureSet& set : sets) {
    const double share =
        set.kind == SetKind::anticorrelated ? 1.0 / static_cast<double>(set.members.size()) : 1.0;
    for (const int i : set.members) density[i] = set.probability * share;
  }
  return density;
}

FeatureSets alike_sets(int sets, int size, SetKind kind, double density, AnticorrelatedDensity meaning) {
  const bool by_member = kind == SetKind::anticorrelated && meaning == AnticorrelatedDensity::of_member;
  FeatureSets features{{}, std::vector<double>(static_cast<std::size_t>(sets) * size, 1.0)};
  for (int s = 0; s < sets; ++s) {
    FeatureSet set{{}, kind, by_member ? density * size : density};
    for (int k = 0; k < size; ++k) set.members.push_back(s * size + k);
    features.sets.push_back(std::move(set));
  }
  return features;
}

FeatureSets as_sets(const SparseFeatures& features) {
  FeatureSets result{{}, features.importance};
  for (int i = 0; i < features.count(); ++i)
    result.sets.push_back({{i}, SetKind::independent, features.density[i]});
  return result;
}

Result<void> check_sets(const FeatureSets& features) {
  const int n = features.count();
  std::vector<bool> seen(n, false);
  for (std::size_t s = 0; s < features.sets.size(); ++s) {
    const FeatureSet& set = features.sets[s];
    const std::string field = "sets." + std::to_string(s);
    if (set.members.empty()) return Error{field + ".members", "[]", "at least one feature"};
    for (const int i : set.members) {
      if (i < 0 || i >= n)
        return Error{field + ".members", std::to_string(i), "features from 0 to " + std::to_string(n - 1)};
      if (seen[i]) return Error{field + ".members", std::to_string(i), "a feature that is in no other set"};
      seen[i] = true;
    }
    if (!(set.probability > 0 && set.probability <= 1))
      return Error{field + ".probability", json_number(set.probability), "a number above 0 and at most 1"};
  }
  for (int i = 0; i < n; ++i) {
    if (!seen[i]) return Error{"sets", "", "feature " + std::to_string(i) + " to be in one"};
    if (!(features.importance[i] >= 0 && std::isfinite(features.importance[i])))
      return Error{"importance." + std::to_string(i), json_number(features.importance[i]),
                   "a number of at least 0"};
  }
  return {};
}

Matrix<float> sample_batch(const FeatureSets& features, int batch, LaneStream& stream) {
  const int n = features.count();
  std::vector<FeatureGate> gates;
  for (const FeatureSet& set : features.sets) gates.emplace_back(set.probability);
  std::vector<Words> words(n);
  Matrix<float> x(batch, n);
  for (int first = 0; first < batch; first += LaneStream::kLanes) {
    for (Words& word : words) word = stream.next();
    const int samples = std::min(LaneStream::kLanes, batch - first);
    for (int lane = 0; lane < samples; ++lane)
      for (std::size_t s = 0; s < gates.size(); ++s)
        sample_set(features.sets[s], gates[s], words, lane, x.row(first + lane).data());
  }
  return x;
}

}  // namespace orrery
