#include "native/terminal/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

namespace orrery {
namespace {

constexpr std::chrono::milliseconds kBarEvery{100}, kFirstLineAfter{2000}, kLineAtMostEvery{60000};

int terminal_columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

std::string grouped(int64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<int>(digits.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
    digits.insert(static_cast<size_t>(at), ",");
  return digits;
}

std::string duration_text(double seconds) {
  if (!std::isfinite(seconds)) return "?";
  if (seconds < 0.0995) return fmt::format("{:.0f} ms", 1e3 * seconds);
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<int64_t>(std::llround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string rate_text(double per_second) {
  if (per_second < 999.5) return fmt::format("{:.3g}", per_second);
  if (per_second < 999.5e3) return fmt::format("{:.3g} k", per_second / 1e3);
  return fmt::format("{:.3g} M", per_second / 1e6);
}

std::string bar_text(int64_t done, int64_t total, const std::string& unit, double per_second, int columns) {
  const double part = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1;
  std::string facts =
      fmt::format("{:3.0f} %  {} of {} {}", std::floor(100 * part), grouped(done), grouped(total), unit);
  if (per_second > 0) {
    facts += fmt::format("  {}/s  {} left", rate_text(per_second),
                         duration_text(static_cast<double>(total - done) / per_second));
  }
  const int width = std::min(40, columns - static_cast<int>(facts.size()) - 4);
  if (width < 5) return facts.substr(0, static_cast<size_t>(std::max(columns - 1, 0)));
  const auto filled = static_cast<size_t>(part * width);
  return "[" + std::string(filled, '#') + std::string(static_cast<size_t>(width) - filled, '.') + "] " +
         facts;
}

Progress::Progress(int64_t total, std::string unit, int64_t done)
    : total_(total), first_(done), unit_(std::move(unit)), terminal_(::isatty(STDERR_FILENO) != 0) {
  wait_ = terminal_ ? kBarEvery : kFirstLineAfter;
  next_ = start_ + wait_;
}

Progress::~Progress() {
  clear();
}

double Progress::elapsed() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

void Progress::clear() {
  if (bar_shown_) std::fputs("\r\033[K", stderr);
  bar_shown_ = false;
}

void Progress::update(int64_t done) {
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  const double rate = static_cast<double>(done - first_) / elapsed();
  if (terminal_) {
    std::fputs(("\r" + bar_text(done, total_, unit_, rate, terminal_columns()) + "\033[K").c_str(), stderr);
    bar_shown_ = true;
  } else {
    std::fputs((grouped(done) + " of " + grouped(total_) + " " + unit_ + ", " + rate_text(rate) + "/s, " +
                duration_text(static_cast<double>(total_ - done) / rate) + " left\n")
                   .c_str(),
               stderr);
    // A log wants few lines: they come at doubling distances.
    wait_ = std::min(2 * wait_, kLineAtMostEvery);
  }
  next_ = now + wait_;
}

double Progress::finish(int64_t done) {
  clear();
  return static_cast<double>(done - first_) / std::max(elapsed(), 1e-9);
}

}  // namespace orrery
