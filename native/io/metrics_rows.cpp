#include "native/io/metrics_rows.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/train/cadence.h"
#include "core/train/json_text.h"

namespace orrery {
namespace {

std::string value_text(std::monostate) {
  return "null";
}
std::string value_text(double value) {
  return std::isfinite(value) ? fmt::format("{:.9g}", value) : "null";
}
std::string value_text(const std::string& value) {
  return json_string(value);
}

std::string value_text(const NamedNumbers& numbers) {
  std::string out = "{";
  for (const auto& [name, value] : numbers)
    out += (out.size() > 1 ? "," : "") + json_string(name) + ":" + value_text(value);
  return out + "}";
}

template <class T>
std::string value_text(const std::vector<T>& values) {
  std::string out = "[";
  for (const T& value : values) out += (out.size() > 1 ? "," : "") + value_text(value);
  return out + "]";
}

constexpr std::string_view kRowStart = "{\"step\":";

/// The step of a whole row, or -1.
int64_t row_step(std::string_view line) {
  if (!line.starts_with(kRowStart) || !nlohmann::json::accept(line)) return -1;
  int64_t step = -1;
  std::from_chars(line.data() + kRowStart.size(), line.data() + line.size(), step);
  return step;
}

}  // namespace

std::string metrics_row(int64_t step, const std::vector<Measure>& measures) {
  std::string out = std::string(kRowStart) + std::to_string(step);
  for (const Measure& measure : measures) {
    out += "," + json_string(measure.path) + ":" +
           std::visit([](const auto& value) { return value_text(value); }, measure.value);
  }
  return out + "}\n";
}

uint64_t WholeRows::bytes_through(int64_t step) const {
  uint64_t bytes = 0;
  for (const Row& row : rows) {
    if (row.step <= step) bytes = row.end;
  }
  return bytes;
}

WholeRows whole_rows(std::string_view text, const RunSpec& spec) {
  WholeRows whole;
  for (size_t from = 0; from < text.size();) {
    const size_t line_end = text.find('\n', from);
    if (line_end == std::string_view::npos ||
        row_step(text.substr(from, line_end - from)) != whole.first_missing)
      break;
    whole.rows.push_back({whole.first_missing, line_end + 1});
    whole.first_missing = next_metrics_step(spec.record, spec.steps, whole.first_missing);
    from = line_end + 1;
  }
  return whole;
}

}  // namespace orrery
