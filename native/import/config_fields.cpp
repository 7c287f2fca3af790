#include "native/import/config_fields.h"

#include "native/failure.h"
#include "native/io/files.h"

namespace orrery {
namespace {

constexpr uint64_t kMaxConfigBytes = 1 << 20;

/// Every paper's configurations have these: they don't tell whose one is.
constexpr std::array<std::string_view, 3> kEveryones{"lr", "weight_decay", "seed"};

std::string outermost(const std::string& path) {
  return path.substr(0, path.find('.'));
}

template <class Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Config read_config(const std::filesystem::path& file) {
  return parse_config(read_file(file, kMaxConfigBytes), file.string());
}

Config parse_config(std::string_view text, const std::string& source) {
  Config config{source, parse_strict_json(text, source)};
  if (!config.object.is_object()) throw bad_input(source, "", "a JSON object");
  return config;
}

const Config& ConfigFields::holder_of(const std::string& path) const {
  const auto found = std::find_if(configs_.begin(), configs_.end(), [&](const Config& config) {
    return config.object.contains(outermost(path));
  });
  return found == configs_.end() ? configs_.front() : *found;
}

const Json* ConfigFields::find(const std::string& path) const {
  looked_up_.insert(outermost(path));
  const Json* at = &holder_of(path).object;
  size_t start = 0;
  while (true) {
    const size_t dot = path.find('.', start);
    const auto found = at->find(path.substr(start, dot - start));
    if (found == at->end()) return nullptr;
    at = &*found;
    if (dot == std::string::npos) return at->is_null() ? nullptr : at;
    if (!at->is_object()) refuse(path.substr(0, dot), *at, "an object");
    start = dot + 1;
  }
}

std::optional<int64_t> ConfigFields::whole(const std::string& path, int64_t least, int64_t most) const {
  const Json* value = find(path);
  if (!value) return std::nullopt;
  if (value->is_number_integer() &&
      !(value->is_number_unsigned() && value->get<uint64_t>() > uint64_t{1} << 62)) {
    if (const auto number = value->get<int64_t>(); number >= least && number <= most) return number;
  }
  refuse(path, *value, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
}

std::optional<double> ConfigFields::number(const std::string& path, double least, double most) const {
  const Json* value = find(path);
  if (!value) return std::nullopt;
  if (value->is_number()) {
    if (const auto number = value->get<double>(); number >= least && number <= most) return number;
  }
  refuse(path, *value, "a number from " + Json(least).dump() + " to " + Json(most).dump());
}

std::optional<bool> ConfigFields::flag(const std::string& path) const {
  const Json* value = find(path);
  if (!value) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  if (*value == 0 || *value == 1) return *value == 1;
  refuse(path, *value, "true or false");
}

std::optional<std::string> ConfigFields::text(const std::string& path) const {
  const Json* value = find(path);
  if (!value) return std::nullopt;
  if (value->is_string()) return value->get<std::string>();
  refuse(path, *value, "text");
}

void ConfigFields::refuse(const std::string& path, const Json& value, const std::string& expected) const {
  throw bad_input({place(path), value.dump(), expected});
}

void ConfigFields::only(std::initializer_list<std::string_view> names) const {
  for (const auto& [key, value] : configs_.front().object.items()) {
    if (!contains(names, key)) refuse(key, value, "only " + listed(names));
  }
}

void ConfigFields::refuse_others(Layout layout) const {
  const Config& config = configs_.front();
  if (std::none_of(looked_up_.begin(), looked_up_.end(), [&](const std::string& name) {
        return config.object.contains(name) && !contains(kEveryones, name);
      })) {
    throw bad_input(config.source, "",
                    "a configuration of layout " + std::string(layout_name(layout)) + ", with some of " +
                        listed(looked_up_));
  }
  for (const auto& [key, value] : config.object.items()) {
    if (value.is_null() || looked_up_.contains(key)) continue;
    for (const std::string& name : looked_up_) {
      if (!has(name) && misspells(key, name)) refuse(key, value, name + ", if that is meant");
    }
  }
}

}  // namespace orrery
