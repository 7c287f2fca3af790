#include "native/failure.h"

namespace orrery {

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
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return out;
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
