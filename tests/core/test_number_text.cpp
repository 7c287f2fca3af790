// Numbers as text: the digits that JavaScript writes, and back.
#include "core/numeric/number_text.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "core/numeric/random.h"
#include "tests/catch.h"

using namespace orrery;

TEST_CASE("Numbers are written as JavaScript writes them", "[number_text]") {
  const std::pair<double, const char*> cases[] = {{0.0, "0"},
                                                  {-0.0, "0"},
                                                  {1.0, "1"},
                                                  {-2.5, "-2.5"},
                                                  {0.05, "0.05"},
                                                  {0.1 + 0.2, "0.30000000000000004"},
                                                  {1e-6, "0.000001"},
                                                  {1e-7, "1e-7"},
                                                  {-1.25e-8, "-1.25e-8"},
                                                  {123456.789, "123456.789"},
                                                  {16e6, "16000000"},
                                                  {9007199254740993.0, "9007199254740992"},
                                                  {1e20, "100000000000000000000"},
                                                  {1e21, "1e+21"},
                                                  {1.5e300, "1.5e+300"},
                                                  {std::numeric_limits<double>::infinity(), "null"},
                                                  {std::numeric_limits<double>::quiet_NaN(), "null"}};
  for (const auto& [value, text] : cases) CHECK(json_number(value) == text);
}

TEST_CASE("A number reads back as the same", "[number_text]") {
  SplitMix64 random(1);
  for (int i = 0; i < 10000; ++i) {
    const uint64_t bits = random.next();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (std::isfinite(value)) REQUIRE(read_number(json_number(value)) == value);
  }
}

TEST_CASE("What is no decimal number reads as none", "[number_text]") {
  for (const char* text : {"", "-", "1e", "1.2.3", "0x10", "inf", "nan", "1,5", "1 2", "e5"})
    CHECK(std::isnan(read_number(text)));
  CHECK(read_number("+1.5E2") == 150);
  CHECK(std::isinf(read_number("1e999")));
}
