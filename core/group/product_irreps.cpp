// Irreps of direct products: tensor products of the factors' complex irreps, one of each conjugate pair.
#include <utility>

#include "core/group/unitary_irrep.h"

namespace orrery {
namespace {

struct TypedIrrep {
  UnitaryIrrep irrep;
  IrrepType type;
};

// Indicators multiply.
IrrepType tensor_type(IrrepType a, IrrepType b) {
  if (a == IrrepType::complex || b == IrrepType::complex) return IrrepType::complex;
  return a == b ? IrrepType::real : IrrepType::quaternionic;
}

// U x V, or U x conj V, on pairs (a, b) numbered a |right| + b.
UnitaryIrrep tensor(const UnitaryIrrep& U, int left, const UnitaryIrrep& V, int right, bool conjugated) {
  UnitaryIrrep both{
      U.name + "*" + V.name + (conjugated ? "_conjugate" : ""), "", "", U.dimension * V.dimension, {}};
  const auto m = static_cast<size_t>(both.dimension);
  both.matrices.resize(static_cast<size_t>(left) * static_cast<size_t>(right) * m * m);
  const int k = V.dimension;
  for (int b = 0; b < right; ++b) {
    ComplexMatrix v = V.matrix(b);
    if (conjugated) v = v.conjugate().eval();
    for (int a = 0; a < left; ++a) {
      const auto u = U.matrix(a);
      auto product = both.matrix(a * right + b);
      for (int i = 0; i < U.dimension; ++i) {
        for (int j = 0; j < U.dimension; ++j) product.block(i * k, j * k, k, k) = u(i, j) * v;
      }
    }
  }
  return both;
}

std::vector<TypedIrrep> typed_irreps(const Group& group) {
  std::vector<TypedIrrep> irreps;
  for (UnitaryIrrep& irrep : unitary_irreps(group)) {
    const IrrepType type = type_of(group, irrep);
    irreps.push_back({std::move(irrep), type});
  }
  return irreps;
}

}  // namespace

std::vector<UnitaryIrrep> product_irreps(const Group& group) {
  std::vector<TypedIrrep> products = typed_irreps(group.factors[0]);
  int left = group.factors[0].order;
  for (size_t f = 1; f < group.factors.size(); ++f) {
    const int right = group.factors[f].order;
    const std::vector<TypedIrrep> others = typed_irreps(group.factors[f]);
    std::vector<TypedIrrep> longer;
    for (const auto& [U, U_type] : products) {
      for (const auto& [V, V_type] : others) {
        const IrrepType type = tensor_type(U_type, V_type);
        longer.push_back({tensor(U, left, V, right, false), type});
        // U x V goes with conj U x conj V; where both are complex, U x conj V is another irrep.
        if (U_type != IrrepType::complex || V_type != IrrepType::complex) continue;
        longer.push_back({tensor(U, left, V, right, true), type});
      }
    }
    products = std::move(longer);
    left *= right;
  }
  std::vector<UnitaryIrrep> irreps;
  for (TypedIrrep& product : products) irreps.push_back(std::move(product.irrep));
  irreps[0].name = "trivial";
  return irreps;
}

}  // namespace orrery
