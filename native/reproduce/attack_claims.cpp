// What superposition costs a network that is attacked, and what training under attack leaves of it.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/measure/tegum_factors.h"
#include "native/reproduce/attacked_models.h"
#include "native/reproduce/number_claim.h"
#include "native/reproduce/papers.h"
#include "native/reproduce/shared_result.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

constexpr int kExamples = 1 << 12;
const char* const kSixty = "60 equal features trained in 6 dimensions";

/// |W_i|^4 / D_i of a shape of a squared length s, and a height where it has one.
double price(const TegumFactor& factor, double squared_length, double height) {
  const Vector<double> cosine = factor.cosine + height * height * factor.by_height;
  return squared_length * squared_length * cosine.squaredNorm();
}

/// Of length 1; the antiprism of the height at which it is a tight frame, so that D = 3/8.
std::vector<double> prices_at_length_one() {
  std::vector<double> prices;
  for (const char* name : {"digon", "triangle", "pentagon", "square-antiprism"})
    prices.push_back(price(tegum_factor(name), 1, std::sqrt(1.0 / 3)));
  return prices;
}

using Sized = Recipe (*)(double density);

/// The best of so many seeds at each density.
std::vector<AttackedModel> attacked_models(Sized recipe, const std::vector<double>& densities, uint32_t seeds,
                                           int threads) {
  std::vector<AttackedModel> models(densities.size());
  WorkerPool pool(threads);
  pool(static_cast<int>(models.size()), [&](int k, int) {
    const auto at = static_cast<size_t>(k);
    models[at] = attacked_model(recipe(densities[at]).spec(), seeds, kExamples);
  });
  return models;
}

const std::vector<double> kDensities = {1, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.08, 0.05, 0.03, 0.02};

/// Sixty features at each of these densities.
const std::vector<AttackedModel>& sixty_attacked(const ReproduceOptions& options) {
  static SharedResult<std::vector<AttackedModel>> known;
  return known.of(options, [&] {
    return attacked_models(small_geometry, kDensities, seeds_for(4, options.quick), options.threads);
  });
}

Json rows_of(const std::vector<AttackedModel>& models) {
  Json rows = Json::array();
  for (const AttackedModel& at : models)
    rows.push_back({{"density", at.density},
                    {"vulnerability", at.vulnerability},
                    {"features_per_dimension", at.features_per_dimension}});
  return rows;
}

Finding rises(const std::vector<AttackedModel>& models) {
  const double rise = models.back().vulnerability / models.front().vulnerability;
  return {
      3, "more, from the first density to the last", {{"rise", rise}, {"models", rows_of(models)}}, rise > 3};
}

Finding tracks(const ReproduceOptions& options) {
  const std::vector<AttackedModel>& models = sixty_attacked(options);
  std::vector<double> share, vulnerability;
  for (const AttackedModel& at : models) {
    share.push_back(at.features_per_dimension);
    vulnerability.push_back(at.vulnerability);
  }
  const double r2 = r_squared(share, vulnerability);
  return {0.9, "R^2 of a line, above", {{"r_squared", r2}, {"models", rows_of(models)}}, r2 > 0.9};
}

Finding measured_prices(const ReproduceOptions& options) {
  std::vector<double> theory, measured;
  for (const AttackedModel& at : sixty_attacked(options)) {
    theory.insert(theory.end(), at.theory.begin(), at.theory.end());
    measured.insert(measured.end(), at.measured.begin(), at.measured.end());
  }
  const double r2 = r_squared(theory, measured);
  return {0.9, "R^2 of a line, above", {{"r_squared", r2}, {"features", theory.size()}}, r2 > 0.9};
}

