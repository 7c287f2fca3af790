// One JSON literal <-> one field: parsing with bounds, and writing. An overload for each type a field can have.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/train/json_text.h"
#include "core/train/run_fields.h"

namespace orrery {

/// `a number above 0 and at most 1`, for an error line and for help.
std::string expected_range(const FieldInfo& info, std::string_view what);

/// Reads one finite number inside the field's range, or says what was expected.
Result<double> parse_number(const FieldInfo& info, std::string_view text, std::string_view what = "a number");
Result<int64_t> parse_integer(const FieldInfo& info, std::string_view text);
Result<bool> parse_bool(const FieldInfo& info, std::string_view text);
/// A word of letters, digits and ^ _ - + that begins with a letter, bare or quoted.
Result<std::string> parse_word(const FieldInfo& info, std::string_view text);
Result<std::vector<double>> parse_numbers(const FieldInfo& info, std::string_view text);
Result<size_t> parse_choice(const FieldInfo& info, std::string_view text, const std::string_view* names,
                            size_t count);

/// The text without the white space around it.
std::string_view trimmed(std::string_view text);

namespace field_text_detail {
template <class Parsed, class Field>
Result<void> assign(Field& field, Parsed parsed) {
  if (!parsed) return parsed.error();
  field = static_cast<Field>(*parsed);
  return {};
}
}  // namespace field_text_detail

inline Result<void> parse_field(int64_t& field, const FieldInfo& info, std::string_view text) {
  return field_text_detail::assign(field, parse_integer(info, text));
}
inline Result<void> parse_field(uint32_t& field, const FieldInfo& info, std::string_view text) {
  return field_text_detail::assign(field, parse_integer(info, text));
}
inline Result<void> parse_field(bool& field, const FieldInfo& info, std::string_view text) {
  return field_text_detail::assign(field, parse_bool(info, text));
}
inline Result<void> parse_field(std::string& field, const FieldInfo& info, std::string_view text) {
  return field_text_detail::assign(field, parse_word(info, text));
}
inline Result<void> parse_field(double& field, const FieldInfo& info, std::string_view text) {
  return field_text_detail::assign(field, parse_number(info, text));
}
inline Result<void> parse_field(std::vector<double>& field, const FieldInfo& info, std::string_view text) {
  return field_text_detail::assign(field, parse_numbers(info, text));
}
inline Result<void> parse_field(std::optional<uint32_t>& field, const FieldInfo& info,
                                std::string_view text) {
  if (trimmed(text) == "null") {
    field.reset();
    return {};
  }
  uint32_t seed = 0;
  Result<void> parsed = parse_field(seed, info, text);
  if (parsed) field = seed;
  return parsed;
}
template <class E>
requires(!kNames<E>.empty()) Result<void> parse_field(E& field, const FieldInfo& info,
                                                      std::string_view text) {
  return field_text_detail::assign(field, parse_choice(info, text, kNames<E>.data(), kNames<E>.size()));
}

inline std::string write_field(int64_t field) {
  return std::to_string(field);
}
inline std::string write_field(uint32_t field) {
  return std::to_string(field);
}
inline std::string write_field(bool field) {
  return field ? "true" : "false";
}
inline std::string write_field(const std::string& field) {
  return json_string(field);
}
inline std::string write_field(double field) {
  return json_number(field);
}
inline std::string write_field(const std::optional<uint32_t>& field) {
  return field ? std::to_string(*field) : "null";
}
inline std::string write_field(const std::vector<double>& field) {
  return field.size() == 1 ? json_number(field[0]) : json_array(field);
}
template <class E>
requires(!kNames<E>.empty()) std::string write_field(E field) {
  return json_string(kNames<E>[static_cast<size_t>(field)]);
}

}  // namespace orrery
