// Published weights as a checkpoint of ours.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/model/parameter_layout.h"
#include "core/numeric/aligned.h"
#include "core/train/run_spec.h"
#include "native/import/config_fields.h"
#include "native/import/description.h"
#include "native/import/layout.h"
#include "native/io/weights_file.h"

namespace orrery {

struct ImportRequest {
  Layout layout = Layout::clock_pizza;
  std::optional<Config> config;
  std::string group;                     // empty: not said
  std::string place;                     // of the dictionary in the file; empty: the only one that fits
  std::function<void(RunSpec&)> adjust;  // has the last word on the description
};

struct ImportedModel {
  RunSpec spec;
  int64_t step = 0;
  ParameterLayout layout;
  AlignedArray<float> parameters;  // [layout.size()]
  std::vector<Assumption> assumed;
};

/// `source` names the file in errors. Throws bad input: a checkpoint of ours; no dictionary that
/// fits or several; another layout that its tensors fit, or else, all in one line, each tensor that is missing, misshaped or
/// not known; a description that can't be.
ImportedModel import_model(const WeightsFile& file, const std::string& source, const ImportRequest& request);

}  // namespace orrery
