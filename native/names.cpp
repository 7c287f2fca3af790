#include "native/names.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <set>
#include <utility>

namespace orrery {
namespace {

/// Letters to insert, drop or replace on the way from `word` to each beginning of `name`. [name.size() + 1]
std::vector<size_t> distances(std::string_view word, std::string_view name) {
  std::vector<size_t> row(name.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < word.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i + 1);
    for (size_t j = 0; j < name.size(); ++j) {
      const size_t replaced = diagonal + (word[i] != name[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row;
}

/// `train_frac` and `Frac_train` as `frac_train`.
std::string in_order(std::string_view name) {
  std::multiset<std::string> words;
  std::string word;
  for (const char c : std::string(name) + "_") {
    if (c == '_') {
      words.insert(std::exchange(word, ""));
    } else {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return fmt::format("{}", fmt::join(words, "_"));
}

}  // namespace

bool misspells(std::string_view word, std::string_view name) {
  return word != name && distances(in_order(word), in_order(name)).back() <= name.size() / 5;
}

std::vector<std::string> likest(std::string_view word, std::vector<std::string> names) {
  const auto unlikeness = [&](const std::string& name) {
    const std::vector<size_t> all = distances(word, name);
    return *std::min_element(all.begin(), all.end());
  };
  std::stable_sort(names.begin(), names.end(),
                   [&](const std::string& a, const std::string& b) { return unlikeness(a) < unlikeness(b); });
  names.resize(std::min<size_t>(names.size(), 3));
  return names;
}

}  // namespace orrery
