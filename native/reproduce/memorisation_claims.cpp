// A network that sees a finite set of examples: learnt by heart, lost in between, understood.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/measure/geometry.h"
#include "core/measure/kgons.h"
#include "native/reproduce/memorised_models.h"
#include "native/reproduce/papers.h"
#include "native/reproduce/shared_result.h"
#include "native/reproduce/trained_models.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

constexpr const char* kTask =
    "1000 features in 2 dimensions, density .01, a finite set of examples of length 1";
constexpr const char* kLiveTask = "200 features in 2 dimensions, density .05, a finite set, as in the page";

Recipe recipe(int samples) {
  return {"memorisation", {fmt::format("task.samples={}", samples)}};
}

/// What the page trains, with further settings.
Recipe live_recipe(int samples, std::vector<std::string> settings = {}) {
  settings.insert(settings.begin(), fmt::format("task.samples={}", samples));
  return {"memorisation-live", settings};
}

MemorisedModel memorised_model(const Recipe& of, uint32_t seed) {
  RunSpec spec = of.spec();
  spec.seed = seed;
  return memorised_model(spec);
}

/// Seeds 0 .. count - 1 of each: [recipe][seed].
std::vector<std::vector<MemorisedModel>> outcomes(const std::vector<Recipe>& recipes, uint32_t count,
                                                  int threads) {
  std::vector<std::vector<MemorisedModel>> all(recipes.size(), std::vector<MemorisedModel>(count));
  WorkerPool pool(threads);
  pool(static_cast<int>(recipes.size() * count), [&](int task, int) {
    const size_t at = static_cast<size_t>(task) / count, seed = static_cast<size_t>(task) % count;
    all[at][seed] = memorised_model(recipes[at], static_cast<uint32_t>(seed));
  });
  return all;
}

std::vector<Recipe> recipes(const std::vector<int>& sizes) {
  std::vector<Recipe> all;
  for (const int samples : sizes) all.push_back(recipe(samples));
  return all;
}

double mean_unseen(const std::vector<MemorisedModel>& seeds) {
  double sum = 0;
  for (const MemorisedModel& at : seeds) sum += at.unseen;
  return sum / static_cast<double>(seeds.size());
}

Finding polygon(int samples, const ReproduceOptions& options) {
  constexpr double kNear = 0.02;
  const auto seeds = outcomes({recipe(samples)}, seeds_for(5, options.quick), options.threads).front();
  const auto best =
      std::min_element(seeds.begin(), seeds.end(),
                       [](const MemorisedModel& a, const MemorisedModel& b) { return a.train < b.train; });
  const Vector<double> D = feature_dimensionality(best->hidden);
  const double expected = 2.0 / samples;
  return {
      expected,
      fmt::format("each example within {}, in the network of least loss of {} seeds", kNear, seeds.size()),
      {{"least", D.minCoeff()}, {"largest", D.maxCoeff()}},
      (D.array() - expected).abs().maxCoeff() <= kNear,
      recipe(samples).command(static_cast<uint32_t>(best - seeds.begin()), "memorised")};
}

Finding features(const ReproduceOptions&) {
  constexpr int kSamples = 2000;
  const MemorisedModel at = memorised_model(recipe(kSamples), 0);
  const Vector<double> norms = feature_norms(at.W), D = feature_dimensionality(at.W);
  int represented = 0;
  double largest = 0;
  for (Eigen::Index i = 0; i < norms.size(); ++i) {
    if (norms[i] <= kRepresentedNorm) continue;
    ++represented;
    largest = std::max(largest, D[i]);
  }
  return {{{"features", 5}, {"norm", std::sqrt(5.0)}},
          "features equal, each of dimensionality below 2/5; norm of W within 0.4",
          {{"features", represented}, {"norm", at.W.norm()}, {"largest_dimensionality", largest}},
          represented == 5 && largest < 0.4 && std::abs(at.W.norm() - std::sqrt(5.0)) <= 0.4,
          recipe(kSamples).command(0, "understood")};
}

Finding double_descent(const ReproduceOptions& options) {
  std::vector<double> means;
  for (const auto& seeds : outcomes(recipes({5, 500, 2000}), seeds_for(3, options.quick), options.threads))
    means.push_back(mean_unseen(seeds));
  return {"above 1 and above both ends; below 1 at 2000", "in this order, mean over the seeds", means,
          means[1] > 1 && means[1] > means[0] && means[2] < 1 && means[2] < means[0],
          recipe(500).command(0, "between")};
}

Finding longest(const ReproduceOptions& options) {
  const std::vector<int> sizes = {5, 8, 15, 30, 50, 100, 200};
  std::vector<double> lengths;
  for (const auto& seeds : outcomes(recipes(sizes), seeds_for(5, options.quick), options.threads)) {
    double sum = 0;
    for (const MemorisedModel& at : seeds) sum += at.hidden.colwise().norm().mean();
    lengths.push_back(sum / static_cast<double>(seeds.size()));
  }
  const auto most = std::max_element(lengths.begin(), lengths.end()) - lengths.begin();
  const int size = sizes[static_cast<size_t>(most)];
  return {30,
          "15, 30 or 50 among 5, 8, 15, 30, 50, 100, 200; mean over the seeds",
          {{"examples", size}, {"lengths", lengths}},
          size >= 15 && size <= 50,
          recipe(size).command(0, "longest")};
}

