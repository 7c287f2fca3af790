// `orrery train`: the folder it leaves, and that a run which was killed, interrupted or damaged goes on to
// the bytes of an unbroken one.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <random>

#include <nlohmann/json.hpp>

#include "core/train/run_fields.h"
#include "native/io/checkpoint.h"
#include "native/io/run_directory.h"
#include "native/io/spec_json.h"
#include "tests/native/support.h"

using namespace orrery;
using namespace orrery::testing;
namespace fs = std::filesystem;

namespace {

using Arguments = std::vector<std::string>;

Arguments train(const fs::path& out, const Arguments& more = {}) {
  Arguments arguments{"train", "--out", out.string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

/// A run with rows and checkpoints at different distances.
const Arguments kShort{"--preset", "superposition-quick", "--set", "record.metrics_every=70",
                       "record.checkpoint_every=300"};

/// The folder's files but summary.json, which tells times.
std::vector<std::pair<std::string, std::string>> numbers_of(const fs::path& folder) {
  auto files = snapshot(folder);
  std::erase_if(files, [](const auto& file) { return file.first == "summary.json"; });
  return files;
}

std::string last_line(const std::string& text) {
  const size_t end = text.find_last_not_of('\n');
  const size_t start = text.rfind('\n', end);
  return text.substr(start + 1, end - start);
}

int64_t last_step(const fs::path& folder) {
  const std::string line = last_line(read(folder / "metrics.jsonl"));
  return line.empty() ? -1 : nlohmann::json::parse(line)["step"].get<int64_t>();
}

/// Kills the run again and again until it is done, and compares it with an unbroken one.
void check_killed(const Arguments& spec) {
  const TemporaryFolder folder;
  REQUIRE(run_orrery(train(folder / "whole", spec)).code == 0);

  std::mt19937 random(5);
  int killed = 0, starts = 0;
  Arguments again = spec;
  again.push_back("--resume");  // also starts the run where there is none yet
  while (!fs::exists(folder / "broken" / "summary.json") && starts++ < 60) {
    const int64_t before = fs::exists(folder / "broken/checkpoints")
                               ? static_cast<int64_t>(snapshot(folder / "broken/checkpoints").size())
                               : 0;
    const int pid = start_orrery(train(folder / "broken", again));
    ::usleep(static_cast<useconds_t>(starts < 40 ? 1000 + random() % 60000 : 400000));
    ::kill(pid, SIGKILL);
    killed += wait_for(pid) == 128 + SIGKILL;
    // What was safe stays safe: no checkpoint is lost, none is half written.
    if (!fs::exists(folder / "broken/checkpoints")) continue;
    int64_t after = 0;
    for (const auto& entry : fs::directory_iterator(folder / "broken/checkpoints")) {
      if (!checkpoint_step(entry.path().filename().string())) continue;
      ++after;
      CHECK(read_checkpoint(entry.path()).step == *checkpoint_step(entry.path().filename().string()));
    }
    CHECK(after >= before - 1);  // `before` may count a temporary file
  }
  CHECK(killed >= 3);
  REQUIRE(run_orrery(train(folder / "broken", {"--resume"})).code == 0);
  CHECK(numbers_of(folder / "broken") == numbers_of(folder / "whole"));
}

}  // namespace

TEST_CASE("a run leaves its description, rows, checkpoints and summary", "[train]") {
  const TemporaryFolder folder;
  const Outcome outcome = run_orrery(train(folder / "a" / "b", kShort));
  CHECK(outcome.code == 0);
  CHECK(outcome.out.empty());

  const RunSpec spec = read_spec(folder / "a/b/spec.json");
  CHECK(spec.batch == 128);
  CHECK(read(folder / "a/b/spec.json") == spec_json(spec, 2) + "\n");

  int64_t expected = 0;
  std::string rows = read(folder / "a/b/metrics.jsonl");
  for (size_t from = 0, end = 0; (end = rows.find('\n', from)) != std::string::npos; from = end + 1) {
    const auto row = nlohmann::ordered_json::parse(rows.substr(from, end - from));
    CHECK(row.begin().key() == "step");
    CHECK(row["step"] == expected);
    CHECK(row["loss"].is_number());
    CHECK(row["loss_per_feature"].get<double>() == Approx(row["loss"].get<double>() / 5));
    expected = std::min<int64_t>(expected + 70, 2000);
    if (row["step"] == 2000) expected = -1;
  }
  CHECK(expected == -1);

  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder / "a/b/checkpoints"))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"step_0000300.safetensors", "step_0000600.safetensors",
                                          "step_0000900.safetensors", "step_0001200.safetensors",
                                          "step_0001500.safetensors", "step_0001800.safetensors",
                                          "step_0002000.safetensors"});
  const Checkpoint last = read_checkpoint(folder / "a/b/checkpoints/step_0002000.safetensors");
  CHECK(last.step == 2000);
  CHECK(spec_json(last.spec) == spec_json(spec));
  for (const char* name : {"W", "b_final", "optimizer.m.W", "optimizer.v.W", "optimizer.m.b_final",
                           "optimizer.v.b_final", "stream.data"}) {
    CHECK(last.file.find(name) != nullptr);
  }

  const auto summary = nlohmann::json::parse(read(folder / "a/b/summary.json"));
  for (const char* key : {"format", "step", "measures", "versions", "wall_seconds", "device", "command"})
    CHECK(summary.contains(key));
  CHECK(summary["step"] == 2000);
  CHECK(summary["measures"]["superposition"]["exact_loss"].is_number());
}

