# Flags that hold for every target, and the helper that finds a room's files.

# Warnings, for our own code only (packages' headers come as SYSTEM).
add_compile_options(-Wall -Wextra -Wpedantic)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options(-Wno-restrict)  # GCC bug 105329: "text" + std::string is taken for an overlapping copy
endif()

# A fused multiply-add where the source writes none would make results depend on the compiler and the machine.
# Kernels that want FMA say so by name (core/CMakeLists.txt).
add_compile_options(-ffp-contract=off)

if(ORRERY_SANITIZE)
  # vptr needs RTTI, which core does without.
  set(sanitizers -fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_compile_options(${sanitizers})
  add_link_options(${sanitizers})
endif()

# room_sources(OUT PATTERN...): the C++ files that match, below the calling folder, looked up again at each build.
macro(room_sources out)
  file(GLOB_RECURSE ${out} CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} ${ARGN})
endmacro()

# wide_kernels(LIST): wide kernels (*_avx2.cpp, *_avx512.cpp) exist natively on x86-64 only, where the CPU chooses among
# them at run time. Gives those of the list their flags, or takes them out of it; ORRERY_WIDE_KERNELS says which.
macro(wide_kernels sources)
  set(avx2_sources ${${sources}})
  list(FILTER avx2_sources INCLUDE REGEX "_avx2\\.cpp$")
  set(avx512_sources ${${sources}})
  list(FILTER avx512_sources INCLUDE REGEX "_avx512\\.cpp$")
  set(ORRERY_WIDE_KERNELS OFF)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$" AND NOT EMSCRIPTEN)
    set_property(SOURCE ${avx2_sources} APPEND PROPERTY COMPILE_OPTIONS -mavx2 -mfma)
    set_property(SOURCE ${avx512_sources} APPEND PROPERTY COMPILE_OPTIONS
      -mavx512f -mavx512vl -mavx512dq -mavx512bw -mfma -mprefer-vector-width=512)
    set(ORRERY_WIDE_KERNELS ON)
  else()
    list(FILTER ${sources} EXCLUDE REGEX "_avx(2|512)\\.cpp$")
  endif()
endmacro()

if(EMSCRIPTEN)
  # Renamed in 3.1.25; from 3.1.27 the default is 64 kB, too little for Eigen's alloca.
  if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.25)
    set(EMSCRIPTEN_STACK_FLAG -sTOTAL_STACK)
  else()
    set(EMSCRIPTEN_STACK_FLAG -sSTACK_SIZE)
  endif()
endif()
