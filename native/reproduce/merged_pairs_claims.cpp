// Features that only ever come in pairs: a toy model merges each pair, and no dictionary on its hidden vectors can tell its
// members apart, whatever cosines say.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/measure/dictionary.h"
#include "core/train/autoencoder_training.h"
#include "native/reproduce/papers.h"
#include "native/reproduce/shared_result.h"
#include "native/reproduce/trained_models.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

constexpr int kPairs = 8, kFeatures = 2 * kPairs, kHidden = 4;
constexpr int kLatents = 32;
constexpr int kDictionaries = 8;
constexpr int kNullDraws = 1000;

/// Eight pairs in four dimensions, members on and off together.
Recipe merging_pairs() {
  return {"superposition-correlated",
          {"task.features=16", "task.correlated=[2,2,2,2,2,2,2,2]", "task.density=0.1", "model.hidden=4"}};
}

/// The network of least loss of some seeds.
const TrainedModel& best_network(const ReproduceOptions& options) {
  static SharedResult<TrainedModel> known;
  return known.of(options, [&] {
    return trained_models(merging_pairs().spec(), seeds_for(16, options.quick), options.threads).front();
  });
}

double cosine_of_pair(const Matrix<double>& W, int pair) {
  return W.col(2 * pair).normalized().dot(W.col(2 * pair + 1).normalized());
}

/// What a pair has in common.  // [m, pairs]
Matrix<double> merged_directions(const Matrix<double>& W) {
  Matrix<double> merged(W.rows(), kPairs);
  for (int pair = 0; pair < kPairs; ++pair) merged.col(pair) = W.col(2 * pair) + W.col(2 * pair + 1);
  return merged;
}

Finding pairs_merge(const std::string& id, const ReproduceOptions& options) {
  const TrainedModel& best = best_network(options);
  double least = 1;
  for (int pair = 0; pair < kPairs; ++pair) least = std::min(least, cosine_of_pair(best.parameters.W, pair));
  return {1,
          "the least cosine between members of a pair above .99, best of the seeds",
          {{"cosine", least}, {"seed", best.seed}},
          least > 0.99,
          merging_pairs().command(best.seed, id)};
}

struct Recovered {
  double merged = 0;       // pairs with an atom of their own along what they have in common
  double merged_told = 0;  // pairs that some latent tells from all others
  double credited = 0;     // features that some atom is near to
  double told = 0;         // features that some latent tells from all others
};

/// What a dictionary's latents say to each direction alone, at its own length.  // [directions, K]
Matrix<double> responses(const SparseAutoencoder<float>& model, const Matrix<double>& directions) {
  const Matrix<float> h = directions.cast<float>();
  return autoencoder_latents(model, h).cast<double>().transpose();
}

Recovered recovered(const ToyParameters<double>& toy, uint32_t seed) {
  AutoencoderOptions options;
  options.latents = kLatents;
  const ToyTask task = toy_task(merging_pairs().spec().task);
  AutoencoderTraining training({toy, HiddenActivation::linear, task, seed}, options, seed);
  training.advance(options.steps);
  const Matrix<double> atoms = training.live_atoms(), merged = merged_directions(toy.W);
  return {dictionary_scores(merged, atoms).found,
          static_cast<double>(features_told_apart(responses(training.model(), merged))),
          dictionary_scores(toy.W, atoms).credited,
          static_cast<double>(features_told_apart(responses(training.model(), toy.W)))};
}

Finding dictionary_of_pairs(const std::string&, const ReproduceOptions& options) {
  const TrainedModel& best = best_network(options);
  std::vector<Recovered> all(kDictionaries);
  WorkerPool pool(options.threads);
  pool(kDictionaries, [&](int seed, int) {
    all[static_cast<size_t>(seed)] = recovered(best.parameters, static_cast<uint32_t>(seed));
  });
  double merged = kPairs, merged_told = kPairs, credited = 0, told = 0;
  for (const Recovered& one : all) {
    merged = std::min(merged, one.merged);
    merged_told = std::min(merged_told, one.merged_told);
    credited = std::max(credited, one.credited);
    told = std::max(told, one.told);
  }
  const double chance =
      random_dictionary_scores(merged_directions(best.parameters.W), kLatents, kNullDraws, 0).found;
  return {{{"pairs_found", kPairs}, {"features_told_apart", 0}, {"features_credited", 15}},
          fmt::format("all pairs found and no feature told apart by each of {} dictionaries, though nearest "
                      "atoms credit more than the pairs",
                      kDictionaries),
          {{"pairs_found", merged},
           {"pairs_told_apart", merged_told},
           {"features_told_apart", told},
           {"features_credited", credited},
           {"pairs_found_by_chance", chance}},
          merged == kPairs && told == 0 && credited > kPairs};
}

}  // namespace

std::vector<Claim> merged_pairs_claims() {
  const auto claim = [](std::string id, std::string statement, auto find) {
    return Claim{id,
                 kChanin,
                 std::move(statement),
                 "published",
                 [=](const ReproduceOptions& options) { return find(id, options); },
                 true};
  };
  return {claim("trained-merged-pairs",
                "16 features in 8 pairs that only come together, in 4 dimensions at density .1: each pair "
                "merges to one direction",
                pairs_merge),
          claim("dictionary-merged-pairs",
                "a sparse autoencoder of 32 latents on that network, L1 price .2: pairs that have an atom of "
                "their own, features that a latent tells from all others, features credited by their nearest "
                "atom",
                dictionary_of_pairs)};
}

}  // namespace orrery
