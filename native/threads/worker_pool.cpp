#include "native/threads/worker_pool.h"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

namespace orrery {
namespace {

/// How long a thread looks for what it waits for before it sleeps: longer than the serial part between two loops of a
/// step, and nothing against a step.
constexpr std::chrono::microseconds kSpin{100};

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Waits until `value` is no longer `old`.
template <class T>
void wait_for_change(const std::atomic<T>& value, T old) {
  const auto until = std::chrono::steady_clock::now() + kSpin;
  while (std::chrono::steady_clock::now() < until) {
    for (int i = 0; i < 64; ++i) {
      if (value.load(std::memory_order_acquire) != old) return;
      relax();
    }
  }
  value.wait(old, std::memory_order_acquire);
}

}  // namespace

int available_threads() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

WorkerPool::WorkerPool(int threads) {
  if (threads <= 0) threads = available_threads();
  try {
    for (int worker = 1; worker < threads; ++worker) others_.emplace_back([this, worker] { serve(worker); });
  } catch (const std::system_error&) {
    // The system gives no more: those that there are do the work.
  }
}

WorkerPool::~WorkerPool() {
  ending_ = true;
  ++round_;
  round_.notify_all();
  for (std::thread& other : others_) other.join();
}

void WorkerPool::run(int tasks, Task task, const void* context) {
  if (tasks <= 0) return;
  const uint32_t round = round_.load(std::memory_order_relaxed) + 1;
  // First of all nobody may take a ticket of the last round any more: what it is for changes now.
  ticket_.store(uint64_t{round} << 32, std::memory_order_seq_cst);
  tasks_.store(tasks, std::memory_order_release);
  task_.store(task, std::memory_order_release);
  context_.store(context, std::memory_order_release);
  open_.store(tasks, std::memory_order_release);
  round_.store(round, std::memory_order_release);
  if (!others_.empty() && tasks > 1) round_.notify_all();
  work(round, 0);
  for (int open = open_.load(std::memory_order_acquire); open != 0;
       open = open_.load(std::memory_order_acquire))
    wait_for_change(open_, open);
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void WorkerPool::serve(int worker) {
  for (uint32_t seen = 0;;) {
    wait_for_change(round_, seen);
    seen = round_.load(std::memory_order_acquire);
    if (ending_) return;
    work(seen, worker);
  }
}

/// Takes tasks of `round` until there are none. A ticket that is taken proves that its loop was still on, and so that what
/// was read of it before was that loop's: run() takes the tickets away before it changes anything.
void WorkerPool::work(uint32_t round, int worker) {
  for (uint64_t ticket = ticket_.load(std::memory_order_acquire);;) {
    const int tasks = tasks_.load(std::memory_order_acquire);
    const Task task = task_.load(std::memory_order_acquire);
    const void* const context = context_.load(std::memory_order_acquire);
    const int index = static_cast<int>(ticket & UINT32_MAX);
    if (ticket >> 32 != round || index >= tasks) return;
    if (!ticket_.compare_exchange_weak(ticket, ticket + 1, std::memory_order_acq_rel)) continue;
    int done = 1;
    try {
      task(context, index, worker);
    } catch (...) {
      {
        const std::lock_guard lock(guard_);
        if (!failure_) failure_ = std::current_exception();
      }
      // Nobody will do the tasks that are left.
      const uint64_t left = ticket_.exchange(uint64_t{round} << 32 | static_cast<uint32_t>(tasks));
      done += std::max(0, tasks - static_cast<int>(left & UINT32_MAX));
    }
    if (open_.fetch_sub(done, std::memory_order_acq_rel) == done) open_.notify_one();
    ticket = ticket_.load(std::memory_order_acquire);
  }
}

}  // namespace orrery
