#include "core/group/irreps.h"

#include <cmath>
#include <utility>

#include "core/group/unitary_irrep.h"

namespace orrery {
namespace {

constexpr double kTwoPi = 6.283185307179586476925286766559;

// exp(2 pi i k / n), exact at the quarter turns, so that real characters have no imaginary dust.
Complex root_of_unity(int64_t k, int64_t n) {
  k %= n;
  if (4 * k % n == 0) {
    constexpr double kCosine[] = {1, 0, -1, 0}, kSine[] = {0, 1, 0, -1};
    return {kCosine[4 * k / n], kSine[4 * k / n]};
  }
  const double angle = kTwoPi * static_cast<double>(k) / static_cast<double>(n);
  return {std::cos(angle), std::sin(angle)};
}

// A one-dimensional irrep by its values.
template <class Value>
UnitaryIrrep line(const Group& group, std::string name, Value value) {
  UnitaryIrrep irrep = empty_irrep(group, std::move(name), 1);
  for (int g = 0; g < group.order; ++g) irrep.matrix(g)(0, 0) = value(g);
  return irrep;
}

std::vector<UnitaryIrrep> cyclic_irreps(const Group& group) {
  const int n = group.order;
  std::vector<UnitaryIrrep> irreps{line(group, "trivial", [](int) { return 1; })};
  if (n % 2 == 0) irreps.push_back(line(group, "sign", [](int i) { return i % 2 == 0 ? 1 : -1; }));
  for (int k = 1; 2 * k < n; ++k) {
    irreps.push_back(
        line(group, "freq_" + std::to_string(k), [k, n](int i) { return root_of_unity(int64_t{k} * i, n); }));
  }
  for (UnitaryIrrep& irrep : irreps) irrep.published = irrep.name;
  return irreps;
}

std::vector<UnitaryIrrep> dihedral_irreps(const Group& group) {
  const int m = group.parameter;
  const auto alternating = [](int exponent) { return exponent % 2 == 0 ? 1 : -1; };
  std::vector<UnitaryIrrep> irreps{line(group, "trivial", [](int) { return 1; }),
                                   line(group, "sign", [m](int g) { return g < m ? 1 : -1; })};
  if (m % 2 == 0) {
    irreps.push_back(line(group, "1d_a", [&](int g) { return alternating(g % m); }));
    irreps.push_back(line(group, "1d_b", [&](int g) { return alternating(g % m + g / m); }));
  }
  for (int k = 1; 2 * k < m; ++k) {
    UnitaryIrrep freq = empty_irrep(group, "freq_" + std::to_string(k), 2);
    for (int g = 0; g < group.order; ++g) {
      const Complex z = root_of_unity(int64_t{k} * (g % m), m);
      if (g < m) {
        freq.matrix(g) << z.real(), -z.imag(), z.imag(), z.real();
      } else {
        freq.matrix(g) << z.real(), z.imag(), z.imag(), -z.real();
      }
    }
    irreps.push_back(std::move(freq));
  }
  if (m % 2 == 1) {
    for (UnitaryIrrep& irrep : irreps) irrep.published = irrep.name;
  }
  return irreps;
}

std::vector<UnitaryIrrep> quaternion_irreps(const Group& group) {
  std::vector<UnitaryIrrep> irreps{line(group, "trivial", [](int) { return 1; })};
  const char* names[] = {"1d_a", "1d_b", "1d_c"};
  for (int unit = 1; unit <= 3; ++unit) {
    irreps.push_back(
        line(group, names[unit - 1], [unit](int g) { return g % 4 == 0 || g % 4 == unit ? 1 : -1; }));
  }
  ComplexMatrix i(2, 2), j(2, 2);
  i << Complex(0, 1), 0, 0, Complex(0, -1);
  j << 0, -1, 1, 0;
  irreps.push_back(extend_to_group(group, "4d", {1, 2}, {i, j}));
  return irreps;
}

std::vector<UnitaryIrrep> elementary_abelian_irreps(const Group& group) {
  std::vector<UnitaryIrrep> irreps;
  for (int mask = 0; mask < group.order; ++mask) {
    const std::string& bits = group.elements[static_cast<size_t>(mask)];
    irreps.push_back(line(group, mask == 0 ? "trivial" : "parity_" + bits, [mask](int g) {
      int shared = 0;
      for (int bits_left = mask & g; bits_left != 0; bits_left &= bits_left - 1) ++shared;
      return shared % 2 == 0 ? 1 : -1;
    }));
  }
  return irreps;
}

// C_p : C_q, elements t + p s. The lines are C_q's characters; the others are induced from a character of
// C_p: q-dimensional, diagonal on C_p with the frequencies c, cg, cg^2 .. that C_q permutes cyclically.
std::vector<UnitaryIrrep> frobenius_irreps(const Group& group) {
  const bool twenty = group.order == 20;
  const int p = twenty ? 5 : 7, q = group.order / p, g = 2;
  const auto quotient = [p, q](int k) {
    return [p, q, k](int element) { return root_of_unity(int64_t{k} * (element / p), q); };
  };
  std::vector<UnitaryIrrep> irreps{line(group, "trivial", quotient(0))};
  if (twenty) irreps.push_back(line(group, "sign", quotient(2)));
  irreps.push_back(line(group, "2d", quotient(1)));

  UnitaryIrrep induced =
      empty_irrep(group, twenty ? "4d" : "6d", q);  // c = 1; in F21 c = -1 gives its conjugate
  for (int element = 0; element < group.order; ++element) {
    const int t = element % p, s = element / p;
    int64_t frequency = 1;  // g^row
    for (int row = 0; row < q; ++row, frequency *= g) {
      induced.matrix(element)(row, (row + s) % q) = root_of_unity(frequency * t, p);
    }
  }
  irreps.push_back(std::move(induced));
  return irreps;
}

}  // namespace

std::vector<UnitaryIrrep> unitary_irreps(const Group& group) {
  switch (group.family) {
    case GroupFamily::cyclic:
      return cyclic_irreps(group);
    case GroupFamily::dihedral:
      return dihedral_irreps(group);
    case GroupFamily::symmetric:
      return symmetric_irreps(group);
    case GroupFamily::alternating:
      return alternating_irreps(group);
    case GroupFamily::quaternion:
      return quaternion_irreps(group);
    case GroupFamily::elementary_abelian:
      return elementary_abelian_irreps(group);
    case GroupFamily::frobenius:
      return frobenius_irreps(group);
    case GroupFamily::product:
      break;
  }
  return product_irreps(group);
}

std::vector<Irrep> real_irreps(const Group& group) {
  std::vector<Irrep> irreps;
  for (UnitaryIrrep& unitary : unitary_irreps(group)) {
    irreps.push_back(real_form(group, unitary));
    unitary.matrices = {};  // large groups: the room is needed for the next one
  }
  return irreps;
}

}  // namespace orrery
