// Learning-rate schedules and the cadence of metrics rows.
#include <cmath>
#include <vector>

#include "core/train/cadence.h"
#include "core/train/schedule.h"
#include "tests/catch.h"

using namespace orrery;

TEST_CASE("schedules start at 1 and end at the floor", "[schedule]") {
  for (const Schedule schedule : {Schedule::linear, Schedule::cosine, Schedule::cosine_quarter}) {
    CHECK(schedule_factor(schedule, 0.1, 0, 1000, 0) == Approx(1));
    CHECK(schedule_factor(schedule, 0.1, 0, 1000, 1000) == Approx(0.1));
    CHECK(schedule_factor(schedule, 0.1, 0, 1000, 5000) == Approx(0.1));
  }
  CHECK(schedule_factor(Schedule::constant, 0, 0, 1000, 5000) == 1);
}

TEST_CASE("schedules follow their formulas in between", "[schedule]") {
  CHECK(schedule_factor(Schedule::linear, 0, 0, 1000, 250) == Approx(0.75));
  CHECK(schedule_factor(Schedule::cosine, 0, 0, 1000, 250) == Approx((1 + std::sqrt(0.5)) / 2));
  CHECK(schedule_factor(Schedule::cosine, 0.5, 0, 1000, 500) == Approx(0.75));
  // The notebook: cos(pi t / (2 (T - 1))).
  CHECK(schedule_factor(Schedule::cosine_quarter, 0, 0, 1001, 500) == Approx(std::sqrt(0.5)));
  CHECK(schedule_factor(Schedule::cosine_quarter, 0, 0, 1000, 999) == 0);
}

TEST_CASE("warm-up rises linearly before the schedule begins", "[schedule]") {
  CHECK(schedule_factor(Schedule::linear, 0, 10, 110, 0) == Approx(0.1));
  CHECK(schedule_factor(Schedule::linear, 0, 10, 110, 9) == Approx(1));
  CHECK(schedule_factor(Schedule::linear, 0, 10, 110, 60) == Approx(0.5));
  CHECK(schedule_factor(Schedule::constant, 0, 4, 10, 1) == Approx(0.5));
}

TEST_CASE("a degenerate length divides nothing by zero", "[schedule]") {
  for (const Schedule schedule : {Schedule::linear, Schedule::cosine, Schedule::cosine_quarter}) {
    CHECK(std::isfinite(schedule_factor(schedule, 0, 0, 0, 0)));
    CHECK(std::isfinite(schedule_factor(schedule, 0, 0, 1, 0)));
    CHECK(std::isfinite(schedule_factor(schedule, 0, 5, 5, 7)));
  }
}

TEST_CASE("rows come at multiples, or evenly on a logarithmic axis, and always at the end", "[cadence]") {
  RecordSpec record;
  record.metrics_every = 40;
  CHECK(next_metrics_step(record, 100, 0) == 40);
  CHECK(next_metrics_step(record, 100, 40) == 80);
  CHECK(next_metrics_step(record, 100, 80) == 100);

  record.cadence = Cadence::logarithmic;
  record.rows_per_decade = 3;
  std::vector<int64_t> steps;
  for (int64_t step = 0; step < 150;) steps.push_back(step = next_metrics_step(record, 150, step));
  CHECK(steps == std::vector<int64_t>{1, 2, 5, 10, 22, 46, 100, 150});

  record.checkpoint_every = 0;
  CHECK(next_checkpoint_step(record, 150, 0) == 150);
  record.checkpoint_every = 100;
  CHECK(next_checkpoint_step(record, 150, 0) == 100);
  CHECK(next_checkpoint_step(record, 150, 100) == 150);
}
