#include "core/train/field_rows.h"

#include <type_traits>

#include "core/train/field_text.h"

namespace orrery {
namespace {

template <class Field>
constexpr std::string_view kTypeName = "choice";
template <>
constexpr std::string_view kTypeName<int64_t> = "integer";
template <>
constexpr std::string_view kTypeName<double> = "number";
template <>
constexpr std::string_view kTypeName<bool> = "boolean";
template <>
constexpr std::string_view kTypeName<uint32_t> = "seed";
template <>
constexpr std::string_view kTypeName<std::optional<uint32_t>> = "optional-seed";
template <>
constexpr std::string_view kTypeName<std::string> = "word";
template <>
constexpr std::string_view kTypeName<std::vector<double>> = "numbers";

/// Everything about a row that its type says.
template <class Field>
FieldRow row_of_type(const FieldInfo& info) {
  FieldRow row{info};
  row.type = kTypeName<Field>;
  if constexpr (std::is_enum_v<Field>) {
    row.choices = kNames<Field>.data();
    row.choice_count = kNames<Field>.size();
  }
  row.parse = [](void* field, const FieldInfo& info, std::string_view text) {
    return parse_field(*static_cast<Field*>(field), info, text);
  };
  row.write = [](const void* field) { return write_field(*static_cast<const Field*>(field)); };
  return row;
}

}  // namespace

const std::vector<FieldRow>& field_rows() {
  static const std::vector<FieldRow> rows = [] {
    std::vector<FieldRow> list;
    const RunSpec defaults;
    visit_fields(defaults, [&](const auto& field, const FieldInfo& info) {
      FieldRow row = row_of_type<std::remove_cvref_t<decltype(field)>>(info);
      row.offset = reinterpret_cast<const char*>(&field) - reinterpret_cast<const char*>(&defaults);
      list.push_back(row);
    });
    return list;
  }();
  return rows;
}

const FieldRow* find_field(std::string_view path) {
  for (const FieldRow& row : field_rows())
    if (row.info.path == path) return &row;
  return nullptr;
}

}  // namespace orrery
