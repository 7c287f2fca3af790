// Threads from outside: every index once, failures come back, and the numbers do not depend on how many
// threads there are.
#include "native/threads/parallel_for.h"

#include <atomic>
#include <numeric>
#include <stdexcept>

#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/train/train_many.h"
#include "tests/catch.h"

using namespace orrery;

TEST_CASE("a parallel loop visits every index once", "[threads]") {
  for (const int threads : {0, 1, 2, 7}) {
    for (const int64_t count : {0, 1, 5, 1000}) {
      std::vector<std::atomic<int>> visits(static_cast<size_t>(count));
      parallel_for(count, threads, [&](int64_t i) { ++visits[static_cast<size_t>(i)]; });
      for (const auto& visited : visits) CHECK(visited == 1);
    }
  }
}

TEST_CASE("the first failure in a parallel loop ends it and is thrown", "[threads]") {
  for (const int threads : {1, 3}) {
    std::atomic<int> visited{0};
    CHECK_THROWS_AS(parallel_for(100000, threads,
                                 [&](int64_t i) {
                                   ++visited;
                                   if (i == 10) throw std::runtime_error("no");
                                 }),
                    std::runtime_error);
    CHECK(visited < 100000);
  }
}

TEST_CASE("runs are the same to the bit on one thread and on more", "[threads]") {
  std::vector<RunSpec> specs;
  for (uint32_t seed = 0; seed < 9; ++seed) {
    RunSpec spec = *preset_spec("superposition-quick");
    spec.seed = seed;
    spec.steps = 150 + 10 * seed;
    specs.push_back(spec);
  }
  const auto bytes = [](const std::vector<std::unique_ptr<Run>>& runs) {
    std::string all;
    for (const auto& run : runs) {
      for (const StateTensor& tensor : run->state())
        all.append(static_cast<const char*>(tensor.data), tensor.bytes());
    }
    return all;
  };
  int64_t last = 0;
  const auto one = train_many(specs, 1, [&](int64_t done) { CHECK(done == ++last); });
  CHECK(last == 9);
  const auto many = train_many(specs, 4);
  CHECK(bytes(one) == bytes(many));
  for (size_t i = 0; i < specs.size(); ++i) {
    CHECK(many[i]->step() == specs[i].steps);
    CHECK(many[i]->spec().seed == specs[i].seed);
  }
  specs[4].task.density = {2};
  specs[5].steps = 1;
  RunSpec& bad = specs[4];
  bad.task.density = {0.1, 0.2};
  CHECK_THROWS_AS(train_many(specs, 2), Failure);
}
