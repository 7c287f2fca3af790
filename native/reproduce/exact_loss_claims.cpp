// Networks whose expected loss has a closed form, on independent features and on sets.
#include <cmath>

#include "core/measure/exact_loss.h"
#include "core/numeric/regular_polygon.h"
#include "core/train/toy_task.h"
#include "native/reproduce/number_claim.h"
#include "native/reproduce/papers.h"

namespace orrery {
namespace {

constexpr double kTolerance = 1e-12;
constexpr double kDensities[] = {0.01, 0.05, 0.2, 0.5, 1};

/// The largest distance between the exact loss and its closed form over the densities. Features are independent, or in
/// sets of neighbours.
Finding largest_error(const std::function<ToyParameters<double>(double)>& network,
                      double (*closed_form)(double), SetKind kind, int size) {
  double largest = 0;
  for (const double p : kDensities) {
    const ToyParameters<double> parameters = network(p);
    const FeatureSets task = alike_sets(static_cast<int>(parameters.W.cols()) / size, size, kind, p);
    largest =
        std::max(largest, std::abs(exact_loss(parameters, task, OutputActivation::relu) - closed_form(p)));
  }
  return {0.0, "largest error at densities 0.01 to 1 at most 1e-12", largest, largest <= kTolerance};
}

/// L_k of equally dense features: the loss given that k of them are active, summed over which.
double loss_of_active(const Matrix<double>& W, int k) {
  const auto n = static_cast<size_t>(W.cols());
  ExactLoss exact(SparseFeatures{std::vector<double>(n, 0.5), std::vector<double>(n, 1.0)},
                  OutputActivation::relu);
  return std::ldexp(exact.by_active({W, Vector<double>::Zero(W.cols())})[static_cast<size_t>(k)],
                    static_cast<int>(n));
}

/// The mean loss of a pentagon over ten million examples of density .5, in units of the exact one.
double sampled_loss() {
  constexpr int kBatches = 2000, kBatch = 5000;
  const ToyTask task{alike_sets(5, 1, SetKind::independent, 0.5)};
  const ToyParameters<float> pentagon{regular_polygon(5, 1.15).cast<float>(),
                                      Vector<float>::Constant(5, -0.2f)};
  const Vector<float> importance = Vector<float>::Ones(5);
  LaneStream stream(0, StreamUse::data);
  double sum = 0;
  for (int k = 0; k < kBatches; ++k)
    sum += toy_loss(pentagon, OutputActivation::relu, importance, sample_batch(task, kBatch, stream));
  return sum / kBatches / exact_loss(in_double(pentagon), task.features, OutputActivation::relu);
}

ToyParameters<double> network(Matrix<double> W) {
  const Eigen::Index n = W.cols();
  return {std::move(W), Vector<double>::Zero(n)};
}

Matrix<double> digon() {
  return (Matrix<double>(1, 2) << 1, -1).finished();
}

Matrix<double> triangle() {
  const double h = std::sqrt(3.0) / 2;
  return (Matrix<double>(2, 3) << 1, -0.5, -0.5, 0, h, -h).finished();
}

}  // namespace

std::vector<Claim> exact_loss_claims() {
  const auto row = [](const std::string& id, const std::string& statement,
                      const std::function<ToyParameters<double>(double)>& of_density,
                      double (*closed_form)(double), SetKind kind = SetKind::independent, int size = 1) {
    return Claim{id,
                 kToyModels,
                 statement,
                 "derived",
                 [=](const ReproduceOptions&) { return largest_error(of_density, closed_form, kind, size); },
                 false,
                 true};
  };
  // Neighbours 0, 1 and 2, 3 are the pairs of the task.
  const auto neighbours_opposite = [](double) {
    return network((Matrix<double>(2, 4) << 1, -1, 0, 0, 0, 0, 1, -1).finished());
  };
  const auto neighbours_orthogonal = [](double) {
    return network((Matrix<double>(2, 4) << 1, 0, -1, 0, 0, 1, 0, -1).finished());
  };
  return {
      row(
          "exact-loss-pair", "two opposite features in one dimension cost p^2/3",
          [](double) { return network(digon()); }, [](double p) { return p * p / 3; }),
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
          [](double) { return network(triangle()); }, [](double p) { return p * p * (3 + p) / 8; }),
      row(
          "exact-loss-anticorrelated-pairs",
          "two anticorrelated pairs in two dimensions, members opposite, cost nothing", neighbours_opposite,
          [](double) { return 0.0; }, SetKind::anticorrelated, 2),
      row(
          "exact-loss-correlated-pairs",
          "two correlated pairs in two dimensions, members orthogonal and opposite to the other pair's, cost "
          "2 p^2/3",
          neighbours_orthogonal, [](double p) { return 2 * p * p / 3; }, SetKind::correlated, 2),
      row(
          "exact-loss-correlated-opposite",
          "two correlated pairs in two dimensions, members opposite, cost 2 p/3", neighbours_opposite,
          [](double p) { return 2 * p / 3; }, SetKind::correlated, 2),
      row(
          "exact-loss-local-bases",
          "two correlated sets of ten in ten dimensions, each feature opposite to one of the other set, cost "
          "10 p^2/3",
          [](double) {
            Matrix<double> W = Matrix<double>::Zero(10, 20);
            for (int i = 0; i < 10; ++i) {
              W(i, i) = 1;
              W(i, 10 + i) = -1;
            }
            return network(W);
          },
          [](double p) { return 10 * p * p / 3; }, SetKind::correlated, 10),
      row_claim({"exact-loss-by-active", kToyModels,
                 "loss with one, two and three active features: nothing for one of a digon or triangle; 1/3 "
                 "for a digon, "
                 "1/8 for each pair of a triangle, 1/2 for all three",
                 "derived"},
                {0, 1.0 / 3, 0, 1.0 / 8, 1.0 / 2}, 1e-12,
                [] {
                  return std::vector<double>{loss_of_active(digon(), 1), loss_of_active(digon(), 2),
                                             loss_of_active(triangle(), 1), loss_of_active(triangle(), 2) / 3,
                                             loss_of_active(triangle(), 3)};
                }),
      number_claim(
          {"exact-loss-sampled", kToyModels,
           "the mean loss of a pentagon over ten million examples, in units of the exact loss", "derived"},
          1, 1e-3, sampled_loss),
  };
}

}  // namespace orrery
