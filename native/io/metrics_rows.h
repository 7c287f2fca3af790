// metrics.jsonl: one JSON object a row, `step` first, then the measures' dotted paths. Pure functions on
// text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/measure/measures.h"
#include "core/train/run_spec.h"

namespace orrery {

/// One row with its line break. Numbers have nine digits, which is all that a float32 holds; undefined is
/// null.
std::string metrics_row(int64_t step, const std::vector<Measure>& measures);

/// The rows of a file that are whole, in their place, and without one missing.
struct WholeRows {
  struct Row {
    int64_t step;
    uint64_t end;  // bytes of the file up to and with this row
  };
  std::vector<Row> rows;
  int64_t first_missing = 0;  // the step of the row that would come next

  /// Bytes of the rows up to `step`.
  uint64_t bytes_through(int64_t step) const;
};

/// Reads rows as the cadence of `spec` says they come, up to the first that is cut, damaged or not expected.
WholeRows whole_rows(std::string_view text, const RunSpec& spec);

}  // namespace orrery
