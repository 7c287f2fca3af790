# Micro-benchmarks: bench/*.cpp, with Google Benchmark. `orrery bench` itself is part of the native program.
file(GLOB bench_sources CONFIGURE_DEPENDS bench/*.cpp)
if(bench_sources)
  find_package(benchmark REQUIRED)
  add_executable(orrery_microbench ${bench_sources})
  target_link_libraries(orrery_microbench PRIVATE orrery_core benchmark::benchmark_main)
endif()
