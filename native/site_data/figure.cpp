#include "native/site_data/figure.h"

namespace orrery {

const std::vector<Figure>& figures() {
  static const std::vector<Figure> list = {
      {"five-features", five_features_data}, {"twenty-features", twenty_features_data},
      {"energy-levels", energy_levels_data}, {"geometry-sweep", geometry_sweep_data},
      {"phase-diagram", phase_diagram_data}, {"breaking-pentagon", breaking_pentagon_data},
      {"group-network", group_network_data}};
  return list;
}

}  // namespace orrery
