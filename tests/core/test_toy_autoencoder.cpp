// The plain toy autoencoder: its gradient against central differences, its loss and initial weights against
// their formulas.
#include "core/model/toy_autoencoder.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/core/kernel_case.h"

using namespace orrery;
using namespace orrery::test;

TEST_CASE("The hand-derived gradient is that of central differences", "[toy_autoencoder]") {
  for (const bool relu : {true, false})
    for (const auto& [n, m] : {std::pair{1, 1}, {2, 1}, {5, 2}, {6, 3}, {7, 7}, {9, 4}}) {
      const ToyCase toy(n, m, 50, relu, static_cast<uint32_t>(n * 31 + m));
      LaneStream stream = toy.stream;
      const Matrix<double> x = sample_batch(toy.task, toy.batch, stream).cast<double>();
      ToyParameters<double> model = toy.exact_model();
      const Vector<double> importance = toy.weights_of_errors();
      // A sample within `step` of the kink would make the difference quotient neither side's slope.
      REQUIRE(toy_preactivation(model, toy.output(), x).cwiseAbs().minCoeff() > 1e-5);
      const ToyParameters<double> gradient = toy_gradient(model, toy.output(), importance, x);
      const double step = 1e-6;
      const auto check = [&](double& parameter, double derivative) {
        const double value = parameter;
        parameter = value + step;
        const double above = toy_loss(model, toy.output(), importance, x);
        parameter = value - step;
        const double below = toy_loss(model, toy.output(), importance, x);
        parameter = value;
        CHECK(derivative == Approx((above - below) / (2 * step)).epsilon(1e-6).margin(1e-8));
      };
      INFO("n " << n << " m " << m << " relu " << relu);
      for (Eigen::Index p = 0; p < model.W.size(); ++p) check(model.W.data()[p], gradient.W.data()[p]);
      for (Eigen::Index i = 0; i < n; ++i) check(model.b_final[i], gradient.b_final[i]);
    }
}

TEST_CASE("The loss of a known network is known", "[toy_autoencoder]") {
  // Two features in antipodal directions share one dimension: alone, each is rebuilt exactly; together they
  // cancel.
  ToyParameters<double> digon{Matrix<double>(1, 2), Vector<double>::Zero(2)};
  digon.W << 1, -1;
  Matrix<double> x(3, 2);
  x << 0.5, 0, 0, 0.25, 1, 1;
  Vector<double> importance(2);
  importance << 1, 0.5;
  CHECK(toy_loss(digon, OutputActivation::relu, importance, x) == Approx((0 + 0 + 1 + 0.5) / 3));
  // Without the ReLU the antipode answers with the negative.
  CHECK(toy_loss(digon, OutputActivation::linear, importance, x) == Approx((0.5 * 0.25 + 0.0625 + 1.5) / 3));
  const Matrix<double> output = toy_forward(digon, OutputActivation::relu, x);
  CHECK(output(0, 0) == 0.5);
  CHECK(output(0, 1) == 0);
}

TEST_CASE("Initial weights are Xavier normal times the scale", "[toy_autoencoder]") {
  const double scale = 0.7;
  const ToyParameters<float> initial = initial_toy_parameters(400, 100, scale, {1, StreamUse::init});
  const double deviation = scale * std::sqrt(2.0 / 500), count = 40000;
  CHECK(initial.W.cast<double>().mean() == Approx(0).margin(4 * deviation / std::sqrt(count)));
  CHECK(initial.W.cast<double>().squaredNorm() / count ==
        Approx(deviation * deviation).epsilon(4 * std::sqrt(2 / count)));
  CHECK(initial.b_final.isZero(0));
  // Row by row, each draw rounded once.
  SplitMix64 random(1, StreamUse::init);
  for (int i = 0; i < 400; ++i) REQUIRE(initial.W(0, i) == static_cast<float>(deviation * random.normal()));
  CHECK(initial.W(1, 0) == static_cast<float>(deviation * random.normal()));
}
