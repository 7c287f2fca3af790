// CPython's generator: values printed by CPython 3 and the proof values of the papers' splits.
#include <algorithm>
#include <array>
#include <vector>

#include "core/numeric/python_random.h"
#include "tests/catch.h"

using namespace orrery;

TEST_CASE("the Mersenne twister gives the standard's 10,000th word", "[python_random]") {
  MersenneTwister words = MersenneTwister::from_seed(5489);
  for (int i = 0; i < 9999; ++i) words.next();
  CHECK(words.next() == 4123659995u);  // [rand.predef] of the C++ standard
}

TEST_CASE("init_by_array gives the authors' first words", "[python_random]") {
  const uint32_t key[] = {0x123, 0x234, 0x345, 0x456};
  MersenneTwister words = MersenneTwister::from_key(key, 4);
  CHECK(words.next() == 1067595299u);  // mt19937ar.out
  CHECK(words.next() == 955945823u);
  CHECK(words.next() == 477289528u);
}

TEST_CASE("getrandbits agrees with CPython for seeds of one and two words", "[python_random]") {
  struct Row {
    uint64_t seed;
    std::array<uint64_t, 3> words;
    uint64_t bits64, bits33, bits5, bits1;
  };
  const Row rows[] = {
      {0, {3626764237, 1654615998, 3255389356}, 7758176404715800194, 173879092, 30, 1},
      {42, {2746317213, 478163327, 107420369}, 5073395517033431291, 1051802512, 4, 1},
      {2147483653, {3817804948, 2541178257, 2045138650}, 3503573141712992726, 5408431074, 22, 1},
      {4294967296, {485306839, 1508871100, 1794561286}, 307624781732766930, 4392986381, 28, 1},
      {9223372036854788153u, {1308997459, 1668775168, 912389232}, 12249160829511589477u, 1238431106, 31, 1},
  };
  for (const Row& row : rows) {
    PythonRandom random(row.seed);
    for (const uint64_t word : row.words) CHECK(random.getrandbits(32) == word);
    CHECK(random.getrandbits(64) == row.bits64);
    CHECK(random.getrandbits(33) == row.bits33);
    CHECK(random.getrandbits(5) == row.bits5);
    CHECK(random.getrandbits(1) == row.bits1);
  }
}

TEST_CASE("shuffle agrees with CPython", "[python_random]") {
  using List = std::vector<uint32_t>;
  CHECK(PythonRandom(0).permutation(12) == List{1, 9, 8, 5, 10, 2, 3, 7, 4, 0, 11, 6});
  CHECK(PythonRandom(42).permutation(12) == List{7, 5, 2, 8, 9, 6, 11, 3, 4, 0, 1, 10});
  CHECK(PythonRandom(4294967303).permutation(12) == List{1, 4, 11, 2, 7, 8, 9, 6, 0, 10, 5, 3});
  CHECK(PythonRandom(1).permutation(0).empty());
  CHECK(PythonRandom(1).permutation(1) == List{0});

  const List split = PythonRandom(3).permutation(12769);
  CHECK(List(split.begin(), split.begin() + 5) == List{4200, 10769, 11843, 154, 10289});
  CHECK(List(split.end() - 5, split.end()) == List{6061, 2136, 8916, 9709, 3898});

  PythonRandom random(42);  // one generator goes on where it was: random.Random(42), two lists
  std::vector<char> letters{'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'};
  random.shuffle(letters);
  CHECK(letters == std::vector<char>{'h', 'f', 'c', 'i', 'j', 'g', 'l', 'd', 'e', 'a', 'b', 'k'});
}

TEST_CASE("the grokking paper's splits begin with the pairs that its code draws", "[python_random]") {
  // Modulus 113, pairs in lexicographic order; grokking spec, section 2.
  const std::vector<std::vector<std::pair<int, int>>> first = {
      {{18, 34}, {10, 83}, {55, 28}, {25, 51}, {63, 65}, {14, 104}},
      {{58, 58}, {76, 57}, {60, 23}, {100, 89}, {29, 27}, {34, 30}}};
  for (uint64_t seed = 0; seed < 2; ++seed) {
    const std::vector<uint32_t> order = PythonRandom(seed).permutation(113 * 113);
    for (size_t i = 0; i < first[seed].size(); ++i) {
      CHECK(order[i] / 113 == static_cast<uint32_t>(first[seed][i].first));
      CHECK(order[i] % 113 == static_cast<uint32_t>(first[seed][i].second));
    }
  }
}

TEST_CASE("the gradient symmetricity triples are those of the clock-and-pizza paper", "[python_random]") {
  // Random(42) shuffles all 59^3 triples, the first number outermost; clock-and-pizza spec, 10.1: numbers 1-5
  // and 96-100.
  const std::vector<uint32_t> order = PythonRandom(42).permutation(59 * 59 * 59);
  const uint32_t expected[][4] = {{0, 29, 1, 57},  {1, 49, 36, 24}, {2, 40, 38, 8},   {3, 13, 17, 16},
                                  {4, 57, 34, 36}, {95, 7, 45, 42}, {96, 26, 36, 11}, {97, 41, 45, 28},
                                  {98, 3, 23, 49}, {99, 26, 20, 11}};
  for (const auto& [place, a, b, c] : expected) CHECK(order[place] == (a * 59 + b) * 59 + c);
}
