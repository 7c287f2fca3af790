// What the chapter on superposition plays before the engine is there.
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/measure/exact_loss.h"
#include "core/measure/geometry.h"
#include "core/measure/pentagon_break.h"
#include "core/measure/phase_boundaries.h"
#include "core/measure/tegum_factors.h"
#include "core/model/toy_autoencoder.h"
#include "core/task/sparse_features.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/site_data/figure.h"
#include "native/site_data/stored_run.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

RunSpec described(const std::vector<std::pair<std::string, std::string>>& assignments) {
  RunSpec spec;
  for (const auto& [path, value] : assignments) throw_unless(set_field(spec, path, value));
  return spec;
}

/// Uniform superposition as the geometry figures train it: 60 features, 6 dimensions, so that factors of one, two and
/// three dimensions tile them.
const std::vector<std::pair<std::string, std::string>> kUniform = {
    {"task.features", "60"}, {"task.importance_decay", "1"}, {"model.hidden", "6"}, {"batch", "256"}};

FigureData one_run(const RunSpec& spec, StoredRunPlan plan) {
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  plan.half = true;
  return {spec, {{"run.json", stored_run(*run, plan)}}};
}

/// `count` values from 1 down to `last`, evenly spaced in their logarithm.
std::vector<double> log_spaced(double last, size_t count) {
  std::vector<double> values(count);
  // Few digits, so that a reader can ask for the same number.
  for (size_t k = 0; k < count; ++k)
    values[k] = std::stod(
        fmt::format("{:.4g}", std::pow(last, static_cast<double>(k) / static_cast<double>(count - 1))));
  return values;
}

/// How good a network is, on examples that none of them has seen: the exact loss takes 3^60 terms here.
double sampled_loss(const ToyParameters<double>& parameters, const RunSpec& spec) {
  constexpr int kExamples = 1 << 15;
  const SparseFeatures task = sparse_features(spec.task);
  LaneStream stream(~uint32_t{0}, StreamUse::data);
  const Vector<double> importance = Eigen::Map<const Vector<double>>(task.importance.data(), task.count());
  return toy_loss<double>(parameters, spec.model.output, importance,
                          sample_batch(task, kExamples, stream).cast<double>());
}

struct Trained {
  double density = 1;
  double loss = std::numeric_limits<double>::infinity();
  Matrix<double> W;
};

/// The best of so many seeds.
Trained best_trained(RunSpec spec, double density, uint32_t seeds) {
  throw_unless(set_field(spec, "task.density", fmt::format("{}", density)));
  Trained best{density, std::numeric_limits<double>::infinity(), {}};
  for (spec.seed = 0; spec.seed < seeds; ++spec.seed) {
    const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
    run->advance(spec.steps);
    const std::vector<StateTensor> state = run->state();  // W [m, n] and b_final [n] first
    const auto matrix = [](const StateTensor& tensor, int64_t rows, int64_t columns) -> Matrix<double> {
      return Eigen::Map<const Matrix<float>>(static_cast<const float*>(tensor.data), rows, columns)
          .cast<double>();
    };
    const ToyParameters<double> parameters{matrix(state[0], state[0].shape[0], state[0].shape[1]),
                                           matrix(state[1], state[1].shape[0], 1)};
    const double loss = sampled_loss(parameters, spec);
    if (loss < best.loss) best = {density, loss, parameters.W};
  }
  return best;
}

/// What theory says of a network with many more features than dimensions: what each factor earns for a dimension, as a
/// multiple of p/3, and D* of the best.
Json factor_theory(const std::vector<double>& densities) {
  Json curves = Json::object(), best = Json::array(), ranges = Json::array();
  for (const TegumFactor& factor : tegum_factors()) {
    Json values = Json::array();
    for (const double p : densities) values.push_back(rounded(factor_optimum(factor, p).benefit / (p / 3)));
    curves[factor.polytope] = values;
  }
  for (const double p : densities) {
    const BestFactor winner = best_factor(p);
    best.push_back(
        {{"polytope", winner.factor->polytope},
         {"dimensions_per_feature", rounded(winner.optimum.dimensions_per_feature(*winner.factor))}});
  }
  for (const FactorRange& range : factor_ranges(densities.back(), 1))
    ranges.push_back(
        {{"polytope", range.polytope}, {"from", rounded(range.from)}, {"to", rounded(range.to)}});
  return {{"densities", densities}, {"benefits", curves}, {"best", best}, {"ranges", ranges}};
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

FigureData energy_levels_data(const FigureOptions& options) {
  auto assignments = kUniform;
  assignments.insert(assignments.end(), {{"task.density", "0.35"},
                                         {"batch", "512"},
                                         {"optimizer.learning_rate", "0.003"},
                                         {"optimizer.weight_decay", "0"},
                                         {"steps", "4000"},
                                         {"seed", "3"}});
  const RunSpec spec = described(assignments);
  return one_run(spec,
                 {frame_steps(spec.steps, options.quick ? 20 : 90), {"loss", "superposition.geometry"}, {}});
}

FigureData geometry_sweep_data(const FigureOptions& options) {
  auto assignments = kUniform;
  assignments.insert(
      assignments.end(),
      {{"optimizer.learning_rate", "0.01"}, {"optimizer.schedule", "linear"}, {"steps", "6000"}});
  const RunSpec base = described(assignments);
  constexpr double kLowest = 0.02;
  const std::vector<double> densities = log_spaced(kLowest, options.quick ? 10 : 41);
  std::vector<Trained> trained(densities.size());
  WorkerPool pool(options.threads);
  pool(static_cast<int>(trained.size()), [&](int k, int) {
    trained[static_cast<size_t>(k)] =
        best_trained(base, densities[static_cast<size_t>(k)], options.quick ? 1 : 4);
  });

  Json components = Json::array();
  std::vector<float> W;
  for (const Trained& at : trained) {
    Json list = Json::array();
    for (const GeometryComponent& component : classify_geometry(at.W).components)
      list.push_back({{"polytope", component.polytope}, {"features", component.features}});
    components.push_back(list);
    for (const double weight : at.W.reshaped<Eigen::RowMajor>()) W.push_back(static_cast<float>(weight));
  }
  return {base,
          {{"sweep.json",
            {{"format", 1},
             {"spec", Json::parse(spec_json(base))},
             {"densities", densities},
             {"W", stored_tensor({base.model.hidden, base.task.features}, W, true)},
             {"components", components},
             {"theory", factor_theory(log_spaced(kLowest, options.quick ? 10 : 81))}}}}};
}

FigureData phase_diagram_data(const FigureOptions& options) {
  Json critical = Json::array();
  const std::vector<double> densities = log_spaced(0.01, options.quick ? 8 : 48);
  for (const double p : densities) {
    const CriticalImportance at = critical_importance(p);
    critical.push_back({{"density", p}, {"importance", rounded(at.importance)}, {"norm", rounded(at.norm)}});
  }
  return {RunSpec{}, {{"exact.json", {{"format", 1}, {"critical", critical}}}}};
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

}  // namespace orrery
