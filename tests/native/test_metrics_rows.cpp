// metrics.jsonl: the form of a row, and which rows of a damaged file can be trusted.
#include "native/io/metrics_rows.h"

#include <cmath>
#include <limits>

#include "core/train/cadence.h"
#include "tests/catch.h"

using namespace orrery;

namespace {

std::string rows_through(const RunSpec& spec, int64_t last) {
  std::string text;
  for (int64_t step = 0; step <= last; step = next_metrics_step(spec.record, spec.steps, step)) {
    text += metrics_row(step, {{"loss", 0.5}});
    if (step == spec.steps) break;
  }
  return text;
}

}  // namespace

TEST_CASE("a row has step first, nine digits, and null for what is undefined", "[metrics]") {
  const std::vector<Measure> measures{
      {"loss", static_cast<double>(0.1f)},
      {"superposition.exact_loss", std::monostate{}},
      {"diverged", std::numeric_limits<double>::quiet_NaN()},
      {"superposition.feature_norms", std::vector<double>{1, 1.0 / 3, 1e-10, HUGE_VAL}},
      {"superposition.geometry", std::string("pentagon")},
      {"names", std::vector<std::string>{"a\"b", ""}}};
  CHECK(metrics_row(100, measures) ==
        "{\"step\":100,\"loss\":0.100000001,\"superposition.exact_loss\":null,\"diverged\":null,"
        "\"superposition.feature_norms\":[1,0.333333333,1e-10,null],\"superposition.geometry\":\"pentagon\","
        "\"names\":[\"a\\\"b\",\"\"]}\n");
  CHECK(metrics_row(0, {}) == "{\"step\":0}\n");
}

TEST_CASE("a float32 printed with nine digits reads back to the bit", "[metrics]") {
  for (uint32_t bits = 0x3a000000u; bits < 0x42000000u; bits += 104729) {
    float value = 0;
    static_assert(sizeof value == sizeof bits);
    __builtin_memcpy(&value, &bits, sizeof value);
    const std::string row = metrics_row(0, {{"x", static_cast<double>(value)}});
    CHECK(std::strtof(row.c_str() + row.rfind(':') + 1, nullptr) == value);
  }
}

TEST_CASE("rows are trusted up to the first that is cut, damaged, missing or misplaced", "[metrics]") {
  RunSpec spec;
  spec.steps = 1000;
  const std::string good = rows_through(spec, 1000);
  REQUIRE(whole_rows(good, spec).rows.size() == 11);
  CHECK(whole_rows(good, spec).bytes_through(1000) == good.size());
  CHECK(whole_rows(good, spec).first_missing > 1000);
  CHECK(whole_rows("", spec).first_missing == 0);

  for (size_t length = 0; length < good.size(); ++length) {
    const WholeRows whole = whole_rows(good.substr(0, length), spec);
    CHECK(whole.bytes_through(1000) <= length);
    CHECK(whole.first_missing == 100 * static_cast<int64_t>(whole.rows.size()));
  }
  const size_t third = good.find("{\"step\":200");
  const size_t fourth = good.find("{\"step\":300");
  std::string missing = good;
  missing.erase(third, fourth - third);
  CHECK(whole_rows(missing, spec).first_missing == 200);
  std::string damaged = good;
  damaged[third + 15] = '\0';
  CHECK(whole_rows(damaged, spec).first_missing == 200);
  CHECK(whole_rows(damaged, spec).bytes_through(150) == whole_rows(good, spec).bytes_through(100));
  CHECK(whole_rows("{\"step\":5}\n", spec).rows.empty());
  CHECK(whole_rows("[]\n", spec).rows.empty());
}
