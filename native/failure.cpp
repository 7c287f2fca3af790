#include "native/failure.h"

#include <algorithm>

namespace orrery {

namespace {

/// Bytes of the UTF-8 character that `text` begins with; 0 where it begins with none.
size_t character_length(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned lead = byte(0), second = byte(1);
  const auto follows = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF && follows(1)) return 2;
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool beyond = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  if (overlong || beyond || !follows(1) || !follows(2)) return 0;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  return lead >= 0xF0 && lead <= 0xF4 && follows(3) ? 4 : 0;
}

/// Spaces for control characters, which a terminal would obey, and question marks for bytes that are no UTF-8.
std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t length = character_length(text);
    const auto first = static_cast<unsigned char>(text[0]);
    const bool control = first < 0x20 || first == 0x7F ||
                         (length == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0);
    if (length == 0)
      out += '?';
    else if (control)
      out += ' ';
    else
      out += text.substr(0, length);
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  return out;
}

}  // namespace

std::string one_line(std::string_view text, size_t limit) {
  std::string out(text.substr(0, limit));
  if (out.size() < text.size()) {
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
    if (continues(text[limit])) {
      while (!out.empty() && continues(out.back())) out.pop_back();
      if (!out.empty()) out.pop_back();  // the lead byte of the character that was cut
    }
    out += "...";
  }
  return printable(out);
}

Failure::Failure(ExitCode code, std::string_view line)
    : std::runtime_error(one_line(line, kLongestLine)), code_(code) {}

Failure bad_input(const Error& error, std::string_view context) {
  const Error shown{one_line(error.field, 100), one_line(error.value, 100), error.expected};
  return Failure(kBadInput, (context.empty() ? "" : std::string(context) + ": ") + shown.line());
}

Failure bad_input(std::string_view field, std::string_view value, std::string_view expected) {
  return bad_input(Error{std::string(field), std::string(value), std::string(expected)});
}

}  // namespace orrery
