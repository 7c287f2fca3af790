// How training gets there: rests on the way to the octahedron and at k-gons, jumps between levels of dimensionality, and the bases
// that two sets share.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/measure/geometry.h"
#include "core/measure/kgons.h"
#include "core/measure/octahedron_levels.h"
#include "core/train/toy_run.h"
#include "native/failure.h"
#include "native/reproduce/number_claim.h"
#include "native/reproduce/papers.h"
#include "native/reproduce/shared_result.h"
#include "native/reproduce/trained_models.h"

namespace orrery {
namespace {

constexpr int kEvery = 10;             // updates between two looks at a run
constexpr int kWindow = 100 / kEvery;  // looks over which a loss rests or falls

std::unique_ptr<Run> run_of(const Recipe& recipe, uint32_t seed) {
  RunSpec spec = recipe.spec();
  spec.seed = seed;
  return value_or_throw(make_run(spec));
}

// ---- Rests on the way to the octahedron ----

constexpr double kRest = 0.95;  // of a loss is left after 100 steps of rest, or more

/// The loss at the flattest moment of each stretch of at least 200 steps in which every 100 keep that share.
std::vector<double> rests(const std::vector<double>& losses) {
  std::vector<double> levels;
  const auto kept = [&](size_t k) { return losses[k + kWindow] / losses[k]; };
  const size_t last = losses.size() - kWindow;
  for (size_t k = 0; k < last;) {
    const size_t first = k;
    size_t flattest = k;
    for (; k < last && kept(k) >= kRest; ++k)
      if (kept(k) > kept(flattest)) flattest = k;
    if (k - first >= kWindow) levels.push_back(losses[flattest + kWindow / 2]);
    if (k == first) ++k;
  }
  return levels;
}

bool near(double value, double level, double share = 0.05) {
  return std::abs(value / level - 1) <= share;
}

/// Where a run's exact loss rests, to the end of its description.
std::vector<double> rests_of(const Recipe& recipe, uint32_t seed) {
  const std::unique_ptr<Run> run = run_of(recipe, seed);
  std::vector<double> losses;
  for (;; run->advance(kEvery)) {
    losses.push_back(measured_number(*run, "superposition.exact_loss"));
    if (run->step() >= run->spec().steps) break;
  }
  return rests(losses);
}

Finding octahedron_rests(const std::string& id, const ReproduceOptions& options) {
  const Recipe recipe{"superposition-octahedron", {}};
  const auto levels = octahedron_levels(recipe.spec().task.density[0]);
  const double collapsed = loss_of(levels, "right-angles"), octahedron = loss_of(levels, "octahedron");
  const uint32_t seeds = seeds_for(16, options.quick);
  uint32_t holding = 0;
  std::vector<double> shown;
  for (uint32_t seed = 0; seed < seeds; ++seed) {
    const std::vector<double> found = rests_of(recipe, seed);
    if (seed == 0) shown = found;
    holding += found.size() >= 3 && near(found.back(), octahedron) &&
               std::any_of(found.begin(), found.end(), [&](double loss) { return near(loss, collapsed); });
  }
  return {
      {{"collapsed", collapsed}, {"octahedron", octahedron}},
      fmt::format("three rests or more, one within 5 % of the collapsed sets' loss and the last within 5 % "
                  "of the octahedron's, in three quarters of {} seeds",
                  seeds),
      {{"rests", shown}, {"seeds", holding}},
      4 * holding >= 3 * seeds,
      recipe.command(0, id)};
}

// ---- Rests at k-gons ----

/// k of the k-gon whose level, with none, one or all of the dead features' biases raised, a loss is within 2 % of; 0 of none.
int kgon_at(double loss) {
  constexpr int kFeatures = 6;
  for (int k = 4; k <= kFeatures; ++k)
    for (int raised = 0; raised <= kFeatures - k; ++raised)
      if (near(loss, kgon_level(k, kFeatures, raised), 0.02)) return k;
  return 0;
}

struct Staircases {
  uint32_t seeds = 0, climbed = 0, orderly = 0, hexagons = 0;
  std::vector<double> shown;  // rests of the seed that the chapter plays
};

Staircases gone_down(uint32_t seeds) {
  const Recipe recipe = one_active_feature();
  Staircases found;
  found.seeds = seeds;
  for (uint32_t seed = 0; seed < found.seeds; ++seed) {
    const std::vector<double> levels = rests_of(recipe, seed);
    std::vector<int> kgons;
    for (const double loss : levels)
      if (const int k = kgon_at(loss)) kgons.push_back(k);
    if (seed == kOneActiveSeed) found.shown = levels;
    const bool ends_at_kgon = !levels.empty() && kgon_at(levels.back());
    found.orderly += ends_at_kgon && std::is_sorted(kgons.begin(), kgons.end());
    found.climbed += !kgons.empty() && kgons.front() == 4 && kgons.back() > 4;
    found.hexagons += !kgons.empty() && kgons.front() < 6 && kgons.back() == 6;
  }
  return found;
}

const Staircases& staircases(const ReproduceOptions& options) {
  static SharedResult<Staircases> known;
  return known.of(options, [&] { return gone_down(seeds_for(64, options.quick)); });
}

Finding kgon_rests(const std::string& id, const ReproduceOptions& options) {
  const Staircases& found = staircases(options);
  return {
      {{"orderly", found.seeds}, {"climbed", found.seeds / 4}},
      fmt::format("of {} seeds all end within 2 % of a k-gon's level and meet none of fewer corners later; a "
                  "quarter or more rest at the square's level first",
                  found.seeds),
      {{"orderly", found.orderly}, {"climbed", found.climbed}, {"rests", found.shown}},
      found.orderly == found.seeds && 4 * found.climbed >= found.seeds,
      one_active_feature().command(kOneActiveSeed, id)};
}

Finding kgon_hexagon(const std::string& id, const ReproduceOptions& options) {
  const Staircases& found = staircases(options);
  return {found.seeds / 4,
          fmt::format("a quarter or more of {} seeds rest at the square's or pentagon's level and end at the "
                      "hexagon's",
                      found.seeds),
          found.hexagons, 4 * found.hexagons >= found.seeds,
          one_active_feature().command(kOneActiveSeed, id)};
}

// ---- Jumps between levels ----

constexpr double kJump = 0.15;  // of a dimensionality within 100 steps

/// Places where a series is the largest of its neighbourhood, and exceeds `least`.
std::vector<int> peaks(const std::vector<double>& series, double least) {
  std::vector<int> found;
  const int count = static_cast<int>(series.size());
  for (int k = 0; k < count; ++k) {
    const auto from = series.begin() + std::max(0, k - kWindow);
    const auto to = series.begin() + std::min(count, k + kWindow + 1);
    if (series[static_cast<size_t>(k)] > least && std::max_element(from, to) == series.begin() + k)
      found.push_back(k);
  }
  return found;
}

/// The figure energy-levels' run, its loss on examples that stay the same.
Finding level_jumps(const std::string& id, const ReproduceOptions&) {
  const Recipe recipe = energy_levels();
  const std::unique_ptr<Run> run = run_of(recipe, kEnergyLevelsSeed);
  auto& toy = static_cast<ToyRun&>(*run);
  LaneStream stream(0xffffffff, StreamUse::data);
  const Matrix<double> x = sample_batch(toy.task(), 1 << 12, stream).cast<double>();
  const Vector<double> importance = Vector<double>::Ones(60);
  std::vector<Vector<double>> dimensionality;
  std::vector<double> losses;
  for (;; run->advance(kEvery)) {
    const ToyParameters<double> at = toy.parameters();
    dimensionality.push_back(feature_dimensionality(at.W));
    losses.push_back(toy_loss(at, toy.activations(), importance, x));
    if (run->step() >= run->spec().steps) break;
  }
  // From when the dimensions are taken for the first time: before, every feature rises.
  const auto full =
      std::find_if(dimensionality.begin(), dimensionality.end(), [](const auto& D) { return D.sum() > 5.7; });
  std::vector<double> moves, falls;
  for (auto k = static_cast<size_t>(full - dimensionality.begin()); k + kWindow < losses.size(); ++k) {
    moves.push_back((dimensionality[k + kWindow] - dimensionality[k]).cwiseAbs().maxCoeff());
    falls.push_back(losses[k] - losses[k + kWindow]);
  }
  std::vector<double> sorted = falls;
  std::sort(sorted.begin(), sorted.end());
  const std::vector<int> jumps = peaks(moves, kJump);
  const std::vector<int> drops = peaks(falls, sorted.empty() ? 0 : 2 * sorted[sorted.size() / 2]);
  const auto matched = std::count_if(jumps.begin(), jumps.end(), [&](int jump) {
    return std::any_of(drops.begin(), drops.end(),
                       [&](int drop) { return std::abs(jump - drop) <= kWindow / 2; });
  });
  const Vector<double>& end = dimensionality.back();
  const auto at_half =
      std::count_if(end.begin(), end.end(), [](double d) { return std::abs(d - 0.5) < 0.03; });
  return {
      {{"features_at_half", 12}, {"jumps_with_a_drop", 1}},
      "12 within .03 of 1/2; of the jumps by more than .15 in 100 steps, one or more within 50 steps of a "
      "moment at which the loss falls fastest, twice as fast as it mostly does",
      {{"features_at_half", at_half}, {"jumps", jumps.size()}, {"jumps_with_a_drop", matched}},
      at_half == 12 && matched >= 1,
      recipe.command(kEnergyLevelsSeed, id)};
}

// ---- Bases that two sets share ----

Finding bases_of_sets(const std::string& id, const ReproduceOptions& options) {
  constexpr int kSet = 10;
  const Recipe recipe = local_bases();
  const auto models = trained_models(recipe.spec(), seeds_for(8, options.quick), options.threads);
  const TrainedModel& best = models.front();
  const Matrix<double> dots = best.parameters.W.transpose() * best.parameters.W;
  double within = 0;
  for (int i = 0; i < 2 * kSet; ++i)
    for (int j = 0; j < 2 * kSet; ++j)
      if (i != j && i / kSet == j / kSet) within += std::abs(dots(i, j)) / (2 * kSet * (kSet - 1));
  const double squares = dots.trace(), dimensions = feature_dimensionality(best.parameters.W).sum();
  return {
      {{"within_a_set", 0}, {"sum_of_squares", 2 * kSet}, {"sum_of_dimensionalities", kSet}},
      fmt::format("mean |dot| within a set below .05, the sums within 5 %, in the network of least loss of "
                  "{} seeds",
                  models.size()),
      {{"within_a_set", within},
       {"sum_of_squares", squares},
       {"sum_of_dimensionalities", dimensions},
       {"loss", best.loss},
       {"seed", best.seed}},
      within < 0.05 && near(squares, 2 * kSet) && near(dimensions, kSet),
      recipe.command(best.seed, id)};
}

}  // namespace

std::vector<Claim> dynamics_claims() {
  std::vector<Claim> claims;
  const auto add = [&](std::string id, std::string statement, std::string source, auto find,
                       const char* paper = kToyModels) {
    claims.push_back({id, paper, std::move(statement), std::move(source),
                      [=](const ReproduceOptions& options) { return find(id, options); }, true});
  };
  add("trained-octahedron-rests",
      "two correlated sets of three features trained from small weights: the loss rests three times, among "
      "them with each set in one direction and as an octahedron",
      "derived", octahedron_rests);
  add("trained-kgon-rests",
      "six features, one active at a time, trained in two dimensions from small weights: the loss rests at "
      "the levels of the square, the pentagon and the hexagon, dead features beside the first two, in this "
      "order",
      "published", kgon_rests, kChen);
  add("trained-kgon-hexagon",
      "the same: training goes on from the square and the pentagon to the hexagon, which costs least",
      "published", kgon_hexagon, kChen);
  add("trained-energy-levels",
      "60 features trained in 6 dimensions at density .35: at the end 12 features of dimensionality 1/2, and "
      "on the way jumps from level to level with which the loss falls",
      "published", level_jumps);
  add("trained-local-bases",
      "two correlated sets of ten features trained in ten dimensions at density .05: each set has an almost "
      "orthogonal basis of all dimensions",
      "published", bases_of_sets);
  return claims;
}

}  // namespace orrery
