// How the tensors of a model fit a layout.
#pragma once

#include <string>
#include <vector>

#include "native/import/description.h"
#include "native/import/facts.h"
#include "native/import/layout.h"
#include "native/import/model_tensors.h"

namespace orrery {

struct Fit {
  Shown shown;
  std::vector<LayoutRow> rows;
  /// Each tensor that is missing, misshaped or not known, as what should be there: "W [16,8], not F32 [16,9]".
  std::vector<std::string> problems;
};

/// `source` names the file in errors. Throws bad input: more layers than we have, linear models that only a configuration
/// tells apart.
Fit fit(const ModelTensors& tensors, Layout layout, const Facts& facts, const std::string& source);

}  // namespace orrery
