// Permutations of up to six points, and the order in which the papers' code numbers them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace orrery {

/// The image of each point; points from the degree on stay where they are.
using Permutation = std::array<uint8_t, 6>;

inline constexpr Permutation kIdentityPermutation{0, 1, 2, 3, 4, 5};

/// First a, then b: i -> b[a[i]].
Permutation then(const Permutation& a, const Permutation& b);

bool is_even(const Permutation& permutation);

/// Disjoint cycles, "(0 2 3)(1 4)"; "e" for the identity.
std::string cycles(const Permutation& permutation);

/// The elements of S_degree (3 to 6) or of A_degree (4 to 6), in make_group's order.
std::vector<Permutation> symmetric_elements(int degree);
std::vector<Permutation> alternating_elements(int degree);

}  // namespace orrery
