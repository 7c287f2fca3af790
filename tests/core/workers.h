// Workers for tests of what must not depend on them.
#pragma once

#include "core/numeric/parallel.h"

namespace orrery::test {

/// Runs tasks one by one in the wrong order, under the numbers of several workers: whatever depends on who
/// ran what, or when, shows without threads and every time.
class BackwardsWorkers final : public ParallelFor {
 public:
  explicit BackwardsWorkers(int workers) : workers_(workers) {}
  int workers() const override { return workers_; }

 protected:
  void run(int tasks, Task task, const void* context) override {
    for (int i = tasks - 1; i >= 0; --i) task(context, i, (i * 7 + tasks) % workers_);
  }

 private:
  int workers_;
};

}  // namespace orrery::test
