// Irreps of S_n and A_n, named as the group paper names them.
#include <algorithm>
#include <utility>

#include "core/group/permutations.h"
#include "core/group/young.h"

namespace orrery {
namespace {

struct Named {
  const char *name, *published;
  Partition partition;
};

std::vector<Named> symmetric_names(int n) {
  switch (n) {
    case 3:
      return {{"trivial", "", {3}}, {"sign", "", {1, 1, 1}}, {"standard", "", {2, 1}}};
    case 4:
      return {{"trivial", "", {4}},
              {"sign", "", {1, 1, 1, 1}},
              {"standard", "", {3, 1}},
              {"standard_sign", "", {2, 1, 1}},
              {"2d", "", {2, 2}}};
    case 5:
      return {{"trivial", "trivial", {5}},      {"sign", "sign", {1, 1, 1, 1, 1}},
              {"standard", "standard", {4, 1}}, {"standard_sign", "standard_sign", {2, 1, 1, 1}},
              {"5d_a", "s5_5d_a", {2, 2, 1}},   {"5d_b", "s5_5d_b", {3, 2}},
              {"6d", "s5_6d", {3, 1, 1}}};
    default:
      return {{"trivial", "trivial", {6}},
              {"sign", "sign", {1, 1, 1, 1, 1, 1}},
              {"standard", "standard", {5, 1}},
              {"standard_sign", "standard_sign", {2, 1, 1, 1, 1}},
              {"5d_a", "s6_5d_a", {3, 3}},
              {"5d_b", "s6_5d_b", {2, 2, 2}},
              {"9d_a", "", {4, 2}},
              {"9d_b", "", {2, 2, 1, 1}},
              {"10d_a", "", {4, 1, 1}},
              {"10d_b", "", {3, 1, 1, 1}},
              {"16d", "", {3, 2, 1}}};
  }
}

// Where `second` is null the restriction of the irrep of S_n is irreducible; else it falls into two.
struct NamedHalves {
  Named first;
  const char *second, *second_published;
};

std::vector<NamedHalves> alternating_names(int n) {
  switch (n) {
    case 4:
      return {{{"trivial", "", {4}}, nullptr, nullptr},
              {{"standard", "", {3, 1}}, nullptr, nullptr},
              {{"2d", "", {2, 2}}, "2d", ""}};
    case 5:
      return {{{"trivial", "trivial", {5}}, nullptr, nullptr},
              {{"standard", "standard", {4, 1}}, nullptr, nullptr},
              {{"5d_a", "a5_5d_a", {2, 2, 1}}, nullptr, nullptr},
              {{"3d_a", "a5_3d_a", {3, 1, 1}}, "3d_b", "a5_3d_b"}};
    default:
      return {{{"trivial", "", {6}}, nullptr, nullptr}, {{"standard", "", {5, 1}}, nullptr, nullptr},
              {{"5d", "", {3, 3}}, nullptr, nullptr},   {{"8d_a", "", {3, 2, 1}}, "8d_b", ""},
              {{"9d", "", {4, 2}}, nullptr, nullptr},   {{"10d", "", {4, 1, 1}}, nullptr, nullptr}};
  }
}

Permutation transposition(int i) {
  Permutation permutation = kIdentityPermutation;
  std::swap(permutation[static_cast<size_t>(i)], permutation[static_cast<size_t>(i) + 1]);
  return permutation;
}

int index_of(const std::vector<Permutation>& elements, const Permutation& permutation) {
  return static_cast<int>(std::find(elements.begin(), elements.end(), permutation) - elements.begin());
}

}  // namespace

std::vector<UnitaryIrrep> symmetric_irreps(const Group& group) {
  const int n = group.parameter;
  const std::vector<Permutation> elements = symmetric_elements(n);
  std::vector<int> generators;
  for (int i = 0; i + 1 < n; ++i) generators.push_back(index_of(elements, transposition(i)));
  std::vector<UnitaryIrrep> irreps;
  for (const Named& named : symmetric_names(n)) {
    const std::vector<Tableau> tableaux = standard_tableaux(named.partition);
    irreps.push_back(extend_to_group(group, named.name, generators, transposition_matrices(tableaux)));
    irreps.back().partition = partition_text(named.partition);
    irreps.back().published = named.published;
  }
  return irreps;
}

std::vector<UnitaryIrrep> alternating_irreps(const Group& group) {
  const int n = group.parameter;
  const std::vector<Permutation> elements = alternating_elements(n);
  std::vector<int> generators;  // s_0 s_i, which generate the even permutations
  for (int i = 1; i + 1 < n; ++i)
    generators.push_back(index_of(elements, then(transposition(0), transposition(i))));
  const Permutation five_cycle{1, 2, 3, 4, 0, 5};

  std::vector<UnitaryIrrep> irreps;
  const auto add = [&](const char* name, const char* published, const Partition& partition,
                       const std::vector<ComplexMatrix>& s, const ComplexMatrix& basis) {
    std::vector<ComplexMatrix> matrices;
    for (size_t i = 1; i < s.size(); ++i) matrices.push_back(basis.adjoint() * s[0] * s[i] * basis);
    irreps.push_back(extend_to_group(group, name, generators, matrices));
    irreps.back().partition = partition_text(partition);
    irreps.back().published = published;
  };
  for (const auto& [named, second_name, second_published] : alternating_names(n)) {
    const std::vector<Tableau> tableaux = standard_tableaux(named.partition);
    const std::vector<ComplexMatrix> s = transposition_matrices(tableaux);
    const auto d = static_cast<Eigen::Index>(tableaux.size());
    if (second_name == nullptr) {
      add(named.name, named.published, named.partition, s, ComplexMatrix::Identity(d, d));
      continue;
    }
    for (const ComplexMatrix& basis : half_bases(tableaux)) {
      add(named.name, named.published, named.partition, s, basis);
    }
    if (n == 4) continue;  // one irrep of complex type, and its conjugate
    UnitaryIrrep &first = irreps[irreps.size() - 2], &second = irreps.back();
    const int cycle = index_of(elements, five_cycle);
    if (first.matrix(cycle).trace().real() < second.matrix(cycle).trace().real()) {
      std::swap(first.matrices, second.matrices);
    }
    second.name = second_name;
    second.published = second_published;
  }
  return irreps;
}

}  // namespace orrery
