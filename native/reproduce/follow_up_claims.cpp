// Exact results of the papers that followed: k-gons, the quadratic toy, L1 penalties, memorised points.
#include <cmath>

#include <fmt/format.h>

#include "core/measure/kgons.h"
#include "core/measure/l1_prices.h"
#include "core/measure/quadratic_toy.h"
#include "core/numeric/bfgs.h"
#include "native/reproduce/number_claim.h"
#include "native/reproduce/papers.h"

namespace orrery {
namespace {

std::vector<Claim> kgon_claims() {
  const struct {
    int vertices;
    double length, bias, cost;
  } rows[] = {{4, 1, 0, 0},
              {5, 1.17046, -0.28230, 0.23738},
              {6, 1.32053, -0.61814, 0.86746},
              {7, 1.44839, -0.96691, 1.74870},
              {8, 1.55045, -1.29119, 2.77311}};
  std::vector<Claim> claims;
  for (const auto& row : rows)
    claims.push_back(
        row_claim({fmt::format("kgon-{}", row.vertices), kChen,
                   fmt::format("one active feature, two dimensions: length, bias and H of the best regular "
                               "{}-gon",
                               row.vertices),
                   "published"},
                  {row.length, row.bias, row.cost}, 1e-5, [k = row.vertices] {
                    const Kgon best = kgon(k);
                    return std::vector<double>{best.length, best.bias, best.cost};
                  }));
  claims.push_back(
      row_claim({"kgon-12", kChen,
                 "the same: length and bias of the regular 12-gons at which the loss is stationary; the "
                 "second one published, 1.24975 and -.85483, violates its own constraint",
                 "published"},
                {1.03322, -0.46654}, 1e-5, [] {
                  std::vector<double> row;
                  for (const Kgon& one : stationary_kgons(12)) row.insert(row.end(), {one.length, one.bias});
                  return row;
                }));
  claims.push_back(
      {"kgon-none", kChen,
       "the same: no regular 9-, 10-, 11- or 13-gon at which the loss is stationary; ours are their "
       "lengths and biases",
       "published",
       [](const ReproduceOptions&) -> Finding {
         Json ours = Json::array();
         for (const int k : {9, 10, 11, 13})
           for (const Kgon& one : stationary_kgons(k)) ours.push_back({one.length, one.bias});
         return {"none", "no such k-gon", ours, ours.empty()};
       },
       false, true});
  claims.push_back(
      row_claim({"kgon-levels", kChen,
                 "losses of k of c features in a k-gon, (k, c) = (4, 4), (4, 5), (5, 5), (5, 6), (6, 6), and "
                 "with a dead feature's bias raised (4, 5), (5, 6), (4, 6)",
                 "published"},
                {0, 0.06667, 0.01583, 0.06874, 0.04819, 0.05667, 0.06180, 0.10417}, 1e-5, [] {
                  return std::vector<double>{kgon_level(4, 4),    kgon_level(4, 5),   kgon_level(5, 5),
                                             kgon_level(5, 6),    kgon_level(6, 6),   kgon_level(4, 5, 1),
                                             kgon_level(5, 6, 1), kgon_level(4, 6, 1)};
                }));
  claims.push_back(
      number_claim({"kgon-hexagon-importance", kChen,
                    "six features, one of importance u: the u above which a hexagon beats a pentagon and a "
                    "dead feature",
                    "derived"},
                   0.6582, 1e-4, [] { return hexagon_importance(); }));
  return claims;
}

/// v_2 / v_1 above which the least loss, by search, represents feature 2.
double quadratic_onset(double density) {
  const double kappa = sparse_kappa(density);
  Vector<double> value(2), start(2);
  value << 1, 0;
  start << 1, 0.3;
  Matrix<double> W(1, 2);
  const Objective loss = [&](const Vector<double>& w, Vector<double>& gradient) {
    W << w[0], w[1];
    for (int i = 0; i < 2; ++i)
      gradient[i] = 4 * w[i] * (kappa * (w[i] * w[i] - value[i]) + 2 * w[1 - i] * w[1 - i]);
    return quadratic_toy_loss(W, value, kappa);
  };
  double ignored = 0, represented = 1;
  while (represented - ignored > 1e-6) {
    value[1] = 0.5 * (ignored + represented);
    const double gain = kappa * value[1] * value[1] - minimise_bfgs(loss, start).value;
    (gain > 1e-12 ? represented : ignored) = value[1];
  }
  return represented;
}

}  // namespace

std::vector<Claim> follow_up_claims() {
  std::vector<Claim> claims = kgon_claims();
  claims.push_back(row_claim(
      {"quadratic-toy-onset", kScherlis,
       "two features in one dimension, quadratic readout: v_2 / v_1 above which feature 2 is "
       "represented, 10p / (9 - 5p), at densities .05, .3, .55",
       "derived"},
      {10 * 0.05 / 8.75, 10 * 0.3 / 7.5, 10 * 0.55 / 6.25}, 1e-4, [] {
        return std::vector<double>{quadratic_onset(0.05), quadratic_onset(0.3), quadratic_onset(0.55)};
      }));
  claims.push_back(
      number_claim({"quadratic-toy-superposition-density", kScherlis,
                    "quadratic readout: kappa is 2, the end of all superposition, at density .6", "derived"},
                   2, 1e-12, [] { return sparse_kappa(0.6); }));
  claims.push_back(row_claim(
      {"binary-pentagon", kHenighan,
       "one-hot points of amplitude 1, rebuilt exactly: squared length and bias of five points", "derived"},
      {1.447, -0.447}, 5e-4, [] {
        const Kgon pentagon = binary_kgon(5);
        return std::vector<double>{pentagon.length * pentagon.length, pentagon.bias};
      }));
  claims.push_back(
      row_claim({"l1-death", kToyModels,
                 "an L1 penalty on the hidden layer: the penalty over importance that kills a feature, and "
                 "the length that it has until then",
                 "derived"},
                {0.7258, 0.816}, 5e-4, [] {
                  return std::vector<double>{l1_death_threshold(), l1_death_length()};
                }));
  claims.push_back(row_claim(
      {"merged-dictionary", kChanin,
       "two features at a right angle, the second half the time and never alone: L1 cost of the "
       "dictionary that merges them, and of the true one",
       "derived"},
      {1.2071, 1.5}, 5e-5, [] {
        return std::vector<double>{merged_dictionary_cost(0.5, std::acos(0.0)), true_dictionary_cost(0.5)};
      }));
  return claims;
}

}  // namespace orrery
