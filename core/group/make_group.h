// Groups by name, as a run's description says them.
#pragma once

#include <string_view>

#include "core/group/group.h"
#include "core/result.h"

namespace orrery {

/// The most elements make_group accepts unless told otherwise: the product table then takes 8 MiB, the
/// Fourier transform of core/group/fourier.h 32 MiB.
inline constexpr int kLargestGroup = 2048;

/// The group called `name`: one of the following, or a direct product of several, "C3xS3".
///
///   C<n>      cyclic: element i is i, product (a + b) mod n.
///   D<m>      dihedral, order 2m: element r + m s is (rotation r, reflection s), with products
///             (r, 0)(r', s') = (r + r', s') and (r, 1)(r', s') = (r - r', 1 - s').
///   S<n>      symmetric, n = 3 .. 6, and A<n>, alternating, n = 4 .. 6: permutations of 0 .. n - 1, product
///             "a first, then b": (ab)[i] = b[a[i]]. S_n and A5 are numbered as the group paper's code
///             numbers them (sympy's Schreier-Sims order), A4 and A6 in the order that S4 and S6 give them.
///   Q8        the quaternions 1, i, j, k, -1, -i, -j, -k.
///   Z2^<k>    k bits, the highest named first; the product is exclusive or.
///   F20, F21  Frobenius: element t + p s is the map x -> g^s x + t of the integers mod p, with p = 5 and 7,
///             g = 2; (t, s)(t', s') = (t + g^s t', s + s').
///   GxH       element a |H| + b is the pair (a, b).
///
/// Errors name `field`: an unknown name, or a group of more than `largest` elements, with the size it would
/// have. Source: group spec, sections 4.1 and 16. `largest` is at most 65535.
Result<Group> make_group(std::string_view name, int largest = kLargestGroup,
                         std::string_view field = "task.group");

}  // namespace orrery
