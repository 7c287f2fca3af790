// Threads come from here; core knows none (core/numeric/parallel.h). What a loop computes must not depend on how many there
// are: each task writes its own place.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/numeric/parallel.h"

namespace orrery {

/// The number of threads that 0 stands for: one a core.
int available_threads();

/// Threads that wait for loops, the caller's among them. A training step has a dozen loops, so the others spin for a
/// moment after each before they sleep. The caller waits for tasks, not for threads: where the machine is busy and the
/// others don't get to run, it does all the work itself. Tasks are handed out in ascending order. The first exception stops
/// handing out and is thrown to the caller.
class WorkerPool final : public ParallelFor {
 public:
  explicit WorkerPool(int threads = 0);
  ~WorkerPool() override;
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  int workers() const override { return static_cast<int>(others_.size()) + 1; }

 protected:
  void run(int tasks, Task task, const void* context) override;

 private:
  void serve(int worker);
  void work(uint32_t round, int worker);

  std::vector<std::thread> others_;
  std::atomic<uint32_t> round_{0};  // counts loops; the others wait for it to change
  std::atomic<bool> ending_{false};

  /// The loop of this round, and its next task: the round in the upper half, so that who comes late takes no task of a
  /// loop that he has not read.
  std::atomic<uint64_t> ticket_{0};
  std::atomic<int> tasks_{0};
  std::atomic<Task> task_{nullptr};
  std::atomic<const void*> context_{nullptr};
  std::atomic<int> open_{0};  // tasks that are not done
  std::mutex guard_;
  std::exception_ptr failure_;
};

}  // namespace orrery
