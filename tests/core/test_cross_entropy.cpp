// Exact losses: known values, digits far below float's log-softmax, and their gradients.
#include <cmath>
#include <vector>

#include "core/model/cross_entropy.h"
#include "core/numeric/random.h"
#include "tests/catch.h"

using namespace orrery;

namespace {

Matrix<double> random_logits(int rows, int classes, double scale, uint32_t seed) {
  SplitMix64 random(seed, StreamUse::init);
  Matrix<double> logits(rows, classes);
  for (Eigen::Index i = 0; i < logits.size(); ++i) logits.data()[i] = scale * random.normal();
  return logits;
}

}  // namespace

TEST_CASE("cross-entropy has the values of its definition", "[cross_entropy]") {
  Matrix<double> logits(2, 3);
  logits << 0, 0, 0, 1, 2, 3;
  const int targets[] = {1, 0};
  const double second = std::log(std::exp(1.0) + std::exp(2.0) + std::exp(3.0)) - 1;
  CHECK(cross_entropy<double>(logits, targets) == Approx((std::log(3.0) + second) / 2).epsilon(1e-14));
}

TEST_CASE("cross-entropy keeps its digits where a network is certain", "[cross_entropy]") {
  // One class leads nine others by `lead`: the loss is log1p(9 exp(-lead)).
  for (const double lead : {5.0, 20.0, 30.0, 60.0}) {
    Matrix<float> logits = Matrix<float>::Zero(1, 10);
    logits(0, 4) = static_cast<float>(lead);
    const int target = 4;
    Matrix<float> gradient;
    const double loss = cross_entropy<float>(logits, &target, Flush::tiny_terms, &gradient);
    const double exact = std::log1p(9 * std::exp(-lead));
    CHECK(loss == Approx(exact).epsilon(1e-6));
    CHECK(gradient(0, 0) == Approx(std::exp(-lead) / (1 + 9 * std::exp(-lead))).epsilon(1e-6));
    CHECK(-gradient(0, 4) == Approx(9 * std::exp(-lead) / (1 + 9 * std::exp(-lead))).epsilon(1e-6));
  }
}

TEST_CASE("training flushes tiny terms and measures do not", "[cross_entropy]") {
  Matrix<double> logits = Matrix<double>::Zero(1, 2);
  logits(0, 0) = 70;  // exp(-70) = 4e-31
  const int target = 0;
  Matrix<double> gradient;
  CHECK(cross_entropy<double>(logits, &target, Flush::tiny_terms, &gradient) == 0);
  CHECK(gradient.isZero(0));
  CHECK(cross_entropy<double>(logits, &target) == Approx(std::exp(-70.0)).epsilon(1e-12));
  const int wrong = 1;  // the lost side of a flushed row is still exact
  CHECK(cross_entropy<double>(logits, &wrong, Flush::tiny_terms, &gradient) == Approx(70).epsilon(1e-14));
  CHECK(gradient(0, 0) == Approx(1));
  CHECK(gradient(0, 1) == Approx(-1));
}

TEST_CASE("huge logits neither overflow nor lose the row", "[cross_entropy]") {
  Matrix<float> logits(1, 3);
  logits << 3e4f, -3e4f, 2.9e4f;
  const int first = 0, second = 1;
  CHECK(cross_entropy<float>(logits, &first) == 0);
  CHECK(cross_entropy<float>(logits, &second) == Approx(6e4));
}

TEST_CASE("the losses' gradients are their central differences", "[cross_entropy]") {
  for (const Loss loss : {Loss::cross_entropy, Loss::mse}) {
    Matrix<double> logits = random_logits(5, 7, 2.0, 3);
    const int targets[] = {0, 6, 3, 3, 1};
    Matrix<double> gradient;
    mean_loss<double>(loss, logits, targets, &gradient);
    double worst = 0;
    for (Eigen::Index i = 0; i < logits.size(); ++i) {
      const double kept = logits.data()[i];
      logits.data()[i] = kept + 1e-5;
      const double above = mean_loss<double>(loss, logits, targets);
      logits.data()[i] = kept - 1e-5;
      const double below = mean_loss<double>(loss, logits, targets);
      logits.data()[i] = kept;
      worst = std::max(worst, std::abs((above - below) / 2e-5 - gradient.data()[i]));
    }
    CHECK(worst < 1e-6 * gradient.cwiseAbs().maxCoeff());
    if (loss == Loss::cross_entropy) CHECK(gradient.rowwise().sum().cwiseAbs().maxCoeff() < 1e-16);
  }
}

TEST_CASE("a caller can leave classes out", "[cross_entropy]") {
  const Matrix<double> all = random_logits(6, 9, 1.0, 5);
  const Matrix<double> fewer = all.leftCols(8);
  const std::vector<int> targets = {0, 1, 2, 3, 4, 5};
  CHECK(cross_entropy<double>(all.leftCols(8), targets.data()) ==
        cross_entropy<double>(fewer, targets.data()));
  CHECK(accuracy<double>(all.leftCols(8), targets.data()) == accuracy<double>(fewer, targets.data()));
}

TEST_CASE("mean squared error is over rows and classes", "[cross_entropy]") {
  Matrix<double> logits(1, 4);
  logits << 1, 0.5, 0, -1;
  const int target = 0;
  CHECK(mean_squared_error<double>(logits, &target) == Approx((0.25 + 1) / 4));
}

TEST_CASE("a tie is no answer", "[cross_entropy]") {
  Matrix<double> logits(3, 2);
  logits << 1, 1, 0, 1, 2, 1;
  const int targets[] = {0, 1, 1};
  CHECK(accuracy<double>(logits, targets) == Approx(1.0 / 3));
}
