// Catch2 as Debian has it: 2.13 (one header) on Debian 12, 3.x on Debian 13. Tests include this and use what both know.
#pragma once

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
using Catch::Approx;  // Catch2 2 has it in the global namespace
#else
#include <catch2/catch.hpp>
#endif
