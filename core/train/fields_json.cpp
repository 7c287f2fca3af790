#include "core/train/field_rows.h"
#include "core/train/json_text.h"

namespace orrery {

std::string fields_json() {
  const RunSpec defaults;
  std::string out = "[";
  for (const FieldRow& row : field_rows()) {
    const FieldInfo& info = row.info;
    const std::string_view help = info.help;
    if (out.size() > 1) out += ",";
    out += "{\"path\":" + json_string(info.path) + ",\"type\":" + json_string(row.type) +
           ",\"default\":" + row.text(defaults) + (help.empty() ? "" : ",\"help\":" + json_string(help)) +
           ",\"minimum\":" + json_number(info.minimum) +
           ",\"exclusive\":" + (info.above_minimum ? "true" : "false") +
           ",\"maximum\":" + json_number(info.maximum) + ",\"live\":" + (info.live ? "true" : "false") +
           ",\"choices\":[";
    for (size_t i = 0; i < row.choice_count; ++i) out += (i ? "," : "") + json_string(row.choices[i]);
    out += "]}";
  }
  return out + "]";
}

}  // namespace orrery
