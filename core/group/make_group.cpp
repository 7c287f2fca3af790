#include "core/group/make_group.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/group/permutations.h"

namespace orrery {
namespace {

constexpr int64_t kHuge = int64_t{1} << 50;  // sizes stop counting here

struct FactorName {
  GroupFamily family;
  int parameter;
  int64_t order;
};

// A number without leading zeros, of at most nine digits.
std::optional<int> positive_number(std::string_view text) {
  if (text.empty() || text.size() > 9 || text[0] == '0') return std::nullopt;
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

int64_t factorial(int n) {
  int64_t product = 1;
  for (int i = 2; i <= n && product < kHuge; ++i) product *= i;
  return product;
}

// One factor's name; sizes of S_n and A_n beyond 6 too, so that they can be refused for their size.
std::optional<FactorName> parse_factor(std::string_view text) {
  if (text.substr(0, 3) == "Z2^") {
    const auto k = positive_number(text.substr(3));
    if (!k) return std::nullopt;
    return FactorName{GroupFamily::elementary_abelian, *k, *k < 50 ? int64_t{1} << *k : kHuge};
  }
  if (text.empty()) return std::nullopt;
  const auto number = positive_number(text.substr(1));
  if (!number) return std::nullopt;
  const int n = *number;
  switch (text[0]) {
    case 'C':
      return FactorName{GroupFamily::cyclic, n, n};
    case 'D':
      return FactorName{GroupFamily::dihedral, n, 2 * int64_t{n}};
    case 'S':
      return n < 3 ? std::nullopt : std::optional(FactorName{GroupFamily::symmetric, n, factorial(n)});
    case 'A':
      return n < 4 ? std::nullopt : std::optional(FactorName{GroupFamily::alternating, n, factorial(n) / 2});
    case 'Q':
      return n != 8 ? std::nullopt : std::optional(FactorName{GroupFamily::quaternion, n, n});
    case 'F':
      return n != 20 && n != 21 ? std::nullopt : std::optional(FactorName{GroupFamily::frobenius, n, n});
    default:
      return std::nullopt;
  }
}

// Fills the table by `product`, then the identity and the inverses.
template <class Product>
void fill_table(Group& group, Product product) {
  const int n = group.order;
  group.table.reserve(static_cast<size_t>(n) * static_cast<size_t>(n));
  for (int a = 0; a < n; ++a) {
    for (int b = 0; b < n; ++b) group.table.push_back(static_cast<uint16_t>(product(a, b)));
  }
  group.identity = 0;
  while (group.product(group.identity, 0) != 0) ++group.identity;
  for (int a = 0; a < n; ++a) {
    int b = 0;
    while (group.product(a, b) != group.identity) ++b;
    group.inverse.push_back(static_cast<uint16_t>(b));
  }
}

std::string power(const char* letter, int exponent) {
  if (exponent == 0) return "";
  return exponent == 1 ? letter : std::string(letter) + "^" + std::to_string(exponent);
}

// "r^2 s" from its two powers.
std::string word(const std::string& first, const std::string& second) {
  if (first.empty() && second.empty()) return "e";
  return first + (first.empty() || second.empty() ? "" : " ") + second;
}

// p elements t^r (r^r for dihedral groups) times q elements: (r, s)(r', s') = (r + g^s r', s + s').
void fill_metacyclic(Group& group, int p, int q, int g, const char* first, const char* second) {
  std::vector<int> twist{1};  // g^s mod p
  for (int s = 1; s < q; ++s) twist.push_back(static_cast<int>(int64_t{twist.back()} * g % p));
  for (int i = 0; i < group.order; ++i)
    group.elements.push_back(word(power(first, i % p), power(second, i / p)));
  fill_table(group, [&](int a, int b) {
    const int64_t turned = int64_t{twist[static_cast<size_t>(a / p)]} * (b % p);
    return static_cast<int>((a % p + turned) % p) + p * ((a / p + b / p) % q);
  });
}

void fill_permutations(Group& group, const std::vector<Permutation>& permutations) {
  std::map<Permutation, int> index;
  for (const Permutation& permutation : permutations) {
    index.emplace(permutation, static_cast<int>(index.size()));
    group.elements.push_back(cycles(permutation));
  }
  fill_table(group, [&](int a, int b) {
    return index.find(then(permutations[static_cast<size_t>(a)], permutations[static_cast<size_t>(b)]))
        ->second;
  });
}

void fill_quaternion(Group& group) {
  group.elements = {"1", "i", "j", "k", "-1", "-i", "-j", "-k"};
  // Row times column of 1, i, j, k.
  static constexpr int kProduct[4][4] = {{0, 1, 2, 3}, {1, 4, 3, 6}, {2, 7, 4, 1}, {3, 2, 5, 4}};
  fill_table(group, [](int a, int b) { return (kProduct[a % 4][b % 4] + (a & 4) + (b & 4)) % 8; });
}

Group make_factor(const FactorName& factor, std::string_view name) {
  Group group;
  group.name = std::string(name);
  group.family = factor.family;
  group.parameter = factor.parameter;
  group.order = static_cast<int>(factor.order);
  const int n = factor.parameter;
  switch (factor.family) {
    case GroupFamily::cyclic:
      for (int i = 0; i < n; ++i) group.elements.push_back(std::to_string(i));
      fill_table(group, [n](int a, int b) { return (a + b) % n; });
      break;
    case GroupFamily::dihedral:
      fill_metacyclic(group, n, 2, n - 1, "r", "s");
      break;
    case GroupFamily::symmetric:
      fill_permutations(group, symmetric_elements(n));
      break;
    case GroupFamily::alternating:
      fill_permutations(group, alternating_elements(n));
      break;
    case GroupFamily::quaternion:
      fill_quaternion(group);
      break;
    case GroupFamily::elementary_abelian:
      for (int i = 0; i < group.order; ++i) {
        std::string bits;
        for (int bit = n; bit-- > 0;) bits += i >> bit & 1 ? '1' : '0';
        group.elements.push_back(bits);
      }
      fill_table(group, [](int a, int b) { return a ^ b; });
      break;
    case GroupFamily::frobenius:
      n == 20 ? fill_metacyclic(group, 5, 4, 2, "t", "m") : fill_metacyclic(group, 7, 3, 2, "t", "m");
      break;
    case GroupFamily::product:
      break;
  }
  return group;
}

Group make_product(std::vector<Group> factors, std::string_view name) {
  Group group;
  group.name = std::string(name);
  group.family = GroupFamily::product;
  group.parameter = static_cast<int>(factors.size());
  group.order = 1;
  for (const Group& factor : factors) group.order *= factor.order;
  for (int i = 0; i < group.order; ++i) {
    std::string text = ")";
    int rest = i;
    for (size_t f = factors.size(); f-- > 0; rest /= factors[f].order) {
      text = (f > 0 ? ", " : "(") + factors[f].elements[static_cast<size_t>(rest % factors[f].order)] + text;
    }
    group.elements.push_back(text);
  }
  fill_table(group, [&](int a, int b) {
    int both = 0, scale = 1;
    for (size_t f = factors.size(); f-- > 0;) {
      const int order = factors[f].order;
      both += scale * factors[f].product(a % order, b % order);
      a /= order;
      b /= order;
      scale *= order;
    }
    return both;
  });
  group.factors = std::move(factors);
  return group;
}

Error unknown(std::string_view name, std::string_view field) {
  return {std::string(field), std::string(name),
          "C<n>, D<m> of order 2m, S3 to S6, A4 to A6, Q8, Z2^<k>, F20, F21, or a product of these such as "
          "C3xS3"};
}

// 53162000 -> "53.2 MB".
std::string megabytes(double bytes) {
  const auto tenths = static_cast<int64_t>(bytes / 1e5 + 0.5);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " MB";
}

Error too_large(std::string_view name, std::string_view field, int64_t order, int largest) {
  std::string expected = "a group of at most " + std::to_string(largest) + " elements; this one has ";
  if (order >= kHuge) {
    expected += "over " + std::to_string(kHuge);
  } else {
    const double pairs = static_cast<double>(order) * static_cast<double>(order);
    expected += std::to_string(order) + ", and its product table alone would take " + megabytes(2 * pairs);
  }
  return {std::string(field), std::string(name), expected};
}

}  // namespace

Result<Group> make_group(std::string_view name, int largest, std::string_view field) {
  std::vector<FactorName> factors;
  std::vector<std::string_view> names;
  int64_t order = 1;
  for (size_t start = 0; start <= name.size();) {
    const size_t end = std::min(name.find('x', start), name.size());
    const auto factor = parse_factor(name.substr(start, end - start));
    if (!factor) return unknown(name, field);
    factors.push_back(*factor);
    names.push_back(name.substr(start, end - start));
    order = order >= kHuge / factor->order ? kHuge : order * factor->order;
    start = end + 1;
  }
  if (order > largest) return too_large(name, field, order, largest);

  std::vector<Group> groups;
  for (size_t f = 0; f < factors.size(); ++f) {
    const bool permutations =
        factors[f].family == GroupFamily::symmetric || factors[f].family == GroupFamily::alternating;
    if (permutations && factors[f].parameter > 6) return unknown(name, field);
    groups.push_back(make_factor(factors[f], names[f]));
  }
  return groups.size() == 1 ? std::move(groups[0]) : make_product(std::move(groups), name);
}

}  // namespace orrery
