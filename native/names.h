// Lists of names in messages, and the names that a misspelt one may stand for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace orrery {

/// `S5, A5, D59`
template <class Names>
std::string listed(const Names& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

/// Whether `word` is `name` with its words in another order, its letters in another case, or a letter in five wrong.
bool misspells(std::string_view word, std::string_view name);

/// The three names that begin most like `word`, the likest first.
std::vector<std::string> likest(std::string_view word, std::vector<std::string> names);

}  // namespace orrery
