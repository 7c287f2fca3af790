// Networks whose expected loss has a closed form.
#include <cmath>

#include "core/measure/exact_loss.h"
#include "native/reproduce/claim.h"

namespace orrery {
namespace {

constexpr const char* kPaper = "Elhage et al. 2022, Toy Models of Superposition";
constexpr double kTolerance = 1e-12;
constexpr double kDensities[] = {0.01, 0.05, 0.2, 0.5, 1};

/// The largest distance between the exact loss and its closed form over the densities.
Finding largest_error(const std::string& id, const std::function<ToyParameters<double>(double)>& network,
                      double (*closed_form)(double)) {
  double largest = 0;
  for (const double p : kDensities) {
    const ToyParameters<double> parameters = network(p);
    const auto n = static_cast<size_t>(parameters.W.cols());
    const SparseFeatures task{std::vector<double>(n, p), std::vector<double>(n, 1.0)};
    largest =
        std::max(largest, std::abs(exact_loss(parameters, task, OutputActivation::relu) - closed_form(p)));
  }
  return {0.0, "largest error at densities 0.01 to 1 at most 1e-12", largest, largest <= kTolerance,
          "orrery reproduce --claim " + id};
}

ToyParameters<double> network(Matrix<double> W) {
  const Eigen::Index n = W.cols();
  return {std::move(W), Vector<double>::Zero(n)};
}

}  // namespace

std::vector<Claim> exact_loss_claims() {
  const auto row = [](const std::string& id, const std::string& statement,
                      const std::function<ToyParameters<double>(double)>& of_density,
                      double (*closed_form)(double)) {
    return Claim{id, kPaper, statement, "derived",
                 [=](const ReproduceOptions&) { return largest_error(id, of_density, closed_form); }};
  };
  return {
      row(
          "exact-loss-pair", "two opposite features in one dimension cost p^2/3",
          [](double) { return network((Matrix<double>(1, 2) << 1, -1).finished()); },
          [](double p) { return p * p / 3; }),
      row(
          "exact-loss-ignored-feature", "a feature that is ignored at its best bias p/2 costs p/3 - p^2/4",
          [](double p) {
            ToyParameters<double> parameters = network((Matrix<double>(1, 2) << 1, 0).finished());
            parameters.b_final << 0, p / 2;
            return parameters;
          },
          [](double p) { return p / 3 - p * p / 4; }),
      row(
          "exact-loss-triangle", "three unit features at 120 degrees cost p^2 (3 + p)/8",
          [](double) {
            const double h = std::sqrt(3.0) / 2;
            return network((Matrix<double>(2, 3) << 1, -0.5, -0.5, 0, h, -h).finished());
          },
          [](double p) { return p * p * (3 + p) / 8; }),
  };
}

}  // namespace orrery
