#include "native/site_data/finished_parts.h"

#include <cstdio>
#include <mutex>

#include <fmt/format.h>

#include "native/io/files.h"
#include "native/io/made_by.h"
#include "native/io/sha256.h"
#include "native/terminal/interrupt.h"
#include "native/terminal/progress.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace fs = std::filesystem;
namespace {

/// Of a file: the hash of what follows it, and a line break.
constexpr size_t kHashDigits = 64;

/// What numbers depend on besides their description. A version number would not do: it stays while the program changes.
const Json& program_key() {
  static const Json key = {{"program", sha256(read_file("/proc/self/exe"))},
                           {"simd", device_json().at("simd")}};
  return key;
}

}  // namespace

FinishedParts::FinishedParts(fs::path folder, bool resume) : folder_(std::move(folder)) {
  if (!resume) fs::remove_all(folder_);
}

std::optional<Json> FinishedParts::read(const fs::path& file, const Json& key) const {
  if (!fs::exists(file)) return {};
  const std::string text = read_file(file);
  if (text.size() > kHashDigits && text.substr(0, kHashDigits) == sha256(text.substr(kHashDigits + 1))) {
    const Json content = Json::parse(text.substr(kHashDigits + 1));
    if (content.at("key") == key) return content.at("part");
  }
  std::fprintf(stderr, "orrery: %s is damaged or another part's: made anew\n", file.c_str());
  return {};
}

Json FinishedParts::one(const Json& inputs, const std::function<Json()>& make) {
  Json key = program_key();
  key["inputs"] = inputs;
  const fs::path file = folder_ / (sha256(key.dump()).substr(0, 32) + ".json");
  if (std::optional<Json> part = read(file, key)) {
    ++found_;
    return std::move(*part);
  }
  stop_if_interrupted();
  const std::string body = Json{{"key", key}, {"part", make()}}.dump();
  make_folder(folder_);
  write_atomically(file, sha256(body) + "\n" + body);
  ++made_;
  // As a later call would read it: what text does not keep must not differ.
  return Json::parse(body).at("part");
}

std::vector<Json> FinishedParts::each(const std::string& of, const std::vector<Json>& inputs, int threads,
                                      const std::function<Json(size_t)>& make) {
  std::vector<Json> parts(inputs.size());
  Progress progress(static_cast<int64_t>(parts.size()), of);
  std::mutex guard;
  int64_t done = 0;
  WorkerPool pool(threads);
  pool(static_cast<int>(parts.size()), [&](int task, int) {
    const auto k = static_cast<size_t>(task);
    parts[k] = one(inputs[k], [&] { return make(k); });
    const std::lock_guard lock(guard);
    progress.update(++done);
  });
  return parts;
}

fs::path parts_folder(const fs::path& out, std::string_view figure) {
  return out / ".parts" / figure;
}

void remove_parts(const fs::path& out, std::string_view figure) {
  const fs::path folder = parts_folder(out, figure);
  fs::remove_all(folder);
  std::error_code not_empty;
  fs::remove(folder.parent_path(), not_empty);
}

}  // namespace orrery
