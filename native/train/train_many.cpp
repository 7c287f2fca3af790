#include "native/train/train_many.h"

#include <limits>
#include <mutex>

#include "native/failure.h"
#include "native/terminal/interrupt.h"
#include "native/threads/parallel_for.h"

namespace orrery {
namespace {

constexpr int64_t kStepsBetweenLooks = 10000;

template <class T>
T measured(Run& run, std::string_view path, T undefined) {
  for (const Measure& entry : measure(run, path)) {
    if (const T* value = std::get_if<T>(&entry.value); value && entry.path == path) return *value;
  }
  return undefined;
}

}  // namespace

std::vector<std::unique_ptr<Run>> train_many(const std::vector<RunSpec>& specs, int threads,
                                             const std::function<void(int64_t)>& done) {
  std::vector<std::unique_ptr<Run>> runs(specs.size());
  int64_t finished = 0;
  std::mutex guard;
  parallel_for(static_cast<int64_t>(specs.size()), threads, [&](int64_t i) {
    std::unique_ptr<Run>& run = runs[static_cast<size_t>(i)];
    run = value_or_throw(make_run(specs[static_cast<size_t>(i)]));
    while (run->step() < run->spec().steps) {
      if (interrupted()) throw Failure(kInterrupted, "interrupted");
      run->advance(std::min(kStepsBetweenLooks, run->spec().steps - run->step()));
    }
    const std::lock_guard lock(guard);
    ++finished;
    if (done) done(finished);
  });
  return runs;
}

double measured_number(Run& run, std::string_view path) {
  return measured(run, path, std::numeric_limits<double>::quiet_NaN());
}

std::string measured_name(Run& run, std::string_view path) {
  return measured(run, path, std::string());
}

}  // namespace orrery
