#include "native/site_data/manifest.h"

#include <cstdio>

#include <fmt/format.h>

#include "core/train/run_fields.h"
#include "native/io/files.h"
#include "native/io/made_by.h"
#include "native/io/sha256.h"

namespace orrery {
namespace fs = std::filesystem;
namespace {

constexpr int kManifestFormat = 1;

Json read_manifest(const fs::path& path) {
  if (!fs::exists(path)) return {{"format", kManifestFormat}, {"figures", Json::object()}};
  Json manifest = parse_strict_json(read_file(path), path.string());
  if (!manifest.is_object() || !manifest.contains("figures") || !manifest["figures"].is_object() ||
      manifest.value("format", 0) != kManifestFormat) {
    throw bad_input(path.string(), "",
                    fmt::format("a manifest of format {} with its figures", kManifestFormat));
  }
  return manifest;
}

/// The figure's data, which is the last part to be finished: of a call that makes many figures some are whole when it is
/// interrupted.
Json figure_data(const Figure& figure, const FigureOptions& options) {
  return options.parts->one({{"figure", figure.name}, {"quick", options.quick}}, [&]() -> Json {
    const FigureData data = figure.make(options);
    Json files = Json::object();
    for (const auto& [name, content] : data.files) files[name] = content;
    return {{"spec", spec_value(data.spec)}, {"files", files}};
  });
}

/// What stays the same when the same data is made again on another day or machine.
Json lasting(Json file) {
  if (!file.is_object() || !file.contains("made_by")) return nullptr;
  file["made_by"].erase("date");
  file["made_by"].erase("device");
  return file;
}

/// The file that is there, if it holds this data already.
std::string text_of(const Json& content, const fs::path& path) {
  if (fs::exists(path)) {
    const std::string old = read_file(path);
    const Json parsed = Json::parse(old, nullptr, false);
    if (!parsed.is_discarded() && lasting(parsed) == lasting(content)) return old;
  }
  return content.dump() + "\n";
}

}  // namespace

bool write_figure(const fs::path& folder, const Figure& figure, FigureOptions options) {
  const fs::path manifest_path = folder / "manifest.json";
  read_manifest(manifest_path);  // says what is wrong with it before minutes of work
  const std::string name(figure.name);
  FinishedParts parts(parts_folder(folder, name), options.resume);
  options.parts = &parts;
  const Json data = figure_data(figure, options);
  if (parts.found() > 0)
    std::fprintf(stderr, "%s: %d finished parts found, %d made\n", name.c_str(), parts.found(), parts.made());
  const Json made_by = {
      {"command", fmt::format("orrery site-data --figure {}{}", name, options.quick ? " --quick" : "")},
      {"versions", versions_json()},
      {"date", today()},
      {"device", device_json()}};
  make_folder(folder / name);
  bool changed = false;
  Json row, files = Json::array();
  for (const auto& [file, content] : data.at("files").items()) {
    Json whole = content;
    whole["made_by"] = made_by;
    const fs::path path = folder / name / file;
    const std::string text = text_of(whole, path);
    if (!fs::exists(path) || read_file(path) != text) {
      write_atomically(path, text);
      changed = true;
    }
    row = Json::parse(text)["made_by"];
    files.push_back({{"path", name + "/" + file}, {"size", text.size()}, {"sha256", sha256(text)}});
  }
  row["spec"] = data.at("spec");
  row["files"] = files;
  // Only now: other figures may have been written meanwhile.
  Json manifest = read_manifest(manifest_path);
  manifest["figures"][name] = row;
  const std::string text = manifest.dump(2) + "\n";
  if (!fs::exists(manifest_path) || read_file(manifest_path) != text) {
    write_atomically(manifest_path, text);
    changed = true;
  }
  return changed;
}

}  // namespace orrery
