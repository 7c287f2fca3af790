// The digon law against the exact loss of hand-built networks and the published counts.
#include "core/measure/digon_law.h"

#include <cmath>

#include "core/measure/exact_loss.h"
#include "tests/catch.h"
#include "tests/core/hand_built.h"

using namespace orrery;

TEST_CASE("the digon law is the exact loss of dedicated features and digons", "[digon-law]") {
  const double p = 0.23;
  const auto task = test::uniform_task(12, p, 0.8);
  for (int digons = 0; digons <= 4; ++digons) {
    CAPTURE(digons);
    ToyParameters<double> at{Matrix<double>::Zero(4, 12), Vector<double>::Zero(12)};
    for (int i = 0; i < 12; ++i) {
      if (i < 4) at.W(i, i) = 1;
      if (i >= 4 && i < 4 + digons) at.W(7 - i, i) = -1;  // the k-th beyond joins the k-th before
      if (i >= 4 + digons) at.b_final[i] = p / 2;
    }
    CHECK(digon_law_loss(task.importance, 4, digons, p) ==
          Approx(exact_loss(at, task, OutputActivation::relu)).epsilon(1e-12));
  }
}

TEST_CASE("digons appear at the published densities", "[digon-law]") {
  const double published[] = {0.509, 0.369, 0.237, 0.137, 0.073};
  const auto importance = test::uniform_task(20, 1, 0.7).importance;
  for (int k = 0; k < 5; ++k) {
    const double p = digon_density(0.7, k);
    CHECK(p == Approx(published[k]).margin(5e-4));
    CHECK(digon_count(importance, 5, p * 1.001).digons == k);
    CHECK(digon_count(importance, 5, p * 0.999).digons == k + 1);
  }
  CHECK(digon_density(0.9, 0) == Approx(0.554).margin(5e-4));
  CHECK(digon_density(1, 0) == Approx(4.0 / 7).epsilon(1e-14));
  const struct {
    double density;
    int dedicated, represented;
  } counts[] = {{1, 5, 5}, {0.5, 4, 6}, {0.3, 3, 7}, {0.2, 2, 8}, {0.1, 1, 9}, {0.03, 0, 10}};
  for (const auto& row : counts) {
    const DigonCount count = digon_count(importance, 5, row.density);
    CHECK(count.dedicated == row.dedicated);
    CHECK(count.represented() == row.represented);
  }
  // With two features for two dimensions there is nothing to pair.
  CHECK(digon_count({1, 1}, 2, 0.01).digons == 0);
}

TEST_CASE("a digon's unit saves no more for its activity than a dedicated one", "[digon-law]") {
  for (const double p : {1.0, 0.5, 0.1, 0.001}) {
    const double on = 2 * p - p * p, ignored = ignored_feature_loss(p);
    CHECK(dedicated_saving_per_activation(p) == Approx(ignored / p).epsilon(1e-12));
    CHECK(digon_saving_per_activation(p) == Approx((2 * ignored - p * p / 3) / on).epsilon(1e-12));
    CHECK(digon_saving_per_activation(p) < dedicated_saving_per_activation(p));
  }
  const double p = 1e-3;
  CHECK(dedicated_saving_per_activation(p) - digon_saving_per_activation(p) ==
        Approx(p * p / 8).epsilon(1e-2));
}
