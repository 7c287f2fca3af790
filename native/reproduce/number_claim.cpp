#include "native/reproduce/number_claim.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace orrery {
Claim number_claim(ClaimText text, double expected, double tolerance, std::function<double()> ours) {
  return {std::move(text.id),
          std::move(text.paper),
          std::move(text.statement),
          std::move(text.source),
          [=](const ReproduceOptions&) -> Finding {
            const double found = ours();
            return {expected, fmt::format("within {:g}", tolerance), found,
                    std::abs(found - expected) <= tolerance};
          },
          false,
          true};
}

Claim row_claim(ClaimText text, std::vector<double> expected, double tolerance,
                std::function<std::vector<double>()> ours) {
  return row_claim(std::move(text), std::move(expected), std::vector<double>{tolerance}, std::move(ours));
}

Claim row_claim(ClaimText text, std::vector<double> expected, std::vector<double> tolerances,
                std::function<std::vector<double>()> ours) {
  return {std::move(text.id),
          std::move(text.paper),
          std::move(text.statement),
          std::move(text.source),
          [=](const ReproduceOptions&) -> Finding {
            const std::vector<double> found = ours();
            bool holds = found.size() == expected.size();
            for (size_t i = 0; holds && i < found.size(); ++i)
              holds = std::abs(found[i] - expected[i]) <= tolerances[i % tolerances.size()];
            return {expected,
                    fmt::format("{} within {:g}", tolerances.size() > 1 ? "in turn" : "each",
                                fmt::join(tolerances, ", ")),
                    found, holds};
          },
          false,
          true};
}

}  // namespace orrery
