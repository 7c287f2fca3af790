// Numbers as text are left to the browser: its conversions are exact and short as core's are, and the C library's, with
// the 128-bit arithmetic that they need, would be a tenth of the engine.
#include "core/numeric/number_text.h"

#define ORRERY_IMPORT(name) extern "C" __attribute__((import_module("env"), import_name(#name)))

/// Writes `value` at `text`, at most `room` bytes, and gives how many.
ORRERY_IMPORT(orrery_write_number) int orrery_write_number(double value, char* text, int room);
/// Number() of `length` bytes at `text`: NaN for what is no number.
ORRERY_IMPORT(orrery_read_number) double orrery_read_number(const char* text, int length);

namespace orrery {

std::string json_number(double value) {
  char text[32];
  return {text, static_cast<size_t>(orrery_write_number(value, text, sizeof text))};
}

double read_number(const std::string& text) {
  // Number() also reads "0x10", "Infinity" and, as 0, nothing.
  if (text.empty() || text.find_first_not_of("+-.0123456789eE") != std::string::npos)
    return __builtin_nan("");
  return orrery_read_number(text.data(), static_cast<int>(text.size()));
}

}  // namespace orrery
