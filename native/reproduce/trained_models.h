// What claims about trained toy models rest on: a description of one, trained from many seeds, told apart by their
// losses on the same examples, which none of them has seen.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/train/run_spec.h"
#include "native/io/strict_json.h"
#include "native/train/train_seeds.h"

namespace orrery {

inline constexpr int kTestExamples = 1 << 18;
/// Enough to tell the best of a few apart.
inline constexpr int kFewerExamples = 1 << 15;
/// Of the test examples' stream; claims train from seeds far below.
inline constexpr uint32_t kTestSeed = 0xffffffff;

/// A run by a preset and what differs from it.
struct Recipe {
  std::string preset;
  std::vector<std::string> settings;  // `path=value`
  std::vector<Change> changes = {};

  RunSpec spec() const;
  /// The `orrery train` command of one seed.
  std::string command(uint32_t seed, const std::string& folder) const;
};

/// Ten features on five ReLU neurons; of how many seeds the best is taken, as the article does, on how many examples.
Recipe neuron_codes(double density);
inline constexpr uint32_t kCodeSeeds = 1000;
inline constexpr int kCodeExamples = kTestExamples / 4;

/// Twenty absolute values on ten ReLU neurons. Sparse examples say little: they need more updates.
Recipe absolute_values(double density);

/// A hundred on forty: the article's own size. Rare values alone would leave half the outputs dead from the start, each pushed
/// down by the others' noise before its own value has come: the density falls to what is asked for from .3.
Recipe hundred_absolute_values(double density);

/// Eighty features in twenty dimensions, importance 0.9^i.
Recipe eighty_features(double density);

/// Four hundred equal features in thirty dimensions, as the figure of geometry over density has them.
Recipe article_geometry(double density);
/// Sixty in six, so that factors of one, two and three dimensions tile them.
Recipe small_geometry(double density);

/// A run whose features hop from level to level of dimensionality, and the seed at which that shows well.
Recipe energy_levels();
inline constexpr uint32_t kEnergyLevelsSeed = 3;

/// Two correlated sets of ten features in ten dimensions, and the seed that the chapter plays.
Recipe local_bases();
inline constexpr uint32_t kLocalBasesSeed = 0;

/// Six features of which one is active at a time, in two dimensions from small weights, and the seed that the chapter plays.
Recipe one_active_feature();
inline constexpr uint32_t kOneActiveSeed = 7;

struct TrainedModel {
  uint32_t seed;
  ToyParameters<double> parameters;
  double loss;  // sum over features, mean over the test examples
};

/// Seeds 0 .. count - 1, least loss first.
std::vector<TrainedModel> trained_models(const RunSpec& spec, uint32_t count, int threads,
                                         int test_examples = kTestExamples);

/// Of networks that are `as_claimed`, where the best one isn't: what the best costs, what they cost at least, and how many
/// there are.
Json cost_as_claimed(const std::vector<TrainedModel>& models,
                     const std::function<bool(const Matrix<double>& W)>& as_claimed);

/// One run, changes and all, its loss that of the task at its end.
TrainedModel trained_model(const RunSpec& spec, int test_examples = kTestExamples);

/// The one of least loss, told apart by fewer examples, on one thread: for many descriptions side by side.
TrainedModel best_model(const RunSpec& spec, uint32_t count);

/// `seeds` or, in a hurry, a quarter of them.
inline uint32_t seeds_for(uint32_t seeds, bool quick) {
  return quick ? (seeds + 3) / 4 : seeds;
}

}  // namespace orrery
