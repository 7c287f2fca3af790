// Sparse autoencoders on the hidden vectors of an exact pentagon: when they find its five features, and how they shrink what
// they find.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/measure/dictionary.h"
#include "core/numeric/regular_polygon.h"
#include "core/train/autoencoder_training.h"
#include "native/reproduce/number_claim.h"
#include "native/reproduce/papers.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

constexpr int kSeeds = 12;
constexpr double kLength = 1.15;

/// The first `features` of a pentagon.
ToyParameters<double> pentagon(int features) {
  return {regular_polygon(5, kLength).leftCols(features), Vector<double>::Zero(features)};
}

AutoencoderTraining trained(const ToyParameters<double>& toy, const AutoencoderOptions& options,
                            uint32_t seed) {
  const auto n = static_cast<int>(toy.W.cols());
  const ToyTask task{alike_sets(n, 1, SetKind::independent, 0.05)};
  AutoencoderTraining training({toy, HiddenActivation::linear, task, seed}, options, seed);
  training.advance(options.steps);
  return training;
}

/// How many of the five features each seed's live atoms find.
std::vector<int> features_found(const AutoencoderOptions& options, int threads) {
  const ToyParameters<double> toy = pentagon(5);
  std::vector<int> found(kSeeds);
  WorkerPool pool(threads);
  pool(kSeeds, [&](int seed, int) {
    const AutoencoderTraining training = trained(toy, options, static_cast<uint32_t>(seed));
    found[static_cast<size_t>(seed)] =
        static_cast<int>(dictionary_scores(toy.W, training.live_atoms()).found);
  });
  return found;
}

Finding wide_dictionary(const ReproduceOptions& options) {
  const std::vector<int> found = features_found({}, options.threads);
  const auto whole = std::count(found.begin(), found.end(), 5);
  return {kSeeds, "at least 10 of 12 seeds", whole, whole >= 10};
}

/// Latents, whether dead ones are revived, the L1 price, and how many features were found so, on average.
struct Setting {
  const char* id;
  const char* statement;
  int latents;
  Resample resample;
  double l1, expected;
};
constexpr Setting kSettings[] = {
    {"dictionary-narrow", "with five latents and none revived", 5, Resample::never, 0.2, 2.4},
    {"dictionary-narrow-revived", "with five latents", 5, Resample::by_loss, 0.2, 3.3},
    {"dictionary-unrevived", "with none revived", 10, Resample::never, 0.2, 4.3},
    {"dictionary-cheap", "with the L1 price .02", 10, Resample::by_loss, 0.02, 2.8}};
constexpr double kFewFeatures = 0.8;

Finding mean_found(const Setting& setting, const ReproduceOptions& options) {
  AutoencoderOptions autoencoder;
  autoencoder.latents = setting.latents;
  autoencoder.resample = setting.resample;
  autoencoder.l1 = setting.l1;
  const std::vector<int> found = features_found(autoencoder, options.threads);
  const double mean = std::accumulate(found.begin(), found.end(), 0.0) / kSeeds;
  return {setting.expected, fmt::format("within {}", kFewFeatures), mean,
          std::abs(mean - setting.expected) <= kFewFeatures};
}

/// What one latent rebuilds of a feature that is alone in its plane, at three projected sizes.
std::vector<double> rebuilt_sizes() {
  AutoencoderOptions options;
  options.latents = 1;
  options.start = EncoderStart::along_atoms;
  const ToyParameters<double> toy = pentagon(1);
  const AutoencoderTraining training = trained(toy, options, 0);
  Matrix<float> h(2, 3);
  h << 0.4f, 0.7f, 1.0f, 0, 0, 0;
  const Matrix<float> rebuilt =
      autoencoder_outputs(training.model(), autoencoder_latents(training.model(), h));
  return {rebuilt(0, 0), rebuilt(0, 1), rebuilt(0, 2)};
}

}  // namespace

std::vector<Claim> dictionary_claims() {
  std::vector<Claim> claims{
      {"dictionary-wide", kBricken,
       "a pentagon in two dimensions, density .05: ten latents, the dead ones revived, L1 price .2, find all "
       "five features by live atoms of cosine above .95",
       "derived", wide_dictionary},
      row_claim(
          {"dictionary-shrinkage", kBricken,
           "a feature of projected size r, alone in two dimensions, is rebuilt as r less the L1 price: r = "
           ".4, .7, 1",
           "derived"},
          {0.2, 0.5, 0.8}, 0.01, rebuilt_sizes)};
  for (const Setting& setting : kSettings)
    claims.push_back(
        {setting.id, kBricken,
         fmt::format("the same pentagon and dictionary, {}: features found of five, mean over 12 seeds",
                     setting.statement),
         "derived", [&setting](const ReproduceOptions& options) { return mean_found(setting, options); }});
  return claims;
}

}  // namespace orrery
