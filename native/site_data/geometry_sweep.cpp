// The figure of geometry over density: networks that the page can hold and name, the article's own size, and theory.
#include <cmath>
#include <map>

#include "core/measure/geometry.h"
#include "core/measure/tegum_factors.h"
#include "core/train/toy_run.h"
#include "native/failure.h"
#include "native/site_data/best_networks.h"
#include "native/site_data/stored_run.h"

namespace orrery {
namespace {

/// The article's own size, 400 features in 30 dimensions: for each density D*, and how many features have which
/// dimensionality, to a hundredth.
Json article_sweep(const FigureOptions& options, const std::vector<double>& densities) {
  const auto at_density = [&](double density) {
    RunSpec spec = article_geometry(density).spec();
    if (options.quick) spec.steps = 200;
    return spec;
  };
  std::vector<RunSpec> specs;
  std::vector<Json> inputs;
  for (const double density : densities) {
    specs.push_back(at_density(density));
    inputs.push_back({{"article", spec_value(specs.back())}});
  }
  Json shares = Json::array(), tallies = Json::array();
  for (const Json& part :
       options.parts->each("networks of 400 features", inputs, options.threads, [&](size_t k) -> Json {
         const std::unique_ptr<ToyRun> run = value_or_throw(make_toy_run(specs[k]));
         run->advance(specs[k].steps);
         const Matrix<double> W = run->parameters().W;
         const Vector<double> norms = feature_norms(W), dimensionality = feature_dimensionality(W);
         std::map<int, int> counts;
         for (Eigen::Index i = 0; i < norms.size(); ++i)
           if (norms[i] > kRepresentedNorm) ++counts[static_cast<int>(std::lround(100 * dimensionality[i]))];
         Json tally = Json::array();
         for (const auto& [hundredths, count] : counts) tally.push_back({hundredths / 100.0, count});
         return {{"share", rounded(dimensions_per_feature(W))}, {"tally", tally}};
       })) {
    shares.push_back(part.at("share"));
    tallies.push_back(part.at("tally"));
  }
  return {{"spec", spec_value(at_density(0.05))},  // each network has a density of its own
          {"densities", densities},
          {"dimensions_per_feature", shares},
          {"dimensionalities", tallies}};
}

/// To a ten-thousandth: a chart shows less.
double drawn(double value) {
  return std::round(value * 1e4) / 1e4;
}

/// What theory says of a network with many more features than dimensions: what each factor earns for a dimension, as a
/// multiple of p/3, and D* of the best.
Json factor_theory(const std::vector<double>& densities) {
  Json curves = Json::object(), best = Json::array(), ranges = Json::array();
  for (const TegumFactor& factor : tegum_factors()) {
    Json values = Json::array();
    for (const double p : densities) values.push_back(drawn(factor_optimum(factor, p).benefit / (p / 3)));
    curves[factor.polytope] = values;
  }
  for (const double p : densities) {
    const BestFactor winner = best_factor(p);
    best.push_back(
        {{"polytope", winner.factor->polytope},
         {"dimensions_per_feature", drawn(winner.optimum.dimensions_per_feature(*winner.factor))}});
  }
  for (const FactorRange& range : factor_ranges(densities.back(), 1))
    ranges.push_back(
        {{"polytope", range.polytope}, {"from", rounded(range.from)}, {"to", rounded(range.to)}});
  return {{"densities", densities}, {"benefits", curves}, {"best", best}, {"ranges", ranges}};
}

}  // namespace

FigureData geometry_sweep_data(const FigureOptions& options) {
  const RunSpec base = small_geometry(0.05).spec();  // each network has a density of its own
  constexpr double kLowest = 0.02;
  constexpr uint32_t kSeeds = 4;
  const std::vector<double> densities = log_spaced(kLowest, options.quick ? 10 : 41);
  const BestNetworks best = best_networks(options, densities, small_geometry,
                                          seeds_for(kSeeds, options.quick), kFewerExamples, "geometry-sweep");
  Json components = Json::array();
  for (const ToyParameters<double>& network : best.parameters) {
    Json polytopes = Json::array();
    for (const GeometryComponent& component : classify_geometry(network.W).components)
      polytopes.push_back(component.polytope);
    components.push_back(polytopes);
  }
  Json file = best.stored();
  file["format"] = 2;
  file["densities"] = densities;
  file["components"] = components;
  file["article"] = article_sweep(options, densities);
  file["theory"] = factor_theory(log_spaced(kLowest, options.quick ? 10 : 81));
  return {base, {{"sweep.json", file}}};
}

}  // namespace orrery
