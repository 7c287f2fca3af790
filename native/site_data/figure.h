// The page's stored data: what a figure needs, made by a run that anyone can make again.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/train/run_spec.h"
#include "native/io/spec_json.h"
#include "native/site_data/finished_parts.h"

namespace orrery {

struct FigureOptions {
  bool quick = false;  // coarser data, to try things out
  int threads = 0;
  bool resume = false;             // go on with what an interrupted call has finished
  FinishedParts* parts = nullptr;  // through which a figure makes all that takes long; set by write_figure
};

struct FigureData {
  RunSpec spec;  // the run, or the base of the runs, behind it
  std::vector<std::pair<std::string, Json>>
      files;  // name inside the figure's folder, content without made_by
};

struct Figure {
  std::string_view name;  // kebab-case, also its folder
  FigureData (*make)(const FigureOptions& options);
};

using Assignments = std::vector<std::pair<std::string, std::string>>;

/// The defaults with these fields set, as `--set` would.
RunSpec described(const Assignments& assignments);

/// The description as a part's inputs and a file's `spec` have it.
Json spec_value(const RunSpec& spec);

/// `count` values from 1 down to `last`, evenly spaced in their logarithm, of few digits, so that a reader can ask for
/// the same number.
std::vector<double> log_spaced(double last, size_t count);

/// Every figure with stored data.
const std::vector<Figure>& figures();

FigureData five_features_data(const FigureOptions& options);
FigureData geometry_sweep_data(const FigureOptions& options);
// The rest of the chapter on superposition (superposition.cpp).
FigureData twenty_features_data(const FigureOptions& options);
FigureData eighty_features_data(const FigureOptions& options);
FigureData energy_levels_data(const FigureOptions& options);
FigureData octahedron_data(const FigureOptions& options);
FigureData phase_diagram_data(const FigureOptions& options);
FigureData breaking_pentagon_data(const FigureOptions& options);
FigureData company_data(const FigureOptions& options);
FigureData staircase_data(const FigureOptions& options);
FigureData local_bases_data(const FigureOptions& options);
FigureData adversarial_price_data(const FigureOptions& options);
// Ten features on five neurons (privileged_basis.cpp).
FigureData privileged_basis_data(const FigureOptions& options);
// Computation in superposition (computing.cpp).
FigureData computing_data(const FigureOptions& options);
FigureData hundred_values_data(const FigureOptions& options);
FigureData ways_out_data(const FigureOptions& options);
FigureData memorisation_data(const FigureOptions& options);
FigureData memorisation_live_data(const FigureOptions& options);
FigureData group_network_data(const FigureOptions& options);

}  // namespace orrery