TEST_CASE("the same description gives the same bytes, another seed others", "[train]") {
  const TemporaryFolder folder;
  REQUIRE(run_orrery(train(folder / "a", kShort)).code == 0);
  REQUIRE(run_orrery(train(folder / "b", kShort)).code == 0);
  Arguments other = kShort;
  other.push_back("seed=1");
  REQUIRE(run_orrery(train(folder / "c", other)).code == 0);
  CHECK(numbers_of(folder / "a") == numbers_of(folder / "b"));
  CHECK(read(folder / "a" / "metrics.jsonl") != read(folder / "c" / "metrics.jsonl"));
}

TEST_CASE("a run that is killed at any moment goes on to the bytes of an unbroken one", "[train][kill]") {
  check_killed({"--preset", "superposition-quick", "--set", "steps=" + std::to_string(300000 / kShorter),
                "record.metrics_every=250", "record.checkpoint_every=3000", "optimizer.schedule=cosine"});
}

TEST_CASE("so does a run on pairs, with minibatches and on several threads", "[train][kill]") {
  check_killed({"--preset", "grokking-live", "--set", "task.group=C23", "task.train_fraction=0.5", "batch=64",
                "steps=" + std::to_string(12000 / kShorter), "record.metrics_every=100",
                "record.checkpoint_every=300"});
}

TEST_CASE("an interrupted run writes its checkpoint, exits with 130 and goes on to the same bytes",
          "[train][kill]") {
  const TemporaryFolder folder;
  const Arguments spec{"--preset", "superposition-quick", "--set",
                       "steps=" + std::to_string(4000000 / kShorter), "record.metrics_every=20000"};
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const fs::path out = folder / ("signal" + std::to_string(signal));
    int code = 0;
    // On a busy machine the run may end before the signal comes: then once more.
    for (int attempt = 0; attempt < 10 && code == 0; ++attempt) {
      fs::remove_all(out);
      const int pid = start_orrery(train(out, spec));
      while (read(out / "metrics.jsonl").empty()) ::usleep(1000);
      ::usleep(20000);
      ::kill(pid, signal);
      code = wait_for(pid);
    }
    REQUIRE(code == kInterrupted);
    REQUIRE(snapshot(out / "checkpoints").size() == 1);
    CHECK_FALSE(fs::exists(out / "summary.json"));
    const int64_t stopped = *checkpoint_step(snapshot(out / "checkpoints")[0].first);
    CHECK(stopped > 0);
    CHECK(stopped - last_step(out) < 20000);
    REQUIRE(run_orrery(train(out, {"--resume"})).code == 0);
    CHECK(nlohmann::json::parse(read(out / "summary.json"))["started_at_step"] == stopped);
  }
  REQUIRE(run_orrery(train(folder / "whole", spec)).code == 0);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    CHECK(numbers_of(folder / "whole") == numbers_of(folder / ("signal" + std::to_string(signal))));
}

