// Threads from outside: every index once, failures come back, and the numbers do not depend on how many
// threads there are.
#include "native/threads/worker_pool.h"

#include <atomic>
#include <numeric>
#include <stdexcept>

#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/train/train_seeds.h"
#include "tests/catch.h"

using namespace orrery;

TEST_CASE("a parallel loop does every task once, under numbers that no two share at a time", "[threads]") {
  for (const int threads : {0, 1, 2, 7}) {
    WorkerPool pool(threads);
    CHECK(pool.workers() == (threads ? threads : available_threads()));
    std::vector<std::atomic<bool>> taken(static_cast<size_t>(pool.workers()));
    for (const int count : {0, 1, 5, 1000, 3, 1000}) {
      std::vector<std::atomic<int>> visits(static_cast<size_t>(count));
      std::atomic<int> clashes{0};
      pool(count, [&](int i, int worker) {
        if (taken[static_cast<size_t>(worker)].exchange(true)) ++clashes;
        ++visits[static_cast<size_t>(i)];
        taken[static_cast<size_t>(worker)] = false;
      });
      CHECK(clashes == 0);
      for (const auto& visited : visits) CHECK(visited == 1);
    }
  }
}

TEST_CASE("loops follow one another without a thread that comes late taking part in the wrong one",
          "[threads]") {
  // More threads than cores, so that some sleep through whole loops and wake up in the middle of later ones.
  WorkerPool pool(8);
  std::vector<std::atomic<int>> visits(40);
  for (int loop = 0; loop < 30000; ++loop) {
    const int count = 1 + loop * 7 % 40;
    for (auto& visited : visits) visited = 0;
    pool(count, [&](int i, int) { ++visits[static_cast<size_t>(i)]; });
    int wrong = 0;
    for (int i = 0; i < 40; ++i) wrong += visits[static_cast<size_t>(i)] != (i < count ? 1 : 0);
    REQUIRE(wrong == 0);
  }
}

TEST_CASE("the first failure in a parallel loop ends it and is thrown, and the pool goes on", "[threads]") {
  for (const int threads : {1, 3}) {
    WorkerPool pool(threads);
    for (int again = 0; again < 2; ++again) {
      std::atomic<int> visited{0};
      CHECK_THROWS_AS(pool(100000,
                           [&](int i, int) {
                             ++visited;
                             if (i == 10) throw std::runtime_error("no");
                           }),
                      std::runtime_error);
      CHECK(visited < 100000);
    }
  }
}

TEST_CASE("many seeds at once are each run alone, to the bit, on one thread and on more", "[threads]") {
  RunSpec spec = *preset_spec("superposition-quick");
  spec.steps = 300;
  spec.optimizer.warmup_steps = 20;
  spec.optimizer.schedule = Schedule::cosine;
  spec.model.init_scale = 0.5;
  const auto one = train_seeds(spec, 21, 1), many = train_seeds(spec, 21, 4);
  REQUIRE(one.size() == 21);
  for (uint32_t seed = 0; seed < 21; ++seed) {
    spec.seed = seed;
    const std::unique_ptr<Run> alone = value_or_throw(make_run(spec));
    alone->advance(spec.steps);
    const auto* W = static_cast<const float*>(alone->state()[0].data);
    for (Eigen::Index i = 0; i < 10; ++i) {
      CHECK(one[seed].parameters.W.data()[i] == static_cast<double>(W[i]));
      CHECK(many[seed].parameters.W.data()[i] == static_cast<double>(W[i]));
    }
    CHECK(one[seed].seed == seed);
    CHECK(one[seed].exact_loss == measured_number(*alone, "superposition.exact_loss"));
    CHECK(one[seed].geometry == measured_name(*alone, "superposition.geometry"));
  }
  spec.seeds.init = 3;
  CHECK_THROWS_AS(train_seeds(spec, 2, 1), Failure);
}
