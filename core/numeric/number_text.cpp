#include "core/numeric/number_text.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

namespace orrery {

std::string json_number(double value) {
  if (!std::isfinite(value)) return "null";
  char text[32];
  for (int digits : {15, 16, 17}) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value) break;
  }
  return text;
}

double read_number(const std::string& text) {
  // strtod also reads hexadecimal, "inf" and "nan", which JSON has not.
  const bool decimal = !text.empty() && text.find_first_not_of("+-.0123456789eE") == std::string::npos;
  char* end = nullptr;
  const double value = decimal ? std::strtod(text.c_str(), &end) : 0.0;
  return decimal && *end == '\0' ? value : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace orrery
