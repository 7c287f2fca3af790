#include "native/site_data/figure.h"

#include <cmath>

#include <fmt/format.h>

#include "core/train/run_fields.h"
#include "native/failure.h"

namespace orrery {

RunSpec described(const Assignments& assignments) {
  RunSpec spec;
  for (const auto& [path, value] : assignments) throw_unless(set_field(spec, path, value));
  return spec;
}

Json spec_value(const RunSpec& spec) {
  return Json::parse(spec_json(spec));
}

std::vector<double> log_spaced(double last, size_t count) {
  std::vector<double> values(count);
  for (size_t k = 0; k < count; ++k)
    values[k] = std::stod(
        fmt::format("{:.4g}", std::pow(last, static_cast<double>(k) / static_cast<double>(count - 1))));
  return values;
}

const std::vector<Figure>& figures() {
  static const std::vector<Figure> list = {{"five-features", five_features_data},
                                           {"twenty-features", twenty_features_data},
                                           {"eighty-features", eighty_features_data},
                                           {"energy-levels", energy_levels_data},
                                           {"octahedron", octahedron_data},
                                           {"geometry-sweep", geometry_sweep_data},
                                           {"phase-diagram", phase_diagram_data},
                                           {"breaking-pentagon", breaking_pentagon_data},
                                           {"company", company_data},
                                           {"staircase", staircase_data},
                                           {"local-bases", local_bases_data},
                                           {"adversarial-price", adversarial_price_data},
                                           {"privileged-basis", privileged_basis_data},
                                           {"computing", computing_data},
                                           {"hundred-values", hundred_values_data},
                                           {"ways-out", ways_out_data},
                                           {"memorisation", memorisation_data},
                                           {"memorisation-live", memorisation_live_data},
                                           {"group-network", group_network_data}};
  return list;
}

}  // namespace orrery
