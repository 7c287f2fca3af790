// Phase changes: two features in one dimension and three in two, in closed form, by exact minimisation, and trained.
#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "core/measure/minimise_exact_loss.h"
#include "core/measure/phase_boundaries.h"
#include "core/measure/phase_optimum.h"
#include "core/measure/tegum_factors.h"
#include "native/reproduce/number_claim.h"
#include "native/reproduce/papers.h"
#include "native/train/phase_diagram.h"

namespace orrery {
namespace {

constexpr auto kRelu = OutputActivation::relu;

/// The extra feature's importance at which the exact optimum begins to represent it, by multi-start search.
struct Critical {
  double density, importance;
};
constexpr Critical kCritical[] = {{0.01, 0.00432}, {0.05, 0.0227}, {0.1, 0.0487}, {0.2, 0.1138},
                                  {0.3, 0.2047},   {0.4, 0.3373},  {0.5, 0.5357}, {0.55, 0.6094},
                                  {0.6, 0.667},    {0.7, 0.775},   {0.8, 0.868},  {0.9, 0.941}};
/// From this density the extra feature is said to grow from nothing; at lower ones it jumps.
constexpr double kGrows = 0.55;

double length_at_onset(double density) {
  return critical_importance(density).norm;
}

/// The optimum of two equally important features in one dimension: loss, |w|, b.
std::vector<double> equal_pair(double density) {
  ToyParameters<double> start{Matrix<double>(1, 2), Vector<double>::Constant(2, 0.05)};
  start.W << 0.9, -0.8;
  const SparseFeatures task{{density, density}, {1, 1}};
  const MinimisedLoss found = minimise_exact_loss(start, task, kRelu);
  return {found.loss, std::abs(found.parameters.W(0, 0)), found.parameters.b_final[0]};
}

/// The largest spread of the phases' losses at the triple point, two features and three.
double spread_at_triple_point() {
  const auto two = two_feature_losses(kTriplePointDensity, 1);
  const auto three = three_feature_losses(kTriplePointDensity, 1);
  const auto spread = [](const auto& losses) {
    const auto [low, high] = std::minmax_element(losses.begin(), losses.end());
    return *high - *low;
  };
  return std::max(spread(two), spread(three));
}

/// The highest density, of a thousand, at which pairing the others beats ignoring one of them at some r > 1.
double last_paired_density() {
  double last = 0;
  for (int i = 1; i <= 1000; ++i) {
    const double p = i * 1e-3;
    for (const double r : {1.5, 5.0, 50.0})
      if (three_feature_phase(p, r) == ThreeFeaturePhase::others_antipodal) last = std::max(last, p);
  }
  return last;
}

/// The share of cells away from boundaries that must have trained to the exact optimum's phase.
constexpr double kLeastAgreement = 0.95;

Finding trained_agreement(int features, const ReproduceOptions& options) {
  const int side = options.quick ? kPhaseSide / 2 : kPhaseSide;
  const PhaseAgreement found =
      phase_agreement(trained_phases(features, side, kPhaseNetworks, options.threads),
                      exact_phases(features, side, options.threads), side);
  return {1,
          fmt::format("at least {:g}", kLeastAgreement),
          {{"share", found.share()}, {"cells", found.of}},
          found.share() >= kLeastAgreement};
}

}  // namespace

std::vector<Claim> phase_claims() {
  std::vector<Claim> claims{
      row_claim(
          {"phase-antipodal-boundary", kToyModels,
           "two features in one dimension, unit weights: the extra feature's importance above which it is "
           "antipodal, 2p / (4 - 5p), at densities .5, .4, .3, .2, .1, .05, .01",
           "derived"},
          {2.0 / 3, 0.4, 0.24, 0.1333, 0.05714, 0.02667, 0.00506}, 4e-5,
          [] {
            return at_each({0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.01},
                           [](double p) { return antipodal_range(p).from; });
          }),
      number_claim({"phase-triple-point", kToyModels,
                    "all phases, of two features and of three, cost the same at importance 1 and density 4/7",
                    "derived"},
                   0, 1e-14, spread_at_triple_point),
      number_claim(
          {"phase-three-features-boundary", kToyModels,
           "three features in two dimensions, the extra one the most important: the density up to which the "
           "others are paired rather than one of them ignored, whatever its importance",
           "derived"},
          4.0 / 7, 1e-3, last_paired_density)};
  for (const Critical& row : kCritical) {
    claims.push_back(number_claim(
        {fmt::format("phase-critical-importance-p{:03.0f}", 100 * row.density), kToyModels,
         fmt::format("two features in one dimension, weights and biases free, density {:g}: the importance "
                     "above which the optimum represents the extra feature{}",
                     row.density,
                     row.density < kGrows ? ""
                                          : "; the number is where a search sees its length, up to "
                                            ".05 by then, and what grows from nothing begins earlier"),
         "derived"},
        row.importance, 0.002, [p = row.density] { return critical_importance(p).importance; }));
  }
  claims.push_back(
      row_claim({"phase-order-parameter", kToyModels,
                 "the extra feature's length where it takes over: a jump at density .05 and .5", "derived"},
                {0.59, 0.756}, 0.005, [] {
                  return at_each({0.05, 0.5}, length_at_onset);
                }));
  claims.push_back(
      row_claim({"phase-order-parameter-dense", kToyModels,
                 "the same at densities .55, .6, .7, .8 and .9: it grows from nothing", "derived"},
                {0, 0, 0, 0, 0}, 0.005, [] {
                  return at_each({0.55, 0.6, 0.7, 0.8, 0.9}, length_at_onset);
                }));
  const struct {
    const char *id, *network;
    int features;
  } diagrams[] = {{"trained-phase-two", "two features in one dimension", 2},
                  {"trained-phase-three", "three features in two dimensions", 3}};
  for (const auto& row : diagrams)
    claims.push_back(
        {row.id, kToyModels,
         fmt::format("{}, {} by {} cells of importance .1 to 10 and density 1 to .01: the share of "
                     "cells, not within one cell of an exact boundary, whose best network of {} "
                     "has the exact optimum's phase",
                     row.network, kPhaseSide, kPhaseSide, kPhaseNetworks),
         "derived",
         [row](const ReproduceOptions& options) { return trained_agreement(row.features, options); }});
  const struct {
    double density, loss, tolerance, weight, bias;
  } optima[] = {{0.1, 0.003319, 5e-7, 1.006, 0.001},
                {0.3, 0.02931, 5e-6, 1.010, 0.018},
                {0.5, 0.07628, 5e-6, 0.969, 0.098},
                {0.7, 0.1081, 5e-5, 0.759, 0.329}};
  for (const auto& row : optima)
    claims.push_back(
        row_claim({fmt::format("phase-equal-pair-p{:03.0f}", 100 * row.density), kToyModels,
                   fmt::format("two equally important features in one dimension, density {:g}: loss, "
                               "length and bias of the optimum",
                               row.density),
                   "derived"},
                  {row.loss, row.weight, row.bias}, {row.tolerance, 5e-4, 5e-4},
                  [p = row.density] { return equal_pair(p); }));
  claims.push_back(row_claim(
      {"phase-equal-pair-p100", kToyModels,
       "two equally important features in one dimension that are always on: loss of the optimum and its two "
       "lengths, which differ; a feature's sign is then a matter of its bias, as 1 - x is like x",
       "derived"},
      {0.08325, 0.94, 0.37}, {5e-6, 0.005, 0.005}, [] {
        const MinimisedLoss best = phase_optimum(2, 1, 1);
        return std::vector<double>{best.loss, best.parameters.W.cwiseAbs().maxCoeff(),
                                   best.parameters.W.cwiseAbs().minCoeff()};
      }));
  claims.push_back(
      number_claim({"phase-confused", kToyModels,
                    "without biases, equal importances: the density above which two confused features, "
                    "both of length 1/sqrt(2), beat an antipodal pair (McGrath's comment)",
                    "derived"},
                   0.5822, 5e-5, [] { return confused_density(); }));
  claims.push_back(row_claim(
      {"phase-biasless-losses", kToyModels,
       "without biases, equal importances: losses of the antipodal pair at densities .5, .6, 1", "derived"},
      {0.0812, 0.1159, 0.2917}, 6e-5, [] {
        return std::vector<double>{biasless_antipodal_loss(0.5), biasless_antipodal_loss(0.6),
                                   biasless_antipodal_loss(1)};
      }));
  claims.push_back(
      number_claim({"phase-triangle-density", kToyModels,
                    "three equally important features in two dimensions: the density above which the "
                    "triangle that the article leaves out is the optimum",
                    "derived"},
                   0.52, 0.005, [] { return triangle_density(); }));
  claims.push_back(row_claim({"phase-triangle-losses", kToyModels,
                              "losses of the best triangle at densities .55, .6, .7, .8, 1", "derived"},
                             {0.08678, 0.09398, 0.10220, 0.10281, 0.08309}, 5e-6, [] {
                               return at_each({0.55, 0.6, 0.7, 0.8, 1.0}, [](double p) {
                                 return factor_optimum(tegum_factor("triangle"), p).loss;
                               });
                             }));
  claims.push_back(row_claim(
      {"phase-pair-and-feature-losses", kToyModels,
       "losses of a pair and a dedicated feature, lengths free, at densities .5, .55, .6, .7, .8", "derived"},
      {0.07628, 0.08866, 0.09889, 0.10811, 0.10552}, 5e-6, [] {
        return at_each({0.5, 0.55, 0.6, 0.7, 0.8}, [](double p) { return phase_optimum(2, p, 1).loss; });
      }));
  return claims;
}

}  // namespace orrery
