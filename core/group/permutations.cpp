#include "core/group/permutations.h"

#include <string_view>

namespace orrery {
namespace {

// sympy's Schreier-Sims transversals, one line each, as images of 0, 1, 2 ...; every element is u0 after u1
// after u2 ... with u0's choice running fastest (group spec, 4.1).
constexpr std::string_view kS3[] = {"012 120 201", "012 021"};
constexpr std::string_view kS4[] = {"0123 1230 2301 3120", "0123 0231 0312", "0123 0132"};
constexpr std::string_view kS5[] = {"01234 12340 23401 34012 41230", "01234 02143 03412 04123",
                                    "01423 01234 01243", "01234 01432"};
constexpr std::string_view kS6[] = {"012345 123450 234501 345012 451230 512340",
                                    "012345 021354 031254 045123 051234", "013524 012534 012345 012354",
                                    "012345 013542 015243", "012345 012543"};
constexpr std::string_view kA5[] = {"01234 12340 23401 34012 42130", "01234 02143 03124 04213",
                                    "01234 01342 01423"};

std::vector<Permutation> transversal(std::string_view line) {
  std::vector<Permutation> permutations{kIdentityPermutation};
  size_t point = 0;
  for (const char c : line) {
    if (c == ' ') {
      permutations.push_back(kIdentityPermutation);
      point = 0;
    } else {
      permutations.back()[point++] = static_cast<uint8_t>(c - '0');
    }
  }
  return permutations;
}

template <size_t kLines>
std::vector<Permutation> products(const std::string_view (&lines)[kLines]) {
  std::vector<Permutation> elements{kIdentityPermutation};
  for (size_t line = kLines; line-- > 0;) {
    const std::vector<Permutation> last = transversal(lines[line]);
    std::vector<Permutation> longer;
    for (const Permutation& first : elements) {
      for (const Permutation& u : last) longer.push_back(then(first, u));
    }
    elements = std::move(longer);
  }
  return elements;
}

}  // namespace

Permutation then(const Permutation& a, const Permutation& b) {
  Permutation both;
  for (size_t i = 0; i < a.size(); ++i) both[i] = b[a[i]];
  return both;
}

bool is_even(const Permutation& permutation) {
  int inversions = 0;
  for (size_t i = 0; i < permutation.size(); ++i) {
    for (size_t j = 0; j < i; ++j) inversions += permutation[j] > permutation[i];
  }
  return inversions % 2 == 0;
}

std::string cycles(const Permutation& permutation) {
  std::string text;
  std::array<bool, 6> written{};
  for (uint8_t start = 0; start < permutation.size(); ++start) {
    if (written[start] || permutation[start] == start) continue;
    char before = '(';
    for (uint8_t point = start; !written[point]; point = permutation[point]) {
      written[point] = true;
      text += before;
      text += static_cast<char>('0' + point);
      before = ' ';
    }
    text += ')';
  }
  return text.empty() ? "e" : text;
}

std::vector<Permutation> symmetric_elements(int degree) {
  switch (degree) {
    case 3:
      return products(kS3);
    case 4:
      return products(kS4);
    case 5:
      return products(kS5);
    default:
      return products(kS6);
  }
}

std::vector<Permutation> alternating_elements(int degree) {
  if (degree == 5) return products(kA5);
  std::vector<Permutation> even;
  for (const Permutation& permutation : symmetric_elements(degree)) {
    if (is_even(permutation)) even.push_back(permutation);
  }
  return even;
}

}  // namespace orrery
