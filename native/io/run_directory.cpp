#include "native/io/run_directory.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include <fmt/format.h>

#include "core/train/cadence.h"
#include "core/train/run_fields.h"
#include "native/io/checkpoint.h"
#include "native/io/metrics_rows.h"
#include "native/io/spec_json.h"

namespace orrery {
namespace fs = std::filesystem;
namespace {

// Rows reach the file in blocks, but not so late that somebody who follows it would notice.
constexpr size_t kRowBuffer = 1 << 16;
constexpr std::chrono::milliseconds kRowDelay{500};
constexpr std::string_view kPrefix = "step_", kSuffix = ".safetensors";

/// The lock goes with the process, however it dies. A file system without locks is trusted.
Descriptor locked(const fs::path& folder) {
  Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0) throw file_failure("open the folder", folder, errno);
  if (::flock(opened.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw bad_input("--out", folder.string(), "a folder that no other orrery is writing to");
  }
  return opened;
}

bool is_temporary(const fs::path& path) {
  return path.filename().string().starts_with('.') && path.extension() == ".tmp";
}

/// Checkpoints by falling step.
std::vector<std::pair<int64_t, fs::path>> checkpoints_in(const fs::path& folder) {
  std::vector<std::pair<int64_t, fs::path>> found;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (const auto step = checkpoint_step(entry.path().filename().string()))
      found.emplace_back(*step, entry.path());
  }
  std::sort(found.rbegin(), found.rend());
  return found;
}

/// What a killed program left half written.
void remove_temporaries(const fs::path& folder) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (is_temporary(entry.path())) fs::remove(entry.path(), error);
  }
}

}  // namespace

fs::path newest_checkpoint(const fs::path& folder) {
  const auto all = checkpoints_in(folder / "checkpoints");
  if (all.empty()) throw bad_input(folder.string(), "", "a checkpoint, or a run's folder that holds one");
  return all.front().second;
}

std::string checkpoint_name(int64_t step) {
  return fmt::format("{}{:07}{}", kPrefix, step, kSuffix);
}

std::optional<int64_t> checkpoint_step(std::string_view name) {
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return {};
  const std::string_view digits = name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
  int64_t step = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), step);
  if (error != std::errc() || end != digits.data() + digits.size() || checkpoint_name(step) != name)
    return {};
  return step;
}

RunDirectory::RunDirectory(fs::path folder, Descriptor lock)
    : folder_(std::move(folder)), lock_(std::move(lock)) {}

bool RunDirectory::holds_a_run() const {
  return fs::exists(folder_ / "spec.json");
}

void RunDirectory::refuse_other_content() const {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
    if (is_temporary(entry.path())) continue;
    throw bad_input("--out", folder_.string(),
                    "an empty folder or a run's; this one holds " + entry.path().filename().string());
  }
}

void RunDirectory::start(const RunSpec& spec) {
  spec_ = spec;
  write_atomically(folder_ / "spec.json", spec_json(spec, 2) + "\n");
  make_folder(folder_ / "checkpoints");
}

RunDirectory RunDirectory::create(const fs::path& folder, const RunSpec& spec) {
  make_folder(folder);
  RunDirectory directory(folder, locked(folder));
  if (directory.holds_a_run()) {
    std::string why;
    try {
      const std::string difference = spec_difference(read_spec(folder / "spec.json"), spec);
      why =
          difference.empty() ? "this very run (--resume goes on with it)" : "another run, with " + difference;
    } catch (const Failure& unreadable) {
      why = std::string("another run (") + unreadable.what() + ")";
    }
    throw bad_input("--out", folder.string(), "an empty folder; this one holds " + why);
  }
  directory.refuse_other_content();
  directory.start(spec);
  return directory;
}

RunDirectory RunDirectory::resume(const fs::path& folder, const Wanted& wanted) {
  std::optional<RunSpec> held;
  if (fs::exists(folder / "spec.json")) held = read_spec(folder / "spec.json");
  if (!held && !wanted) {
    throw bad_input("--out", folder.string(),
                    "a folder that holds a run, or --preset or --spec to start one");
  }
  const RunSpec spec = wanted ? wanted(held) : *held;
  if (!held) make_folder(folder);
  RunDirectory directory(folder, locked(folder));
  if (!held) {
    directory.refuse_other_content();
    directory.start(spec);
    return directory;
  }
  if (const std::string difference = spec_difference(*held, spec); !difference.empty()) {
    throw bad_input("--out", folder.string(), "the same run; this folder holds one with " + difference);
  }
  directory.spec_ = *held;
  make_folder(folder / "checkpoints");
  remove_temporaries(folder);
  remove_temporaries(folder / "checkpoints");
  return directory;
}

std::vector<std::string> RunDirectory::restore(Run& run) {
  std::vector<std::string> passed_over;
  const fs::path metrics = folder_ / "metrics.jsonl";
  const WholeRows whole = whole_rows(fs::exists(metrics) ? read_file(metrics) : "", spec_);

  uint64_t bytes = 0;
  for (const auto& [step, path] : checkpoints_in(folder_ / "checkpoints")) {
    if (step >= whole.first_missing || step > spec_.steps) {
      passed_over.push_back(fmt::format("{}: passed over, the row of step {} is missing in metrics.jsonl",
                                        path.filename().string(), whole.first_missing));
      continue;
    }
    try {
      const Checkpoint checkpoint = read_checkpoint(path);
      if (checkpoint.step != step || !spec_difference(checkpoint.spec, spec_).empty()) {
        throw bad_input(path.string(), "", "a checkpoint of this run");
      }
      orrery::restore(run, checkpoint, Restore::whole);
    } catch (const Failure& damaged) {
      passed_over.push_back(std::string("passed over: ") + damaged.what());
      continue;
    }
    bytes = step > 0 ? whole.bytes_through(step) : 0;  // a run at its start writes its first row itself
    const bool on_cadence = next_checkpoint_step(spec_.record, spec_.steps, step - 1) == step;
    if (!on_cadence) interrupted_at_ = path;
    break;
  }
  metrics_ = AppendFile(metrics, bytes);
  return passed_over;
}

void RunDirectory::flush_rows() {
  metrics_.append(rows_);
  rows_.clear();
  flushed_ = std::chrono::steady_clock::now();
}

void RunDirectory::add_row(int64_t step, const std::vector<Measure>& measures) {
  rows_ += metrics_row(step, measures);
  if (rows_.size() > kRowBuffer || std::chrono::steady_clock::now() - flushed_ > kRowDelay) flush_rows();
}

void RunDirectory::add_checkpoint(Run& run) {
  flush_rows();
  metrics_.sync();
  const fs::path path = folder_ / "checkpoints" / checkpoint_name(run.step());
  write_checkpoint(path, run);
  // The checkpoint that an interruption left has served: the folder is then what an unbroken run leaves.
  if (interrupted_at_ && *interrupted_at_ != path) {
    std::error_code error;
    fs::remove(*interrupted_at_, error);
    interrupted_at_.reset();
  }
}

void RunDirectory::finish(std::string_view summary_json) {
  write_atomically(folder_ / "summary.json", summary_json);
}

bool RunDirectory::finished() const {
  return fs::exists(folder_ / "summary.json");
}

}  // namespace orrery
