// Threads come from here; core knows none. What a loop computes must not depend on how many there are: each
// index writes its own place.
#pragma once

#include <cstdint>
#include <functional>

namespace orrery {

/// Calls body(i) for i = 0 .. count - 1, each once, on up to `threads` threads (0: one a core), the caller's
/// among them. Indices are handed out in ascending order. The first exception stops handing out and is thrown
/// here.
void parallel_for(int64_t count, int threads, const std::function<void(int64_t)>& body);

/// The number of threads that 0 stands for.
int available_threads();

}  // namespace orrery
