// The random streams against published values and the distributions they stand for.
#include "core/numeric/random.h"

#include <cmath>
#include <vector>

#include "core/task/sparse_features.h"
#include "tests/catch.h"

using namespace orrery;

TEST_CASE("SplitMix64 gives its published sequence", "[random]") {
  SplitMix64 random(1234567);
  for (const uint64_t expected : {6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
                                  4593380528125082431u, 16408922859458223821u})
    CHECK(random.next() == expected);
}

TEST_CASE("Every lane is xoshiro128+ as its authors wrote it", "[random]") {
  LaneStream stream(42, StreamUse::data);
  uint32_t reference[16][4];
  for (int lane = 0; lane < 16; ++lane)
    for (int w = 0; w < 4; ++w) reference[lane][w] = stream.state[w][lane];
  for (int draw = 0; draw < 100; ++draw) {
    const auto words = stream.next();
    for (int lane = 0; lane < 16; ++lane) {
      uint32_t* const s = reference[lane];
      REQUIRE(words[static_cast<size_t>(lane)] == s[0] + s[3]);
      const uint32_t t = s[1] << 9;
      s[2] ^= s[0];
      s[3] ^= s[1];
      s[1] ^= s[2];
      s[0] ^= s[3];
      s[2] ^= t;
      s[3] = (s[3] << 11) | (s[3] >> 21);
    }
  }
}

TEST_CASE("Streams are pinned: stored runs must stay what they are", "[random]") {
  SplitMix64 init(7, StreamUse::init);
  LaneStream data(7, StreamUse::data);
  const auto words = data.next();
  CHECK(init.next() == 7191089600892374487u);
  CHECK(words[0] == 3013091763u);
  CHECK(words[15] == 75423133u);
  CHECK(LaneStream(7, StreamUse::split).next()[0] != words[0]);
  CHECK(LaneStream(8, StreamUse::data).next()[0] != words[0]);
}

TEST_CASE("Normals have the moments of the normal distribution", "[random]") {
  SplitMix64 random(5, StreamUse::init);
  constexpr int kDraws = 200000;
  double sum = 0, squares = 0, fourth = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
    fourth += x * x * x * x;
  }
  CHECK(std::abs(sum / kDraws) < 4 / std::sqrt(kDraws));
  CHECK(std::abs(squares / kDraws - 1) < 4 * std::sqrt(2.0 / kDraws));
  CHECK(std::abs(fourth / kDraws - 3) < 4 * std::sqrt(96.0 / kDraws));
}

TEST_CASE("Bounded integers are even", "[random]") {
  SplitMix64 random(3, StreamUse::split);
  std::vector<int> seen(7);
  for (int i = 0; i < 70000; ++i) ++seen[random.below(7)];
  for (const int count : seen) CHECK(std::abs(count - 10000) < 4 * 93);
  CHECK(random.below(1) == 0);
}

TEST_CASE("A feature is on as often as its density says, and then uniform", "[random]") {
  const SparseFeatures features{{1.0, 0.5, 0.05, 0.001}, {1, 1, 1, 1}};
  LaneStream stream(11, StreamUse::data);
  constexpr int kSamples = 200000;
  const Matrix<float> x = sample_batch(features, kSamples, stream);
  CHECK(x.minCoeff() >= 0);
  CHECK(x.maxCoeff() <= 1);
  for (int i = 0; i < 4; ++i) {
    const double p = features.density[static_cast<size_t>(i)];
    const double on = static_cast<double>((x.col(i).array() > 0).count()) / kSamples;
    INFO("density " << p);
    CHECK(std::abs(on - p) <= 4 * std::sqrt(p * (1 - p) / kSamples) + 1e-6);
    CHECK(x.col(i).cast<double>().mean() == Approx(p / 2).margin(4 * std::sqrt(p / 3 / kSamples)));
    CHECK(x.col(i).cast<double>().array().square().mean() ==
          Approx(p / 3).margin(4 * std::sqrt(p / 5 / kSamples)));
  }
}

TEST_CASE("Features of a sample are independent of each other", "[random]") {
  const SparseFeatures features{{0.5, 0.5}, {1, 1}};
  LaneStream stream(12, StreamUse::data);
  constexpr int kSamples = 100000;
  const Matrix<float> x = sample_batch(features, kSamples, stream);
  const double both = static_cast<double>((x.col(0).array() > 0 && x.col(1).array() > 0).count()) / kSamples;
  CHECK(both == Approx(0.25).margin(4 * std::sqrt(0.1875 / kSamples)));
}

TEST_CASE("A batch draws every lane for every time, also when it ends within one", "[random]") {
  const SparseFeatures features{{0.3, 0.7, 1.0}, {1, 1, 1}};
  LaneStream part(1, StreamUse::data), whole(1, StreamUse::data);
  const Matrix<float> first = sample_batch(features, 20, part), all = sample_batch(features, 32, whole);
  CHECK(first == all.topRows(20));
  CHECK(part.next() == whole.next());
}
