// What an attack costs, on networks whose price is known: alone 1, a pair 2, a polygon of k features k s^2 / 2.
#include "core/measure/attack_price.h"
#include "core/measure/geometry.h"
#include "tests/catch.h"
#include "tests/core/hand_built.h"

namespace orrery {
namespace {

using test::network;
using test::Numbers;
using test::random_network;
using test::regular_polygon;
using test::uniform_task;

/// Each feature on by itself, at 1.
Matrix<double> one_at_a_time(int n) {
  return Matrix<double>::Identity(n, n);
}

TEST_CASE("The price of an attack is |W_i|^4 / D_i", "[attack_price]") {
  Numbers numbers(5);
  const Matrix<double> W = random_network(3, 7, 1, 0, numbers).W;
  const Vector<double> prices = attack_prices(W), norms = feature_norms(W), D = feature_dimensionality(W);
  for (int i = 0; i < 7; ++i) CHECK(prices[i] == Approx(std::pow(norms[i], 4) / D[i]));
  for (const int k : {3, 5, 6})
    CHECK(attack_prices(regular_polygon(k, 1.1).W)[0] == Approx(k / 2.0 * std::pow(1.1, 4)));
}

TEST_CASE("It is what networks pay whose output is open", "[attack_price]") {
  constexpr double kLength = 0.05;
  const auto task = uniform_task(2, 0.1);
  const ToyParameters<double> digon = network({{1}, {-1}});
  CHECK(measured_attack_prices(digon, task, one_at_a_time(2), kLength)[1] == Approx(2));
  CHECK(vulnerability(digon, task, one_at_a_time(2), kLength) == Approx(2));
  // A pentagon whose bias keeps the neighbours off.
  const ToyParameters<double> pentagon = regular_polygon(5, 1.15, -0.5);
  const Vector<double> prices =
      measured_attack_prices(pentagon, uniform_task(5, 0.1), one_at_a_time(5), kLength);
  for (int i = 0; i < 5; ++i) CHECK(prices[i] == Approx(2.5 * std::pow(1.15, 4)).epsilon(1e-6));
  // An output that is never on has no price.
  CHECK(std::isnan(measured_attack_prices(digon, task, Matrix<double>::Zero(3, 2), kLength)[0]));
}

TEST_CASE("A network without superposition pays 1, whatever it leaves out", "[attack_price]") {
  const SparseFeatures task = uniform_task(5, 0.3);
  const ToyParameters<double> model = dedicated_model(task, 2);
  CHECK(feature_norms(model.W).isApprox(Eigen::Vector<double, 5>(1, 1, 0, 0, 0)));
  LaneStream stream(1, StreamUse::data);
  const Matrix<double> x = sample_batch(task, 500, stream).cast<double>();
  const Vector<double> importance = Vector<double>::Ones(5);
  // Its constants are the best: the loss is that of three features at their means.
  CHECK(toy_loss(model, OutputActivation::relu, importance, x) == Approx(3 * (0.1 - 0.0225)).epsilon(0.1));
  CHECK(vulnerability(model, task, x, 0.1) == Approx(1));
  ToyParameters<double> turned = model;
  turned.W.row(0).swap(turned.W.row(1));
  CHECK(vulnerability(turned, task, x, 0.1) == Approx(1));
  CHECK(attacked_loss(model, OutputActivation::relu, importance, x, 0.1) -
            toy_loss(model, OutputActivation::relu, importance, x) ==
        Approx(0.01));
}

}  // namespace
}  // namespace orrery
