// What the chapter on superposition plays before the engine is there.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/measure/kgons.h"
#include "core/measure/octahedron_levels.h"
#include "core/measure/pair_collapse.h"
#include "core/measure/pentagon_break.h"
#include "core/measure/phase_boundaries.h"
#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/io/spec_json.h"
#include "native/site_data/base64.h"
#include "native/site_data/best_networks.h"
#include "native/site_data/figure.h"
#include "native/site_data/stored_run.h"
#include "native/train/phase_diagram.h"

namespace orrery {
namespace {

FigureData one_run(const RunSpec& spec, StoredRunPlan plan) {
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  plan.half = true;
  return {spec, {{"run.json", stored_run(*run, plan)}}};
}

/// What a byte's step stands for where phase diagrams are stored: too small a difference to be seen as a colour.
constexpr double kByteUnit = 0.02;

/// Stored arrays of bytes, [side, side] each: phase, length and superposition in steps of the unit, and of three
/// features the null direction's three components one after another, 127ths.
Json stored_cells(const std::vector<PhaseCell>& cells, int side) {
  std::string phase, norm, superposition, null;
  const auto steps = [](double value) { return std::lround(value / kByteUnit); };
  for (const PhaseCell& cell : cells) {
    phase += static_cast<char>(cell.phase);
    norm += static_cast<char>(std::min(255L, steps(cell.norm)));
    superposition += static_cast<char>(std::min(255L, steps(cell.superposition)));
  }
  const Eigen::Index features = cells.front().null.size();
  for (Eigen::Index i = 0; i < features; ++i)
    for (const PhaseCell& cell : cells) null += static_cast<char>(std::lround(127 * cell.null[i]));
  const auto stored = [side](const char* type, const std::string& bytes) {
    return Json{{"shape", {side, side}}, {"type", type}, {"data", base64(bytes)}};
  };
  Json arrays = {
      {"phase", stored("u8", phase)},
      {"norm", stored("u8", norm)},
      {"superposition", stored("u8", superposition)},
  };
  if (features == 3) arrays["null"] = stored("i8", null);
  return arrays;
}

}  // namespace

FigureData twenty_features_data(const FigureOptions& options) {
  const RunSpec spec = described({{"task.features", "20"},
                                  {"task.importance_decay", "0.7"},
                                  {"task.density", "0.1"},
                                  {"model.hidden", "5"},
                                  {"batch", "512"},
                                  {"optimizer.learning_rate", "0.003"},
                                  {"optimizer.weight_decay", "0"},
                                  {"steps", "4000"},
                                  {"seed", "1"}});
  return one_run(spec,
                 {frame_steps(spec.steps, options.quick ? 20 : 70), {"loss", "superposition.geometry"}, {}});
}

FigureData eighty_features_data(const FigureOptions& options) {
  // The linear model keeps the same features at any density; only its biases follow it.
  std::vector<std::pair<const char*, double>> models = {{"linear", 0.1}};
  for (const double density : {1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001}) models.emplace_back("relu", density);
  std::vector<Recipe> recipes;
  std::vector<RunSpec> specs;
  std::vector<Json> inputs;
  for (const auto& [output, density] : models) {
    Recipe& recipe = recipes.emplace_back(eighty_features(density));
    recipe.settings.push_back(fmt::format("model.output={}", output));
    RunSpec& spec = specs.emplace_back(recipe.spec());
    if (options.quick) spec.steps = 300;
    inputs.push_back(spec_value(spec));
  }
  const std::vector<Json> parts = options.parts->each(
      "networks", inputs, options.threads, [&](size_t k) { return part_of(trained_model(specs[k])); });
  BestNetworks networks;
  for (size_t k = 0; k < parts.size(); ++k)
    networks.add(parts[k], models[k].second, recipes[k], 1, "eighty-features");
  Json file = networks.stored();
  file["format"] = 2;
  return {specs.front(), {{"models.json", file}}};
}

FigureData energy_levels_data(const FigureOptions& options) {
  RunSpec spec = energy_levels().spec();
  spec.seed = kEnergyLevelsSeed;
  return one_run(spec,
                 {frame_steps(spec.steps, options.quick ? 20 : 60), {"loss", "superposition.geometry"}, {}});
}

FigureData octahedron_data(const FigureOptions& options) {
  RunSpec spec = value_or_throw(preset_spec("superposition-octahedron"));
  throw_unless(set_field(spec, "steps", "5000"));
  throw_unless(set_field(spec, "seed", "3"));
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  const Json file =
      stored_run(*run, {frame_steps(spec.steps, options.quick ? 20 : 150), {"superposition.exact_loss"}, {}});

  const std::vector<double> densities = log_spaced(0.01, options.quick ? 5 : 17);
  Json levels = Json::object();
  for (const double p : densities)
    for (const OctahedronLevel& level : octahedron_levels(p))
      levels[std::string(level.name)].push_back(rounded(level.loss));
  return {spec,
          {{"run.json",
            {{"format", 1}, {"run", file}, {"levels", {{"densities", densities}, {"losses", levels}}}}}}};
}

FigureData phase_diagram_data(const FigureOptions& options) {
  Json critical = Json::array();
  const std::vector<double> densities = log_spaced(0.01, options.quick ? 8 : 48);
  for (const double p : densities) {
    const CriticalImportance at = critical_importance(p);
    critical.push_back({{"density", p}, {"importance", rounded(at.importance)}, {"norm", rounded(at.norm)}});
  }
  const int side = options.quick ? 10 : kPhaseSide, networks = options.quick ? 4 : kPhaseNetworks;
  Json diagrams = Json::array();
  for (const int features : {2, 3}) {
    const Json spec = spec_value(phase_spec(features));
    diagrams.push_back(
        options.parts->one({{"diagram", spec}, {"side", side}, {"networks", networks}}, [&]() -> Json {
          const std::vector<PhaseCell> exact = exact_phases(features, side, options.threads),
                                       trained = trained_phases(features, side, networks, options.threads);
          const PhaseAgreement agreement = phase_agreement(trained, exact, side);
          return {{"spec", spec},
                  {"exact", stored_cells(exact, side)},
                  {"trained", stored_cells(trained, side)},
                  {"agree", {agreement.agree, agreement.of}}};
        }));
  }
  return {phase_spec(2),
          {{"diagrams.json",
            {{"format", 1},
             {"critical", critical},
             {"side", side},
             {"networks", networks},
             {"unit", kByteUnit},
             {"diagrams", diagrams}}}}};
}

FigureData breaking_pentagon_data(const FigureOptions& options) {
  // The run behind the first picture: five features alike. What is varied is one density of five.
  const RunSpec spec = described({{"task.features", "5"},
                                  {"task.importance_decay", "1"},
                                  {"task.density", "[0.05,0.05,0.05,0.05,0.05]"},
                                  {"optimizer.learning_rate", "0.003"},
                                  {"optimizer.weight_decay", "0"},
                                  {"steps", "2000"},
                                  {"seed", "2"}});
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  Json file = stored_run(*run, {frame_steps(spec.steps, options.quick ? 20 : 60),
                                {"superposition.exact_loss", "superposition.geometry"},
                                {}});
  const Json& end = file.at("measures").at("superposition.geometry").back();
  if (end != "pentagon")
    throw Failure(kRunFailed,
                  "breaking-pentagon: the run ends as " + end.get<std::string>() + ", not as a pentagon");

  // Both geometries where the one feature is from ten times rarer to ten times more frequent.
  Json branches = Json::array();
  for (const double density : {0.02, 0.05, 0.1, 0.15}) {
    Json ratios = Json::array(), pentagon = Json::array(), pairs = Json::array();
    for (int k = 0; k <= (options.quick ? 8 : 40); ++k) {
      const double ratio =
          std::stod(fmt::format("{:.4g}", std::pow(10.0, 2.0 * k / (options.quick ? 8 : 40) - 1)));
      if (ratio * density > 1) break;
      ratios.push_back(ratio);
      pentagon.push_back(rounded(perturbed_pentagon(density, ratio * density).loss));
      pairs.push_back(rounded(pairs_without_feature(density, ratio * density).loss));
    }
    branches.push_back({{"density", density},
                        {"ratios", ratios},
                        {"pentagon", pentagon},
                        {"pairs", pairs},
                        {"break", rounded(pentagon_break(density))}});
  }
  return {spec, {{"run.json", {{"format", 1}, {"run", file}, {"branches", branches}}}}};
}

FigureData company_data(const FigureOptions& options) {
  // Three pairs whose members come on together, sparse enough that none is collapsed.
  const RunSpec spec = described({{"task.features", "6"},
                                  {"task.correlated", "[2,2,2]"},
                                  {"task.importance_decay", "1"},
                                  {"task.density", "0.05"},
                                  {"optimizer.learning_rate", "0.003"},
                                  {"optimizer.weight_decay", "0"},
                                  {"steps", "3000"},
                                  {"seed", "3"}});
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  const Json file =
      stored_run(*run, {frame_steps(spec.steps, options.quick ? 20 : 60), {"superposition.exact_loss"}, {}});
  Json collapse = Json::array();
  for (int pairs = 1; pairs <= kCollapsingPairs; ++pairs)
    collapse.push_back(rounded(collapse_density(pairs)));
  return {spec,
          {{"run.json",
            {{"format", 1}, {"run", file}, {"collapse", collapse}, {"collapsed_cosine", kCollapsedCosine}}}}};
}

FigureData staircase_data(const FigureOptions& options) {
  RunSpec spec = one_active_feature().spec();
  spec.seed = kOneActiveSeed;
  spec.steps = 2500;
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  const Json file =
      stored_run(*run, {frame_steps(spec.steps, options.quick ? 20 : 120), {"superposition.exact_loss"}, {}});
  Json levels = Json::array();
  for (int corners = 4; corners <= spec.task.features; ++corners)
    for (int raised = 0; raised <= spec.task.features - corners; ++raised)
      levels.push_back(
          {{"corners", corners},
           {"raised", raised},
           {"loss", rounded(kgon_level(corners, static_cast<int>(spec.task.features), raised))}});
  return {spec, {{"run.json", {{"format", 1}, {"run", file}, {"levels", levels}}}}};
}

FigureData local_bases_data(const FigureOptions& options) {
  RunSpec spec = local_bases().spec();
  spec.seed = kLocalBasesSeed;
  return one_run(spec, {frame_steps(spec.steps, options.quick ? 20 : 60), {"loss"}, {}});
}

}  // namespace orrery