/// Hundredths: what is left of superposition is told by the mean over represented features of s_i, which is 1 in pairs,
/// 1/2 in triangles and 1/3 in tetrahedra.
Finding removed(const ReproduceOptions& options) {
  constexpr double kNone = 0.05;
  constexpr int kArticle = 80, kStep = 5;
  std::vector<double> strengths;
  for (int hundredths = 50; hundredths <= 110; hundredths += kStep) strengths.push_back(hundredths / 100.0);
  const uint32_t seeds = seeds_for(4, options.quick);
  std::vector<std::vector<double>> superposition(strengths.size(), std::vector<double>(seeds));
  WorkerPool pool(options.threads);
  pool(static_cast<int>(strengths.size() * seeds), [&](int task, int) {
    const size_t k = static_cast<size_t>(task) / seeds, seed = static_cast<size_t>(task) % seeds;
    RunSpec spec = trained_under_attack(strengths[k]).spec();
    spec.seed = static_cast<uint32_t>(seed);
    superposition[k][seed] = model_under_attack(spec).superposition;
  });
  std::vector<double> left;
  for (const auto& row : superposition) left.push_back(*std::max_element(row.begin(), row.end()));
  const auto first =
      std::find_if(left.begin(), left.end(), [](double s) { return s < kNone; }) - left.begin();
  const bool any = first < static_cast<std::ptrdiff_t>(left.size());
  const int found = any ? 50 + kStep * static_cast<int>(first) : 0;
  return {kArticle / 100.0,
          fmt::format("within 0.05: the least of .5, .55 .. 1.1 after which the mean superposition of "
                      "represented features is below {} in each of {} seeds",
                      kNone, seeds),
          {{"strength", any ? Json(found / 100.0) : Json(nullptr)}, {"most_superposition", left}},
          any && std::abs(found - kArticle) <= 5,
          trained_under_attack(found / 100.0).command(0, "attacked")};
}

}  // namespace

std::vector<Claim> attack_claims() {
  std::vector<Claim> claims;
  claims.push_back(row_claim({"attack-price-shapes", kToyModels,
                              "an attack on a feature of length 1 in a digon, triangle, pentagon, square "
                              "antiprism (a tight frame), over the same on a feature alone: 1/D",
                              "derived"},
                             {2, 1.5, 2.5, 2.67}, 0.01, prices_at_length_one));
  claims.push_back(number_claim({"attack-price-pentagon", kToyModels,
                                 "the same on a feature of the best pentagon at density .05, 2.5 times the "
                                 "square of its squared length",
                                 "derived"},
                                4.1, 0.05, [] {
                                  const TegumFactor& pentagon = tegum_factor("pentagon");
                                  return price(pentagon, factor_optimum(pentagon, 0.05).squared_length, 0);
                                }));
  const auto add = [&](std::string id, std::string statement, const char* source, auto find) {
    claims.push_back({std::move(id), kToyModels, std::move(statement), source, find, true});
  };
  add("attack-vulnerability",
      fmt::format("{}: how much more an attack costs at density .02 than at 1", kSixty), "published",
      [](const ReproduceOptions& options) {
        const std::vector<AttackedModel>& models = sixty_attacked(options);
        return rises({models.front(), models.back()});
      });
  add("attack-vulnerability-400-features",
      "400 equal features trained in 30 dimensions: how much more an attack costs at density .02 than at 1",
      "published", [](const ReproduceOptions& options) {
        return rises(attacked_models(article_geometry, {1, 0.02}, 1, options.threads));
      });
  add("attack-vulnerability-tracks",
      fmt::format("{} at {} densities: what an attack costs follows features per dimension", kSixty,
                  kDensities.size()),
      "published", tracks);
  add("attack-prices-measured",
      fmt::format("{} at {} densities: what an attack on a feature adds to the loss follows |W_i|^4 / D_i",
                  kSixty, kDensities.size()),
      "derived", measured_prices);
  add("attack-training",
      fmt::format(
          "{} at density .05 under attacks: the length, in mean lengths of an example, that leaves no "
          "superposition",
          kSixty),
      "published", removed);
  return claims;
}

}  // namespace orrery
