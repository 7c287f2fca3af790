// --preset, --spec and --set: the ways to name a run on the command line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/train/run_spec.h"

namespace orrery {

/// Sets a field from `path=value`. Throws bad input.
void apply_setting(RunSpec& spec, std::string_view setting);

class SpecOptions {
 public:
  void add_to(CLI::App& command);

  /// Whether any of them was given.
  bool given() const { return !preset_.empty() || !file_.empty() || !settings_.empty(); }

  /// The description they make: preset or file or what it is otherwise, then the settings in order. Throws bad input.
  RunSpec spec(const RunSpec& otherwise = {}) const;

 private:
  std::string preset_, file_;
  std::vector<std::string> settings_;
};

}  // namespace orrery
