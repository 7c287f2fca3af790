// Of many networks at each density the one of least loss, as figures store it (site/kit/best_networks.ts reads it).
#pragma once

#include <string>
#include <vector>

#include "native/reproduce/trained_models.h"
#include "native/site_data/figure.h"

namespace orrery {

/// A trained network as a part of a figure's data, to the bit.
Json part_of(const TrainedModel& model);

struct BestNetworks {
  Json described = Json::array();  // how each was found, and what it is
  std::vector<ToyParameters<double>> parameters = {};

  /// The network of a part, one of so many seeds; its command trains it again into a folder of this name.
  void add(const Json& part, double density, const Recipe& recipe, uint32_t seeds, const std::string& folder);

  /// {networks, W or W1 and W2, b_final}: each array has one of its kind after another, in half precision.
  Json stored() const;
};

/// The best of so many seeds at each density, judged on so many examples.
BestNetworks best_networks(const FigureOptions& options, const std::vector<double>& densities,
                           Recipe (*recipe)(double density), uint32_t seeds, int test_examples,
                           const std::string& folder);

}  // namespace orrery
