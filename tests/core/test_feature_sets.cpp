// Correlated and anticorrelated sets: what is on together, how often, and bad descriptions refused.
#include "core/task/feature_sets.h"

#include <cmath>

#include "tests/catch.h"
#include "tests/core/hand_built.h"

using namespace orrery;

namespace {

constexpr int kSamples = 200000;

std::string line_of(const FeatureSets& sets) {
  const auto result = check_sets(sets);
  return result ? "" : result.error().line();
}

}  // namespace

TEST_CASE("Samples of sets switch as their kind says, as often as they should", "[sets]") {
  const FeatureSets sets{{{{0, 3}, SetKind::correlated, 0.2},
                          {{1, 4, 5}, SetKind::anticorrelated, 0.6},
                          {{2, 6}, SetKind::independent, 0.3}},
                         std::vector<double>(7, 1.0)};
  LaneStream stream(3, StreamUse::data);
  const Matrix<double> x = sample_batch(sets, kSamples, stream).cast<double>();
  CHECK(x.minCoeff() >= 0);
  CHECK(x.maxCoeff() < 1);
  const auto on = (x.array() > 0).cast<double>().eval();
  CHECK((on.col(0) == on.col(3)).all());
  CHECK((on.col(1) + on.col(4) + on.col(5)).maxCoeff() == 1);
  const auto density = sets.marginal_density();
  CHECK(density ==
        std::vector<double>{0.2, 0.6 * (1.0 / 3), 0.3, 0.2, 0.6 * (1.0 / 3), 0.6 * (1.0 / 3), 0.3});
  for (int i = 0; i < 7; ++i) {
    CAPTURE(i);
    CHECK(on.col(i).mean() == Approx(density[i]).margin(0.004));
    // Uniform on [0, 1] where it is on.
    CHECK(x.col(i).sum() / on.col(i).sum() == Approx(0.5).margin(0.006));
    CHECK(x.col(i).squaredNorm() / on.col(i).sum() == Approx(1.0 / 3).margin(0.006));
  }
  // Values that are on together are independent; so are different sets.
  const double both = on.col(0).sum();
  CHECK(x.col(0).dot(x.col(3)) / both == Approx(0.25).margin(0.005));
  CHECK((on.col(0) * on.col(1)).mean() == Approx(0.2 * 0.2).margin(0.003));
  CHECK((on.col(2) * on.col(6)).mean() == Approx(0.3 * 0.3).margin(0.003));
}

TEST_CASE("Sets of one draw what independent features draw", "[sets]") {
  const auto task = test::uniform_task(5, 0.3);
  LaneStream one(9, StreamUse::data), other = one;
  CHECK(sample_batch(as_sets(task), 50, one) == sample_batch(task, 50, other));
  CHECK(one.next() == other.next());
}

TEST_CASE("A density of an anticorrelated set is the set's, or each member's", "[sets]") {
  const auto article = alike_sets(2, 2, SetKind::anticorrelated, 0.2);
  CHECK(article.count() == 4);
  CHECK(article.sets[1].members == std::vector<int>{2, 3});
  CHECK(article.marginal_density() == std::vector<double>(4, 0.1));
  const auto exercise = alike_sets(2, 2, SetKind::anticorrelated, 0.2, AnticorrelatedDensity::of_member);
  CHECK(exercise.marginal_density() == std::vector<double>(4, 0.2));
  const auto correlated = alike_sets(1, 3, SetKind::correlated, 0.2, AnticorrelatedDensity::of_member);
  CHECK(correlated.marginal_density() == std::vector<double>(3, 0.2));
}

TEST_CASE("A bad description of sets is refused in one line", "[sets]") {
  FeatureSets sets = alike_sets(2, 2, SetKind::correlated, 0.2);
  CHECK(line_of(sets) == "");
  sets.sets[1].members = {2, 4};
  CHECK(line_of(sets) == "sets.1.members = 4: expected features from 0 to 3");
  sets.sets[1].members = {2, 0};
  CHECK(line_of(sets) == "sets.1.members = 0: expected a feature that is in no other set");
  sets.sets[1].members = {2};
  CHECK(line_of(sets) == "sets: expected feature 3 to be in one");
  sets.sets[1].members = {};
  CHECK(line_of(sets) == "sets.1.members = []: expected at least one feature");
  sets = alike_sets(2, 2, SetKind::anticorrelated, 0.7, AnticorrelatedDensity::of_member);
  CHECK(line_of(sets) == "sets.0.probability = 1.4: expected a number above 0 and at most 1");
  sets = alike_sets(1, 2, SetKind::correlated, 0.2);
  sets.importance[1] = -1;
  CHECK(line_of(sets) == "importance.1 = -1: expected a number of at least 0");
}
