// What stands in the page's engines of one kind in place of lists that no page asks its engine for: presets, and the fields
// with their ranges. The page's figures name their own.
#include "core/train/presets.h"
#include "core/train/run_fields.h"

namespace orrery {

const std::vector<Preset>& presets() {
  static const std::vector<Preset> none;
  return none;
}

std::string fields_json() {
  return "[]";
}

}  // namespace orrery
