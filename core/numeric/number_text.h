// Numbers as text, the way JSON writes them. A file of its own: the page's engine leaves both ways to the browser, whose
// own are exact too, and saves the C library's (web/wasm/number_text.cpp).
#pragma once

#include <string>

namespace orrery {

/// A finite number in the fewest digits that read back as the same double, laid out as JavaScript does (and with it the
/// canonical JSON of RFC 8785): 0.05, 1e-8, 1e+21. `null` for NaN and infinities.
std::string json_number(double value);

/// The double nearest to a decimal number like -1.5e-3; NaN where `text`, all of it, is none.
double read_number(const std::string& text);

}  // namespace orrery
