// Data made in parts: what an interrupted `orrery site-data` has finished is not made again, and the whole is to the byte
// what it is when nothing interrupts.
#include <sys/types.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <limits>

#include "native/site_data/finished_parts.h"
#include "tests/native/support.h"

using namespace orrery;
using namespace orrery::testing;
namespace fs = std::filesystem;

namespace {

/// Makes parts of which each says what it was made from, and counts.
struct Maker {
  int made = 0;
  int breaks_at = std::numeric_limits<int>::max();  // in place of making that one

  Json operator()(size_t k) {
    if (made == breaks_at) throw Failure(kRunFailed, "the machine broke");
    ++made;
    return {{"part", k}, {"third", static_cast<double>(k) / 3}};
  }
};

std::vector<Json> inputs(size_t count) {
  std::vector<Json> list;
  for (size_t k = 0; k < count; ++k) list.push_back({{"seed", k}});
  return list;
}

std::vector<Json> all(const fs::path& folder, bool resume, Maker& make, size_t count = 6) {
  return FinishedParts(folder, resume).each("parts", inputs(count), 1, [&](size_t k) { return make(k); });
}

size_t files_in(const fs::path& folder) {
  std::error_code none;
  size_t count = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, none))
    count += entry.path().extension() == ".json";
  return count;
}

// ---- The program, stopped half-way ----

std::vector<std::string> sweep(const fs::path& out) {
  return {"site-data", "--figure", "geometry-sweep", "--quick", "--threads", "1", "--out", out.string()};
}
constexpr int kSweepParts = 21;  // two for each density, and the figure

/// The same date whatever the day: so all bytes can be compared.
void fix_date() {
  ::setenv("SOURCE_DATE_EPOCH", "86400", 1);
}

/// Runs it, and signals it when it has finished so many parts.
Outcome stopped(const fs::path& out, size_t parts, int signal) {
  return run_orrery(sweep(out), [&] {
    fix_date();
    const pid_t program = ::getpid();
    if (::fork() != 0) return;
    while (::kill(program, 0) == 0 && files_in(out / ".parts" / "geometry-sweep") < parts) ::usleep(2000);
    ::kill(program, signal);
    ::_exit(0);
  });
}

}  // namespace

TEST_CASE("finished parts are read, not made again, and give what an unbroken call gives", "[site-data]") {
  const TemporaryFolder folder;
  Maker unbroken, broken, again;
  const std::vector<Json> expected = all(folder / "whole", false, unbroken);
  CHECK(unbroken.made == 6);

  broken.breaks_at = 4;
  CHECK(failure_of([&] { all(folder / "parts", false, broken); }) == "the machine broke");
  CHECK(files_in(folder / "parts") == 4);
  CHECK(all(folder / "parts", true, again) == expected);
  CHECK(again.made == 2);
  CHECK(snapshot(folder / "parts") == snapshot(folder / "whole"));

  // Not asked to go on, a call begins anew; asked for more, it makes only what is new.
  Maker anew, more;
  all(folder / "parts", false, anew);
  CHECK(anew.made == 6);
  CHECK(all(folder / "parts", true, more, 9).size() == 9);
  CHECK(more.made == 3);
}

TEST_CASE("a part that is cut short, altered or another's is noticed and made anew", "[site-data]") {
  const TemporaryFolder folder;
  const fs::path parts = folder / "parts";
  Maker first;
  const std::vector<Json> expected = all(parts, false, first);
  const auto whole = snapshot(parts);
  REQUIRE(whole.size() == 6);
  const auto damage = [&](const std::string& content) {
    write(parts / whole[2].first, content);
    Maker make;
    CHECK(all(parts, true, make) == expected);
    CHECK(snapshot(parts) == whole);
    return make.made;
  };
  const std::string& content = whole[2].second;
  std::string altered = content;
  altered[content.size() - 3] ^= 1;
  CHECK(damage(content) == 0);
  CHECK(damage(altered) == 1);
  CHECK(damage(whole[3].second) == 1);
  for (const size_t size : {size_t{0}, size_t{10}, size_t{64}, size_t{65}, content.size() - 1})
    CHECK(damage(content.substr(0, size)) == 1);
  CHECK(damage(content + "\n") == 1);
  // What a kill in the middle of a write leaves behind has another name.
  write(parts / ("." + whole[2].first + ".tmp"), content.substr(0, 80));
  fs::remove(parts / whole[2].first);
  Maker make;
  CHECK(all(parts, true, make) == expected);
  CHECK(make.made == 1);
}

