// The list of a run's options as a table: what the visitor of run_fields.h says, worked out once, so that each use of the
// list is a loop and not another copy of it in the program.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/train/run_fields.h"

namespace orrery {

struct FieldRow {
  FieldInfo info;
  std::string_view type{};                    // as fields_json names it: "integer", "choice", ...
  const std::string_view* choices = nullptr;  // [choice_count], of an enumeration
  size_t choice_count = 0;
  ptrdiff_t offset = 0;  // of the field in a RunSpec
  Result<void> (*parse)(void* field, const FieldInfo& info, std::string_view text) = nullptr;
  std::string (*write)(const void* field) = nullptr;

  /// Sets the field of `spec` from one JSON literal.
  Result<void> set(RunSpec& spec, std::string_view text) const {
    return parse(reinterpret_cast<char*>(&spec) + offset, info, text);
  }
  /// The field of `spec` as a JSON literal.
  std::string text(const RunSpec& spec) const { return write(reinterpret_cast<const char*>(&spec) + offset); }
};

/// In the list's order.
const std::vector<FieldRow>& field_rows();

/// Null if there is none of that path.
const FieldRow* find_field(std::string_view path);

}  // namespace orrery
