#include "native/threads/worker_pool.h"

#include <algorithm>
#include <chrono>
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
  for (int worker = 1; worker < threads; ++worker) others_.emplace_back([this, worker] { serve(worker); });
}

WorkerPool::~WorkerPool() {
  ending_ = true;
  ++round_;
  round_.notify_all();
  for (std::thread& other : others_) other.join();
}

void WorkerPool::run(int tasks, Task task, const void* context) {
  tasks_ = tasks;
  task_ = task;
  context_ = context;
  next_ = 0;
  if (!others_.empty() && tasks > 1) {
    busy_.store(static_cast<int>(others_.size()), std::memory_order_relaxed);
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
    work(0);
    for (int busy = busy_.load(std::memory_order_acquire); busy != 0;
         busy = busy_.load(std::memory_order_acquire))
      wait_for_change(busy_, busy);
  } else {
    work(0);
  }
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void WorkerPool::serve(int worker) {
  for (uint32_t seen = 0;;) {
    wait_for_change(round_, seen);
    seen = round_.load(std::memory_order_acquire);
    if (ending_) return;
    work(worker);
    if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) busy_.notify_one();
  }
}

void WorkerPool::work(int worker) {
  for (int i = next_++; i < tasks_; i = next_++) {
    try {
      task_(context_, i, worker);
    } catch (...) {
      const std::lock_guard lock(guard_);
      if (!failure_) failure_ = std::current_exception();
      next_ = tasks_;
    }
  }
}

}  // namespace orrery
