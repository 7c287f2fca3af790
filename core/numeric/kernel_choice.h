// Which of the kernel files' targets this CPU runs.
#pragma once

#include <string_view>

namespace orrery {

/// The names of the kernel targets, best first.
inline constexpr const char* kKernelTargets[] = {"avx512", "avx2", "portable"};

/// Whether the target is built and the CPU can run it.
bool cpu_runs(std::string_view target);

}  // namespace orrery