TEST_CASE("a part read later is to the bit the part made", "[site-data]") {
  const TemporaryFolder folder;
  const Json part = {0.1, -0.0, 1e-320, 5e300, 1.0f / 3, std::numeric_limits<double>::quiet_NaN(), "ß", 7};
  const auto get = [&](bool resume) {
    return FinishedParts(folder.path() / "parts", resume).one("numbers", [&] { return part; });
  };
  const Json made = get(false), read = get(true);
  CHECK(made.dump() == read.dump());
  CHECK(std::signbit(made[1].get<double>()));
  CHECK(made[2].get<double>() == 1e-320);
  CHECK(made[4].get<float>() == 1.0f / 3);
  // No number stays none, the first time as the second.
  CHECK(made[5].is_null());
}

TEST_CASE("site-data goes on after Ctrl-C, SIGTERM and a kill to the bytes of one go", "[site-data][kill]") {
  const TemporaryFolder folder;
  REQUIRE(run_orrery(sweep(folder / "whole"), fix_date).code == 0);
  const auto expected = snapshot(folder / "whole");
  REQUIRE(expected.size() == 2);

  for (const int signal : {SIGINT, SIGTERM, SIGKILL}) {
    const fs::path out = folder / std::to_string(signal), parts = out / ".parts" / "geometry-sweep";
    const Outcome outcome = stopped(out, 6, signal);
    REQUIRE(outcome.code == (signal == SIGKILL ? 128 + SIGKILL : kInterrupted));
    if (signal != SIGKILL) {
      std::string command = "orrery";
      for (const std::string& word : sweep(out)) command += " " + word;
      CHECK(outcome.err.ends_with("orrery: interrupted; go on with: " + command + " --resume\n"));
    }
    CHECK_FALSE(fs::exists(out / "manifest.json"));
    const auto kept = snapshot(parts);
    const size_t finished = files_in(parts);
    REQUIRE(finished >= 6);
    REQUIRE(finished < kSweepParts);
    int damaged = 0;
    if (signal == SIGTERM) {
      write(parts / kept.back().first, kept.back().second.substr(0, 100));
      damaged = 1;
    }

    auto again = sweep(out);
    again.push_back("--resume");
    const Outcome resumed = run_orrery(again, fix_date);
    REQUIRE(resumed.code == 0);
    const int found = static_cast<int>(finished) - damaged;
    CHECK(resumed.err.find("geometry-sweep: " + std::to_string(found) + " finished parts found, " +
                           std::to_string(kSweepParts - found) + " made\n") != std::string::npos);
    const std::string line =
        "orrery: " + (parts / kept.back().first).string() + " is damaged or another part's: made anew\n";
    CHECK((resumed.err.find(line) != std::string::npos) == (damaged == 1));
    CHECK(snapshot(out) == expected);
    CHECK_FALSE(fs::exists(out / ".parts"));
  }
}

TEST_CASE("of many figures, those that were whole are not made again", "[site-data][kill]") {
  const TemporaryFolder folder;
  const std::vector<std::string> both = {"site-data", "--figure", "geometry-sweep",           "five-features",
                                         "--quick",   "--out",    (folder / "data").string(), "--resume"};
  // The first figure is whole when the second's work begins: its parts stay until both are.
  const Outcome outcome = run_orrery(both, [&] {
    const pid_t program = ::getpid();
    if (::fork() != 0) return;
    while (::kill(program, 0) == 0 && files_in(folder / "data" / ".parts" / "five-features") < 1)
      ::usleep(1000);
    while (::kill(program, 0) == 0 && files_in(folder / "data" / ".parts" / "geometry-sweep") < 3)
      ::usleep(1000);
    ::kill(program, SIGTERM);
    ::_exit(0);
  });
  REQUIRE(outcome.code == kInterrupted);
  const Outcome resumed = run_orrery(both);
  REQUIRE(resumed.code == 0);
  CHECK(resumed.err.find("five-features: 1 finished parts found, 0 made\n") != std::string::npos);
  CHECK_FALSE(fs::exists(folder / "data" / ".parts"));
}