TEST_CASE("a run with changes goes on through them to the same bytes", "[train]") {
  const TemporaryFolder folder;
  write(folder / "spec.json",
        R"({"steps": 900, "batch": 128, "record": {"cadence": "logarithmic", "checkpoint_every": 250},
      "changes": [{"step": 250, "path": "task.density", "value": 0.5}, {"step": 300, "path": "optimizer.learning_rate", "value": 0.01},
                  {"step": 700, "path": "task.density", "value": [1, 0.5, 0.2, 0.1, 0.05]}]})");
  const Arguments spec{"--spec", (folder / "spec.json").string()};
  REQUIRE(run_orrery(train(folder / "whole", spec)).code == 0);
  for (const char* last : {"step_0000250", "step_0000500", "step_0000750"}) {
    const fs::path out = folder / last;
    fs::copy(folder / "whole", out, fs::copy_options::recursive);
    fs::remove(out / "summary.json");
    for (const auto& entry : fs::directory_iterator(folder / "whole" / "checkpoints")) {
      if (entry.path().stem().string() > last) fs::remove(out / "checkpoints" / entry.path().filename());
    }
    REQUIRE(run_orrery(train(out, {"--resume"})).code == 0);
    CHECK(numbers_of(out) == numbers_of(folder / "whole"));
  }
}

TEST_CASE("damage costs no more than the work since the last whole checkpoint", "[train]") {
  const TemporaryFolder folder;
  REQUIRE(run_orrery(train(folder / "whole", kShort)).code == 0);
  const std::string metrics = read(folder / "whole/metrics.jsonl");
  const auto expect_recovery = [&](const char* what, int64_t from,
                                   const std::function<void(const fs::path&)>& damage) {
    INFO(what);
    const fs::path out = folder / "damaged";
    fs::remove_all(out);
    fs::copy(folder / "whole", out, fs::copy_options::recursive);
    fs::remove(out / "summary.json");
    damage(out);
    const Outcome outcome = run_orrery(train(out, {"--resume"}));
    CHECK(outcome.code == 0);
    CHECK(numbers_of(out) == numbers_of(folder / "whole"));
    CHECK(nlohmann::json::parse(read(out / "summary.json"))["started_at_step"] == from);
  };
  expect_recovery("only the summary is missing", 2000, [](const fs::path&) {});
  expect_recovery("a truncated checkpoint", 1800, [](const fs::path& out) {
    fs::resize_file(out / "checkpoints/step_0002000.safetensors", 1000);
  });
  expect_recovery("an empty checkpoint", 1800, [](const fs::path& out) {
    fs::resize_file(out / "checkpoints/step_0002000.safetensors", 0);
  });
  expect_recovery("a checkpoint under another's name", 1800, [](const fs::path& out) {
    fs::copy_file(out / "checkpoints/step_0000300.safetensors", out / "checkpoints/step_0002000.safetensors",
                  fs::copy_options::overwrite_existing);
  });
  expect_recovery("a cut row", 1800,
                  [&](const fs::path& out) { fs::resize_file(out / "metrics.jsonl", metrics.size() - 5); });
  expect_recovery("rows cut in the middle of a row", 900, [&](const fs::path& out) {
    fs::resize_file(out / "metrics.jsonl", metrics.find("{\"step\":1190") + 9);
  });
  expect_recovery("a row missing", 600, [&](const fs::path& out) {
    std::string rows = metrics;
    const size_t from = rows.find("{\"step\":700"), to = rows.find("{\"step\":770");
    write(out / "metrics.jsonl", rows.erase(from, to - from));
  });
  expect_recovery("rows beyond the last checkpoint", 1200, [](const fs::path& out) {
    for (const char* name : {"1500", "1800", "2000"})
      fs::remove(out / "checkpoints" / ("step_000" + std::string(name) + ".safetensors"));
  });
  expect_recovery("no metrics at all", 0, [](const fs::path& out) { fs::remove(out / "metrics.jsonl"); });
  expect_recovery("no checkpoints at all", 0,
                  [](const fs::path& out) { fs::remove_all(out / "checkpoints"); });
  expect_recovery("what a kill leaves half written", 2000, [](const fs::path& out) {
    write(out / ".spec.json.tmp", "{");
    write(out / "checkpoints/.step_0001500.safetensors.tmp", "half");
  });
}

