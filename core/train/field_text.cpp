#include "core/train/field_text.h"

#include <algorithm>
#include <cmath>

namespace orrery {

std::string_view trimmed(std::string_view text) {
  const size_t from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

std::string expected_range(const FieldInfo& info, std::string_view what) {
  std::string out(what);
  const bool has_minimum = std::isfinite(info.minimum), has_maximum = std::isfinite(info.maximum);
  if (has_minimum && has_maximum && info.minimum == info.maximum)
    return out + ": " + json_number(info.minimum);
  if (has_minimum && has_maximum && !info.above_minimum) {
    return out + " from " + json_number(info.minimum) + " to " + json_number(info.maximum);
  }
  if (has_minimum) out += (info.above_minimum ? " above " : " of at least ") + json_number(info.minimum);
  if (has_maximum) out += (has_minimum ? " and at most " : " of at most ") + json_number(info.maximum);
  return out;
}

Result<double> parse_number(const FieldInfo& info, std::string_view text, std::string_view what) {
  const std::string word(trimmed(text));
  const Error error{std::string(info.path), std::string(text), expected_range(info, what)};
  const double value = read_number(word);
  if (!std::isfinite(value)) return error;
  if (value < info.minimum || value > info.maximum) return error;
  if (info.above_minimum && value == info.minimum) return error;
  return value;
}

Result<int64_t> parse_integer(const FieldInfo& info, std::string_view text) {
  const Result<double> number = parse_number(info, text, "a whole number");
  if (!number) return number.error();
  if (*number != std::floor(*number)) {
    return Error{std::string(info.path), std::string(text), expected_range(info, "a whole number")};
  }
  return static_cast<int64_t>(*number);
}

Result<std::vector<double>> parse_numbers(const FieldInfo& info, std::string_view text) {
  constexpr std::string_view kWhat = "a number (or a list of them)";
  std::string_view rest = trimmed(text);
  if (rest.empty() || rest.front() != '[') {
    const Result<double> number = parse_number(info, text, kWhat);
    if (!number) return number.error();
    return std::vector<double>{*number};
  }
  const Error error{std::string(info.path), std::string(text), expected_range(info, kWhat)};
  if (rest.back() != ']' || rest.size() < 2) return error;
  rest = trimmed(rest.substr(1, rest.size() - 2));

  std::vector<double> values;
  while (!rest.empty()) {
    const size_t comma = rest.find(',');
    const Result<double> number = parse_number(info, rest.substr(0, comma), kWhat);
    if (!number) return number.error();
    values.push_back(*number);
    if (comma == std::string_view::npos) return values;
    rest.remove_prefix(comma + 1);
    if (trimmed(rest).empty()) return error;  // a comma with nothing behind it
  }
  return values;
}

Result<bool> parse_bool(const FieldInfo& info, std::string_view text) {
  const std::string_view word = trimmed(text);
  if (word == "true") return true;
  if (word == "false") return false;
  return Error{std::string(info.path), std::string(text), "true or false"};
}

namespace {
std::string_view unquoted(std::string_view text) {
  const std::string_view word = trimmed(text);
  return word.size() >= 2 && word.front() == '"' && word.back() == '"' ? word.substr(1, word.size() - 2)
                                                                       : word;
}
}  // namespace

Result<std::string> parse_word(const FieldInfo& info, std::string_view text) {
  const std::string_view word = unquoted(text);
  constexpr size_t kLongest = 100;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const bool plain = std::all_of(word.begin(), word.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '^' || c == '_' || c == '-' || c == '+';
  });
  const std::string_view bare = trimmed(text);
  const bool literal = bare == "true" || bare == "false" || bare == "null";
  if (literal || word.empty() || word.size() > kLongest || !is_letter(word.front()) || !plain)
    return Error{std::string(info.path), std::string(text), "a word of letters and digits"};
  return std::string(word);
}

Result<size_t> parse_choice(const FieldInfo& info, std::string_view text, const std::string_view* names,
                            size_t count) {
  const std::string_view word = unquoted(text);
  std::string choices;
  for (size_t i = 0; i < count; ++i) {
    if (names[i] == word) return i;
    choices += (i == 0 ? "" : i + 1 == count ? " or " : ", ") + std::string(names[i]);
  }
  return Error{std::string(info.path), std::string(text), choices};
}

}  // namespace orrery
