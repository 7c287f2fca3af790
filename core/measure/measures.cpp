#include "core/measure/measures.h"

#include "core/measure/measure_list.h"
#include "core/train/json_text.h"

namespace orrery {
namespace {

struct ToJson {
  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(double value) const { return json_number(value); }
  std::string operator()(const std::vector<double>& values) const { return json_array(values); }
  std::string operator()(const std::string& text) const { return json_string(text); }
  std::string operator()(const std::vector<std::string>& texts) const {
    std::string out = "[";
    for (const std::string& text : texts) {
      if (out.size() > 1) out += ',';
      out += json_string(text);
    }
    return out += ']';
  }
  std::string operator()(const NamedNumbers& numbers) const {
    std::string out = "{";
    for (const auto& [name, value] : numbers) {
      if (out.size() > 1) out += ',';
      out += json_string(name) + ':' + json_number(value);
    }
    return out += '}';
  }
};

}  // namespace

std::vector<Measure> measure(Run& run, std::string_view prefix) {
  // The description says of which kind a run is.
  if (run.spec().task.kind == TaskKind::pairs) return pair_measures(static_cast<PairRun&>(run), prefix);
  if (run.spec().model.kind == ModelKind::sparse_autoencoder)
    return dictionary_measures(static_cast<DictionaryRun&>(run), prefix);
  return toy_measures(static_cast<ToyRun&>(run), prefix);
}

std::string measures_json(const std::vector<Measure>& measures) {
  std::string out = "{";
  for (const Measure& entry : measures) {
    if (out.size() > 1) out += ',';
    out += json_string(entry.path);
    out += ':';
    out += std::visit(ToJson{}, entry.value);
  }
  return out += '}';
}

}  // namespace orrery
