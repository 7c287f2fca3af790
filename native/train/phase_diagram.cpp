#include "native/train/phase_diagram.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "core/measure/exact_loss.h"
#include "core/measure/geometry.h"
#include "core/train/run_fields.h"
#include "core/train/toy_ensemble.h"
#include "native/failure.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

/// Four digits, so that a reader can ask for the same number.
double short_number(double value) {
  return std::strtod(fmt::format("{:.4g}", value).c_str(), nullptr);
}

/// Where the cell lies: phase and measures are not filled in.
PhaseCell cell_at(int index, int side) {
  const double row = index / side + 0.5, column = index % side + 0.5;
  return {short_number(0.01 * std::pow(100, row / side)),
          short_number(0.1 * std::pow(100, column / side)),
          ThreeFeaturePhase::extra_ignored,
          0,
          0,
          {}};
}

void fill_in(PhaseCell& cell, const Matrix<double>& best) {
  cell.phase = phase_of(best);
  cell.null = null_direction(best);
}

double extra(const Vector<double>& of_features) {
  return of_features[of_features.size() - 1];
}

}  // namespace

RunSpec phase_spec(int features) {
  RunSpec spec;
  const std::pair<const char*, std::string> fields[] = {{"task.features", fmt::format("{}", features)},
                                                        {"model.hidden", fmt::format("{}", features - 1)},
                                                        {"batch", "128"},
                                                        {"steps", "1000"},
                                                        {"optimizer.learning_rate", "0.02"},
                                                        {"optimizer.schedule", "linear"},
                                                        {"optimizer.weight_decay", "0"}};
  for (const auto& [path, value] : fields) throw_unless(set_field(spec, path, value));
  return spec;
}

std::vector<PhaseCell> trained_phases(int features, int side, int networks, int threads) {
  const RunSpec spec = phase_spec(features);
  std::vector<PhaseCell> cells;
  std::vector<ToyMember> members;
  for (int k = 0; k < side * side; ++k) {
    cells.push_back(cell_at(k, side));
    for (int seed = 0; seed < networks; ++seed)
      members.push_back({static_cast<uint32_t>(seed),
                         phase_task(features, cells.back().density, cells.back().importance),
                         spec.model.init_scale});
  }
  WorkerPool pool(threads);
  const std::vector<ToyParameters<float>> trained = train_toy_ensemble(toy_ensemble(spec), members, pool);

  pool(side * side, [&](int k, int) {
    PhaseCell& cell = cells[static_cast<size_t>(k)];
    ExactLoss exact(phase_task(features, cell.density, cell.importance), OutputActivation::relu);
    std::vector<ToyParameters<double>> own;
    std::vector<double> losses;
    for (int seed = 0; seed < networks; ++seed) {
      own.push_back(in_double(trained[static_cast<size_t>(k * networks + seed)]));
      losses.push_back(exact(own.back()));
    }
    const auto [least, highest] = std::minmax_element(losses.begin(), losses.end());
    fill_in(cell, own[static_cast<size_t>(least - losses.begin())].W);
    for (size_t at = 0; at < own.size(); ++at) {
      if (own.size() > 1 && at == static_cast<size_t>(highest - losses.begin())) continue;
      const double share = 1.0 / std::max(1, networks - 1);
      cell.norm += share * extra(feature_norms(own[at].W));
      cell.superposition += share * extra(superposition(own[at].W));
    }
  });
  return cells;
}

std::vector<PhaseCell> exact_phases(int features, int side, int threads) {
  std::vector<PhaseCell> cells(static_cast<size_t>(side * side));
  WorkerPool pool(threads);
  pool(side * side, [&](int k, int) {
    PhaseCell& cell = cells[static_cast<size_t>(k)] = cell_at(k, side);
    const Matrix<double> W = phase_optimum(features, cell.density, cell.importance).parameters.W;
    fill_in(cell, W);
    cell.norm = extra(feature_norms(W));
    cell.superposition = extra(superposition(W));
  });
  return cells;
}

PhaseAgreement phase_agreement(const std::vector<PhaseCell>& trained, const std::vector<PhaseCell>& exact,
                               int side) {
  const auto phase = [side](const std::vector<PhaseCell>& cells, int row, int column) {
    return cells[static_cast<size_t>(row * side + column)].phase;
  };
  PhaseAgreement found{0, 0};
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      bool boundary = false;
      for (int y = std::max(0, row - 1); y <= std::min(side - 1, row + 1); ++y)
        for (int x = std::max(0, column - 1); x <= std::min(side - 1, column + 1); ++x)
          boundary |= phase(exact, y, x) != phase(exact, row, column);
      if (boundary) continue;
      ++found.of;
      found.agree += phase(trained, row, column) == phase(exact, row, column);
    }
  return found;
}

}  // namespace orrery