constexpr int kLiveSizes[] = {4, 5, 6};

/// Of each of these sizes: [size][seed].
const std::vector<std::vector<MemorisedModel>>& live_outcomes(const ReproduceOptions& options) {
  static SharedResult<std::vector<std::vector<MemorisedModel>>> known;
  return known.of(options, [&] {
    std::vector<Recipe> sizes;
    for (const int samples : kLiveSizes) sizes.push_back(live_recipe(samples));
    return outcomes(sizes, seeds_for(12, options.quick), options.threads);
  });
}

/// In how many seeds the examples form a regular polygon, and how long their hidden vectors are there.
Finding live_polygons(const ReproduceOptions& options) {
  Json regular = Json::array();
  bool most = true;
  size_t count = 0;
  for (const std::vector<MemorisedModel>& seeds : live_outcomes(options)) {
    count = seeds.size();
    size_t found = 0;
    for (const MemorisedModel& at : seeds) {
      const double expected = 2.0 / static_cast<double>(at.hidden.cols());
      found += (feature_dimensionality(at.hidden).array() - expected).abs().maxCoeff() <= 0.2 * expected;
    }
    regular.push_back(found);
    most = most && 6 * found >= 5 * count;
  }
  return {"in most seeds, for 4, 5 and 6 examples",
          fmt::format("every example within a fifth of 2/T in five sixths of {} seeds", count), regular, most,
          live_recipe(5).command(0, "pentagon")};
}

Finding exact_lengths(const ReproduceOptions& options) {
  std::vector<double> expected, lengths;
  bool near = true;
  for (const std::vector<MemorisedModel>& seeds : live_outcomes(options)) {
    double sum = 0;
    for (const MemorisedModel& at : seeds) sum += at.hidden.colwise().norm().mean();
    lengths.push_back(sum / static_cast<double>(seeds.size()));
    expected.push_back(binary_kgon(static_cast<int>(seeds.front().hidden.cols())).length);
    near = near && std::abs(lengths.back() / expected.back() - 1) <= 0.05;
  }
  return {expected, "within 5 %, mean over the seeds", lengths, near, live_recipe(5).command(0, "pentagon")};
}

/// The loss on unseen examples where it is largest, and what weight decay and longer training make of it.
Finding bump(const ReproduceOptions& options) {
  constexpr int kSamples = 60;
  const Recipe decayed = live_recipe(kSamples, {"optimizer.weight_decay=1"});
  const auto all = outcomes({live_recipe(kSamples), decayed, live_recipe(kSamples, {"steps=10000"})},
                            seeds_for(5, options.quick), options.threads);
  const double usual = mean_unseen(all[0]), without = mean_unseen(all[1]), longer = mean_unseen(all[2]);
  return {"above 1; gone with weight decay 1; larger after five times the steps",
          "above 1.2; at most 1.02; larger; mean over the seeds",
          {{"usual", usual}, {"weight_decay_1", without}, {"five_times_the_steps", longer}},
          usual > 1.2 && without <= 1.02 && longer > usual,
          decayed.command(0, "no-bump")};
}

}  // namespace

std::vector<Claim> memorisation_claims() {
  std::vector<Claim> claims;
  for (const int samples : {5, 6, 8})
    claims.push_back({fmt::format("memorisation-polygon-t{}", samples), kHenighan,
                      fmt::format("{}: {} examples form a regular polygon, each of dimensionality 2/{}",
                                  kTask, samples, samples),
                      "published",
                      [=](const ReproduceOptions& options) { return polygon(samples, options); }});
  claims.push_back({"memorisation-longest", kHenighan,
                    fmt::format("{}: of how many the hidden vectors are longest", kTask), "published",
                    longest, true});
  claims.push_back({"memorisation-features", kHenighan,
                    fmt::format("{}: with 2000, five features are represented instead", kTask), "published",
                    features, true});
  claims.push_back({"memorisation-double-descent", kHenighan,
                    fmt::format("{}: loss on unseen ones with 5, 500 and 2000 rises and falls again", kTask),
                    "published", double_descent, true});
  claims.push_back(
      {"memorisation-live-polygons", kHenighan,
       fmt::format("{}: in how many seeds 4, 5 and 6 examples form a regular polygon", kLiveTask),
       "published", live_polygons});
  claims.push_back(
      {"memorisation-live-lengths", kHenighan,
       fmt::format("{}: length of the hidden vectors of 4, 5 and 6 examples, 1/sqrt(1 - cos(2 pi/T)) where "
                   "they share no feature",
                   kLiveTask),
       "derived", exact_lengths});
  claims.push_back(
      {"memorisation-live-bump", kHenighan,
       fmt::format("{}: with 60, loss on unseen ones; with weight decay 1; trained for longer", kLiveTask),
       "published", bump});
  return claims;
}

}  // namespace orrery
