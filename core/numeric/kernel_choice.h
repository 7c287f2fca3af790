// Which of the kernel files' targets this CPU runs.
#pragma once

#include <string_view>

namespace orrery {

/// The names of the kernel targets, best first.
inline constexpr const char* kKernelTargets[] = {"avx512", "avx2", "portable"};

/// Whether the target is built and the CPU can run it.
bool cpu_runs(std::string_view target);

/// The target of every kernel: the best one that the CPU runs, or the one that use_kernels named.
const char* kernel_target();

/// Makes all kernels come from this target: "portable" for the numbers of the page. False, and nothing changes, if it is
/// not built or the CPU can't run it. Before any run is made and any thread is started: kernels are chosen once.
bool use_kernels(std::string_view target);

}  // namespace orrery
