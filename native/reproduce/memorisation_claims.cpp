// A network that sees a finite set of examples: learnt by heart, lost in between, understood.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/measure/finite_set.h"
#include "core/measure/geometry.h"
#include "native/failure.h"
#include "native/reproduce/claim.h"
#include "native/reproduce/trained_models.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

constexpr const char* kHenighan = "Henighan et al. 2023, Superposition, Memorization, and Double Descent";
constexpr const char* kTask =
    "1000 features in 2 dimensions, density .01, a finite set of examples of length 1";

Recipe recipe(int samples) {
  return {"memorisation", {fmt::format("task.samples={}", samples)}};
}

struct Outcome {
  double train, unseen;   // losses
  Matrix<double> W;       // [2, n]
  Matrix<double> hidden;  // [2, samples]
};

Outcome outcome(int samples, uint32_t seed) {
  RunSpec spec = recipe(samples).spec();
  spec.seed = seed;
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  run->advance(spec.steps);
  const auto& toy = static_cast<const ToyRun&>(*run);
  return {measured_number(*run, "loss"), unseen_loss(toy), toy.parameters().W, hidden_of_examples(toy)};
}

/// Seeds 0 .. count - 1 of sets of these sizes: [size][seed].
std::vector<std::vector<Outcome>> outcomes(const std::vector<int>& sizes, uint32_t count, int threads) {
  std::vector<std::vector<Outcome>> all(sizes.size(), std::vector<Outcome>(count));
  WorkerPool pool(threads);
  pool(static_cast<int>(sizes.size() * count), [&](int task, int) {
    const size_t size = static_cast<size_t>(task) / count, seed = static_cast<size_t>(task) % count;
    all[size][seed] = outcome(sizes[size], static_cast<uint32_t>(seed));
  });
  return all;
}

Finding polygon(int samples, const ReproduceOptions& options) {
  constexpr double kNear = 0.02;
  const auto seeds = outcomes({samples}, seeds_for(5, options.quick), options.threads).front();
  const auto best = std::min_element(seeds.begin(), seeds.end(),
                                     [](const Outcome& a, const Outcome& b) { return a.train < b.train; });
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
  const Outcome at = outcome(kSamples, 0);
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
  const std::vector<int> sizes = {5, 500, 2000};
  std::vector<double> means;
  for (const auto& seeds : outcomes(sizes, seeds_for(3, options.quick), options.threads)) {
    double sum = 0;
    for (const Outcome& at : seeds) sum += at.unseen;
    means.push_back(sum / static_cast<double>(seeds.size()));
  }
  return {"above 1 and above both ends; below 1 at 2000", "in this order, mean over the seeds", means,
          means[1] > 1 && means[1] > means[0] && means[2] < 1 && means[2] < means[0],
          recipe(500).command(0, "between")};
}

Finding longest(const ReproduceOptions& options) {
  const std::vector<int> sizes = {5, 8, 15, 30, 50, 100, 200};
  std::vector<double> lengths;
  for (const auto& seeds : outcomes(sizes, seeds_for(5, options.quick), options.threads)) {
    double sum = 0;
    for (const Outcome& at : seeds) sum += at.hidden.colwise().norm().mean();
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
  return claims;
}

}  // namespace orrery
