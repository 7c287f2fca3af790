// Sparse autoencoders on a pentagon: one run to play, and what twelve seeds find.
#include <cmath>
#include <numbers>

#include "core/measure/measures.h"
#include "core/train/dictionary_run.h"
#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/site_data/figure.h"
#include "native/site_data/stored_run.h"

namespace orrery {
namespace {

constexpr uint32_t kSeeds = 12;

/// Directions of the atoms that are alive, in whole degrees.
Json directions(const Matrix<double>& atoms) {
  Json degrees = Json::array();
  for (Eigen::Index k = 0; k < atoms.rows(); ++k)
    degrees.push_back(std::lround(std::atan2(atoms(k, 1), atoms(k, 0)) * 180 / std::numbers::pi));
  return degrees;
}

/// Where one seed ends: its loss, the features found, the live atoms.
Json ending(RunSpec spec, uint32_t seed) {
  spec.seed = seed;
  DictionaryRun run(spec);
  run.advance(spec.steps);
  double found = 0;
  for (const Measure& entry : measure(run, "dictionary.found")) found = std::get<double>(entry.value);
  return {{"seed", seed},
          {"loss", rounded(run.loss())},
          {"found", found},
          {"atoms", directions(run.training().live_atoms())}};
}

}  // namespace

FigureData ways_out_data(const FigureOptions& options) {
  RunSpec spec = value_or_throw(preset_spec("sparse-autoencoder"));
  if (options.quick) spec.steps = 500;
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  const Json file = stored_run(*run, {frame_steps(spec.steps, options.quick ? 20 : 80),
                                      {"loss", "dictionary.unexplained", "dictionary.alive",
                                       "dictionary.max_cosine", "dictionary.matched_cosine",
                                       "dictionary.credited", "dictionary.found", "dictionary.told_apart"},
                                      {"chance"},
                                      true});
  std::vector<Json> inputs;
  for (uint32_t seed = 0; seed < kSeeds; ++seed)
    inputs.push_back({{"spec", spec_value(spec)}, {"seed", seed}});
  const std::vector<Json> seeds = options.parts->each("seeds", inputs, options.threads, [&](size_t seed) {
    return ending(spec, static_cast<uint32_t>(seed));
  });
  return {spec, {{"run.json", {{"format", 1}, {"run", file}, {"seeds", seeds}}}}};
}

}  // namespace orrery
