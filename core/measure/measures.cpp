#include "core/measure/measures.h"

#include <cmath>

#include "core/measure/exact_loss.h"
#include "core/train/json_text.h"
#include "core/train/toy_run.h"

namespace orrery {
namespace {

/// Every measure of a toy run. A function is called only when its path was asked for.
struct ToyMeasure {
  std::string_view path;
  MeasureValue (*evaluate)(ToyRun& run);
};

MeasureValue number(double value) { return std::isfinite(value) ? MeasureValue(value) : MeasureValue(); }

const ToyMeasure kToyMeasures[] = {
    {"loss", [](ToyRun& run) { return number(run.loss()); }},
    {"loss_per_feature", [](ToyRun& run) { return number(run.loss() / run.features().count()); }},
    {"superposition.exact_loss",
     [](ToyRun& run) { return number(exact_loss(run.parameters(), run.features(), run.current().model.output)); }},
};

/// Whether `path` is `prefix` or lies below it.
bool below(std::string_view path, std::string_view prefix) {
  return path.substr(0, prefix.size()) == prefix &&
         (prefix.empty() || path.size() == prefix.size() || path[prefix.size()] == '.');
}

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
};

}  // namespace

std::vector<Measure> measure(Run& run, std::string_view prefix) {
  std::vector<Measure> measures;
  // The one kind of run there is; more kinds bring more lists.
  auto& toy = static_cast<ToyRun&>(run);
  for (const ToyMeasure& entry : kToyMeasures) {
    if (below(entry.path, prefix)) measures.push_back({std::string(entry.path), entry.evaluate(toy)});
  }
  return measures;
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
