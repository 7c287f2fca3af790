// JSON as it should be read from strangers: syntax errors with their position, duplicate keys refused
// (nlohmann keeps the last one in silence), depth bounded.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace orrery {

using Json = nlohmann::ordered_json;

inline constexpr size_t kMaxJsonDepth = 64;

/// The value that `text` holds. Throws bad input with one line: `SOURCE: line 3, column 7: ...`.
Json parse_strict_json(std::string_view text, const std::string& source);

/// Refuses zero bytes, which nlohmann takes for the end of the text, whatever stands behind them.
void refuse_zero_bytes(std::string_view text, const std::string& source);

/// `line 3, column 7: syntax error ...` from nlohmann's message.
std::string syntax_error_text(const nlohmann::detail::exception& error);

}  // namespace orrery
