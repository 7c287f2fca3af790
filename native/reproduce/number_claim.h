// Claims that are one number or a row of numbers, worked out without training.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "native/reproduce/claim.h"

namespace orrery {

/// What a claim is about; `source` as in Claim.
struct ClaimText {
  std::string id, paper, statement, source;
};

/// Holds when ours is within `tolerance` of the expected number.
Claim number_claim(ClaimText text, double expected, double tolerance, std::function<double()> ours);

/// Holds when each of our numbers is within `tolerance` of the expected one in its place.
Claim row_claim(ClaimText text, std::vector<double> expected, double tolerance,
                std::function<std::vector<double>()> ours);

/// The same with a tolerance for each number, or one for all.
Claim row_claim(ClaimText text, std::vector<double> expected, std::vector<double> tolerances,
                std::function<std::vector<double>()> ours);

/// `find` at each of these densities.
template <class Find>
std::vector<double> at_each(std::initializer_list<double> densities, const Find& find) {
  std::vector<double> row;
  for (const double p : densities) row.push_back(find(p));
  return row;
}

}  // namespace orrery
