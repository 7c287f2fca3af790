// The figure of attacks: what superposition costs trained networks over density, and what training under attack leaves.
#include <cmath>

#include "core/train/run_fields.h"
#include "native/reproduce/attacked_models.h"
#include "native/site_data/figure.h"
#include "native/site_data/stored_run.h"

namespace orrery {
namespace {

/// To a thousandth: all that a dot of a chart shows.
Json thousandths(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(std::round(value * 1e3) / 1e3);
  return list;
}

Json attacked(const FigureOptions& options) {
  // Every second of the densities of geometry-sweep: the same networks.
  const std::vector<double> densities = log_spaced(0.02, options.quick ? 4 : 21);
  const uint32_t seeds = options.quick ? 1 : 4;
  const int examples = options.quick ? 1 << 9 : 1 << 14;
  std::vector<RunSpec> specs;
  std::vector<Json> inputs;
  for (const double density : densities) {
    specs.push_back(small_geometry(density).spec());
    inputs.push_back({{"attacked", spec_value(specs.back())}, {"seeds", seeds}, {"examples", examples}});
  }
  Json vulnerability = Json::array(), shares = Json::array(), theory = Json::array(),
       measured = Json::array(), commands = Json::array();
  for (const Json& part : options.parts->each("densities", inputs, options.threads, [&](size_t k) -> Json {
         const AttackedModel at = attacked_model(specs[k], seeds, examples);
         return {{"command", small_geometry(at.density).command(at.seed, "adversarial-price")},
                 {"vulnerability", rounded(at.vulnerability)},
                 {"features_per_dimension", rounded(at.features_per_dimension)},
                 {"theory", thousandths(at.theory)},
                 {"measured", thousandths(at.measured)}};
       })) {
    commands.push_back(part.at("command"));
    vulnerability.push_back(part.at("vulnerability"));
    shares.push_back(part.at("features_per_dimension"));
    theory.push_back(part.at("theory"));
    measured.push_back(part.at("measured"));
  }
  return {{"densities", densities},           {"commands", commands}, {"vulnerability", vulnerability},
          {"features_per_dimension", shares}, {"theory", theory},     {"measured", measured}};
}

Json under_attack(const FigureOptions& options) {
  const uint32_t seeds = options.quick ? 1 : 2;
  std::vector<double> strengths;
  std::vector<RunSpec> specs;
  std::vector<Json> inputs;
  for (int twentieths = 0; twentieths <= 24; twentieths += options.quick ? 8 : 1) {
    strengths.push_back(twentieths / 20.0);
    for (uint32_t seed = 0; seed < seeds; ++seed) {
      RunSpec& spec = specs.emplace_back(trained_under_attack(strengths.back()).spec());
      spec.seed = seed;
      inputs.push_back({{"under_attack", spec_value(spec)}});
    }
  }
  Json shares = Json::array(), superposition = Json::array();
  for (const Json& part :
       options.parts->each("networks under attack", inputs, options.threads, [&](size_t k) -> Json {
         const UnderAttack at = model_under_attack(specs[k]);
         return thousandths({at.features_per_dimension, at.superposition});
       })) {
    if (shares.empty() || shares.back().size() == seeds) {
      shares.push_back(Json::array());
      superposition.push_back(Json::array());
    }
    shares.back().push_back(part.at(0));
    superposition.back().push_back(part.at(1));
  }
  return {{"spec", spec_value(specs.front())},
          {"strengths", strengths},
          {"features_per_dimension", shares},
          {"superposition", superposition}};
}

}  // namespace

FigureData adversarial_price_data(const FigureOptions& options) {
  const RunSpec base = small_geometry(0.05).spec();  // each network has a density of its own
  return {base,
          {{"attacks.json",
            {{"format", 1},
             {"spec", spec_value(base)},
             {"strength", kAttackStrength},
             {"networks", attacked(options)},
             {"training", under_attack(options)}}}}};
}

}  // namespace orrery
