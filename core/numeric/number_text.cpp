#include "core/numeric/number_text.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

namespace orrery {

std::string json_number(double value) {
  if (!std::isfinite(value)) return "null";
  if (value == 0) return "0";
  char text[32];
  for (int digits : {15, 16, 17}) {
    std::snprintf(text, sizeof text, "%.*e", digits - 1, std::abs(value));
    if (std::strtod(text, nullptr) == std::abs(value)) break;
  }
  const std::string written = text;  // d.ddde+xx
  const size_t e = written.find('e');
  std::string digits = written.substr(0, 1) + written.substr(2, e - 2);
  digits.erase(digits.find_last_not_of('0') + 1);
  const int exponent = std::atoi(text + e + 1), count = static_cast<int>(digits.size());

  std::string out = value < 0 ? "-" : "";
  if (exponent < -6 || exponent > 20) {
    if (count > 1) digits.insert(1, ".");
    return out + digits + (exponent < 0 ? "e-" : "e+") + std::to_string(std::abs(exponent));
  }
  if (exponent < 0) return out + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  if (count > exponent + 1) return out + digits.insert(static_cast<size_t>(exponent) + 1, ".");
  return out + digits + std::string(static_cast<size_t>(exponent + 1 - count), '0');
}

double read_number(const std::string& text) {
  // strtod also reads hexadecimal, "inf" and "nan", which JSON has not.
  const bool decimal = !text.empty() && text.find_first_not_of("+-.0123456789eE") == std::string::npos;
  char* end = nullptr;
  const double value = decimal ? std::strtod(text.c_str(), &end) : 0.0;
  return decimal && *end == '\0' ? value : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace orrery
