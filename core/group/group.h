// A finite group as a table: what tasks look products up in, and what representations are built on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace orrery {

enum class GroupFamily {
  cyclic,              // C_n: parameter n, order n
  dihedral,            // D_m: parameter m, order 2m
  symmetric,           // S_n
  alternating,         // A_n
  quaternion,          // Q_8
  elementary_abelian,  // Z_2^k: parameter k, order 2^k
  frobenius,           // F_20 = C_5 : C_4 and F_21 = C_7 : C_3: parameter is the order
  product              // direct product of `factors`
};

/// A group of n elements, numbered 0 .. n - 1. make_group (core/group/make_group.h) says how each family
/// numbers them.
struct Group {
  std::string name;  // as make_group takes it: "S5", "C3xS3"
  GroupFamily family = GroupFamily::cyclic;
  int parameter = 1;
  int order = 0;
  int identity = 0;                   // not 0 in S5 (20), S6 (60), A6 (30)
  std::vector<uint16_t> table;        // [n, n] row-major: table[a * n + b] = a b
  std::vector<uint16_t> inverse;      // [n]
  std::vector<std::string> elements;  // [n] their names: "(0 4 3 1)", "r^2 s", "-k", "0110"
  std::vector<Group> factors;         // of a product, two or more, none itself a product

  /// a b; of permutations, first a, then b.
  int product(int a, int b) const {
    return table[static_cast<size_t>(a) * static_cast<size_t>(order) + static_cast<size_t>(b)];
  }
  /// g a g^-1.
  int conjugate(int a, int g) const { return product(product(g, a), inverse[static_cast<size_t>(g)]); }
};

/// The smallest k >= 1 with a^k = e, for each element a. [n]
std::vector<int> element_orders(const Group& group);

/// The conjugacy classes { g a g^-1 }.
struct ConjugacyClasses {
  std::vector<std::vector<uint16_t>>
      members;  // classes in order of their first members, each ascending; the identity's first
  std::vector<uint16_t> class_of;  // [n]
};
ConjugacyClasses conjugacy_classes(const Group& group);

}  // namespace orrery
