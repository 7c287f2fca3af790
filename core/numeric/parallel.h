// Threads are given to core from outside. Work is cut into tasks by its shape alone, never by the number of
// workers, and sums over tasks are made in the tasks' order, so that the numbers don't depend on who ran
// what.
#pragma once

namespace orrery {

class ParallelFor {
 public:
  virtual ~ParallelFor() = default;

  /// At least 1. Worker numbers are below it; no two tasks run at once under the same number.
  virtual int workers() const = 0;

  /// Calls body(task, worker) once for each task 0 .. tasks - 1, in any order, and returns when all are done.
  template <class Body>
  void operator()(int tasks, const Body& body) {
    run(
        tasks,
        [](const void* context, int task, int worker) { (*static_cast<const Body*>(context))(task, worker); },
        &body);
  }

 protected:
  using Task = void (*)(const void* context, int task, int worker);
  virtual void run(int tasks, Task task, const void* context) = 0;
};

/// Everything on the calling thread.
class Serial final : public ParallelFor {
 public:
  int workers() const override { return 1; }

 protected:
  void run(int tasks, Task task, const void* context) override {
    for (int i = 0; i < tasks; ++i) task(context, i, 0);
  }
};

}  // namespace orrery