TEST_CASE("a folder that holds a run is not written over", "[train]") {
  const TemporaryFolder folder;
  const Arguments quick{"--preset", "superposition-quick"};
  REQUIRE(run_orrery(train(folder / "a", quick)).code == 0);
  const auto before = snapshot(folder / "a");
  struct Refused {
    Arguments arguments;
    const char* part;
  };
  const Refused refused[] = {
      {{"--preset", "superposition-quick"}, "this very run"},
      {{"--preset", "superposition-quick", "--set", "seed=9"}, "seed = 0, not 9"},
      {{"--preset", "superposition-quick", "--set", "seed=9", "--resume"}, "seed = 0, not 9"},
      {{"--set", "seed=9", "--resume"}, "seed = 0, not 9"},  // settings are of the folder's run
      {{"--preset", "superposition-intro"}, "optimizer.learning_rate = 0.01, not 0.001"},
  };
  for (const Refused& row : refused) {
    const Outcome outcome = run_orrery(train(folder / "a", row.arguments));
    CHECK(outcome.code == 2);
    CHECK(is_one_line(outcome.err));
    CHECK(outcome.err.find(row.part) != std::string::npos);
    CHECK(snapshot(folder / "a") == before);
  }
  const Outcome done = run_orrery(train(folder / "a", {"--resume"}));
  CHECK(done.code == 0);
  CHECK(snapshot(folder / "a") == before);

  fs::create_directory(folder / "other");
  write(folder / "other" / "thesis.tex", "\\begin{document}");
  const Outcome other = run_orrery(train(folder / "other", quick));
  CHECK(other.code == 2);
  CHECK(other.err.find("this one holds thesis.tex") != std::string::npos);
  CHECK(snapshot(folder / "other").size() == 1);

  const Outcome nothing = run_orrery(train(folder / "none", {"--resume"}));
  CHECK(nothing.code == 2);
  CHECK_FALSE(fs::exists(folder / "none"));
}

TEST_CASE("two programs do not write one run", "[train]") {
  const TemporaryFolder folder;
  const int pid = start_orrery(train(folder / "a", {"--set", "steps=1000000000"}));
  while (!fs::exists(folder / "a" / "metrics.jsonl")) ::usleep(1000);
  const Outcome second = run_orrery(train(folder / "a", {"--resume"}));
  ::kill(pid, SIGKILL);
  wait_for(pid);
  CHECK(second.code == 2);
  CHECK(second.err.find("no other orrery is writing") != std::string::npos);
}

TEST_CASE("a run that diverges says at which step, and keeps what was good", "[train]") {
  const TemporaryFolder folder;
  const Outcome outcome =
      run_orrery(train(folder / "a", {"--set", "optimizer.learning_rate=10", "optimizer.weight_decay=-10",
                                      "steps=1000", "record.metrics_every=1", "record.checkpoint_every=2"}));
  CHECK(outcome.code == 3);
  CHECK(is_one_line(outcome.err));
  const size_t at = outcome.err.find("not finite at step ");
  REQUIRE(at != std::string::npos);
  const int64_t step = std::stoll(outcome.err.substr(at + 19));
  CHECK(step > 2);
  CHECK(last_step(folder / "a") <= step - 1);
  CHECK_FALSE(fs::exists(folder / "a" / "summary.json"));
  for (const auto& [name, content] : snapshot(folder / "a/checkpoints")) CHECK(*checkpoint_step(name) < step);

  // A measure that can't be taken of such weights doesn't hold the run up.
  const Outcome dictionary =
      run_orrery({"train", "--preset", "sparse-autoencoder", "--out", (folder / "c").string(), "--set",
                  "optimizer.weight_decay=3", "optimizer.learning_rate=1", "steps=300"});
  CHECK(dictionary.code == 3);
  CHECK(dictionary.err.find("not finite at step ") != std::string::npos);

  // The rows that show how are there, though no checkpoint came to make them durable.
  CHECK(run_orrery(train(folder / "b", {"--set", "optimizer.learning_rate=10", "optimizer.weight_decay=-10",
                                        "steps=1000", "record.metrics_every=1"}))
            .code == 3);
  CHECK(last_step(folder / "b") == step - 1);
}
