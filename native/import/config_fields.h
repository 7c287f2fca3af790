// The fields of configurations that authors left beside their weights. A field that is there must be what it should be.
#pragma once

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "native/import/layout.h"
#include "native/io/strict_json.h"
#include "native/names.h"

namespace orrery {

struct Config {
  std::string source;  // "cfg.json"
  Json object;
};

Config read_config(const std::filesystem::path& file);

/// `text` holds it. Throws bad input.
Config parse_config(std::string_view text, const std::string& source);

/// By dotted path ("layers.embed_dim"), each of the first configuration that has it. Null is as good as absent. All throw
/// bad input.
class ConfigFields {
 public:
  /// There is at least one, which must outlive this.
  explicit ConfigFields(const std::vector<Config>& configs) : configs_(configs) {}

  const Json* find(const std::string& path) const;
  std::optional<int64_t> whole(const std::string& path, int64_t least, int64_t most) const;
  std::optional<double> number(const std::string& path, double least, double most) const;
  std::optional<bool> flag(const std::string& path) const;  // true, false, 1 or 0
  std::optional<std::string> text(const std::string& path) const;

  /// The index of the field's text among `names`.
  template <size_t n>
  std::optional<size_t> one_of(const std::string& path, const std::array<std::string_view, n>& names) const {
    const std::optional<std::string> word = text(path);
    if (!word) return std::nullopt;
    const auto found = std::find(names.begin(), names.end(), *word);
    if (found == names.end()) refuse(path, *find(path), "one of " + listed(names));
    return static_cast<size_t>(found - names.begin());
  }

  /// Whether an outermost field is there, be it null.
  bool has(const std::string& name) const { return holder_of(name).object.contains(name); }

  /// `cfg.json: layers.embed_dim`
  std::string place(const std::string& path) const { return holder_of(path).source + ": " + path; }

  [[noreturn]] void refuse(const std::string& path, const Json& value, const std::string& expected) const;

  /// Refuses outermost fields of the first configuration with other names.
  void only(std::initializer_list<std::string_view> names) const;

  /// To be called when all fields of a layout were looked up: refuses the first configuration if it has none of them, or
  /// one beside them whose name is nearly that of a field which is nowhere.
  void refuse_others(Layout layout) const;

 private:
  const Config& holder_of(const std::string& path) const;

  const std::vector<Config>& configs_;
  mutable std::set<std::string> looked_up_;  // outermost names
};

}  // namespace orrery
