// What a reader sees of long work.
#include "native/terminal/progress.h"

#include "tests/catch.h"

using namespace orrery;

TEST_CASE("numbers, rates and times read easily", "[progress]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(12345678) == "12,345,678");
  CHECK(grouped(-1234) == "-1,234");
  CHECK(grouped(-123) == "-123");
  CHECK(duration_text(0.012) == "12 ms");
  CHECK(duration_text(0.84) == "0.8 s");
  CHECK(duration_text(42.4) == "42 s");
  CHECK(duration_text(187) == "3:07");
  CHECK(duration_text(7387) == "2:03:07");
  CHECK(rate_text(850) == "850");
  CHECK(rate_text(12345) == "12.3 k");
  CHECK(rate_text(1.2099e6) == "1.21 M");
}

TEST_CASE("the bar fits its line", "[progress]") {
  CHECK(bar_text(500, 1000, "steps", 2100, 80).starts_with("[###############"));
  CHECK(bar_text(500, 1000, "steps", 2100, 200).find("50 %  500 of 1,000 steps  2.1 k/s  0.2 s left") !=
        std::string::npos);
  for (const int columns : {0, 1, 10, 40, 60, 79, 80, 120, 300}) {
    for (const int64_t done : {0, 1, 500, 999, 1000}) {
      CHECK(static_cast<int>(bar_text(done, 1000, "steps", 33, columns).size()) <= std::max(columns - 1, 0));
    }
  }
  CHECK(bar_text(0, 0, "steps", 0, 80).find("100 %") != std::string::npos);
}
