#include "core/measure/measures.h"

#include <cmath>
#include <optional>

#include "core/group/group.h"
#include "core/measure/exact_loss.h"
#include "core/measure/geometry.h"
#include "core/measure/geometry_levels.h"
#include "core/train/json_text.h"
#include "core/train/pair_run.h"
#include "core/train/toy_run.h"

namespace orrery {
namespace {

/// Regimes are given for densities from here to 1: the range of the published figures.
constexpr double kLowestDensity = 0.01;

/// A toy run at one step; what several measures share is worked out once, when the first asks.
class ToyMoment {
 public:
  explicit ToyMoment(ToyRun& run)
      : run(run), parameters(run.parameters()), hidden(static_cast<int>(parameters.W.rows())) {}

  OutputActivation output() const { return run.current().model.output; }

  const std::vector<GeometryLevel>& levels() {
    if (!levels_) levels_ = geometry_levels(run.features(), hidden, output());
    return *levels_;
  }
  const std::vector<GeometryRegime>& regimes() {
    if (!regimes_)
      regimes_ = geometry_regimes(run.features().importance, hidden, output(), kLowestDensity, 1);
    return *regimes_;
  }

  ToyRun& run;
  const ToyParameters<double> parameters;
  const int hidden;

 private:
  std::optional<std::vector<GeometryLevel>> levels_;
  std::optional<std::vector<GeometryRegime>> regimes_;
};

MeasureValue number(double value) {
  return std::isfinite(value) ? MeasureValue(value) : MeasureValue();
}

MeasureValue numbers(const Vector<double>& values) {
  return std::vector<double>(values.begin(), values.end());
}

/// One field of each entry of a list.
template <class Entry, class Field>
MeasureValue column(const std::vector<Entry>& entries, Field Entry::*field) {
  std::vector<Field> values;
  for (const Entry& entry : entries) values.push_back(entry.*field);
  return values;
}

struct ToyMeasure {
  std::string_view path;
  MeasureValue (*evaluate)(ToyMoment& at);
};

const ToyMeasure kToyMeasures[] = {
    {"loss", [](ToyMoment& at) { return number(at.run.loss()); }},
    {"loss_per_feature", [](ToyMoment& at) { return number(at.run.loss() / at.run.features().count()); }},
    {"superposition.exact_loss",
     [](ToyMoment& at) { return number(exact_loss(at.parameters, at.run.features(), at.output())); }},
    {"superposition.feature_norms", [](ToyMoment& at) { return numbers(feature_norms(at.parameters.W)); }},
    {"superposition.dimensionality",
     [](ToyMoment& at) { return numbers(feature_dimensionality(at.parameters.W)); }},
    {"superposition.superposition", [](ToyMoment& at) { return numbers(superposition(at.parameters.W)); }},
    {"superposition.dimensions_per_feature",
     [](ToyMoment& at) { return number(dimensions_per_feature(at.parameters.W)); }},
    {"superposition.geometry",
     [](ToyMoment& at) { return MeasureValue(classify_geometry(at.parameters.W).name); }},
    {"superposition.levels.names", [](ToyMoment& at) { return column(at.levels(), &GeometryLevel::name); }},
    {"superposition.levels.losses", [](ToyMoment& at) { return column(at.levels(), &GeometryLevel::loss); }},
    {"superposition.regimes.names",
     [](ToyMoment& at) { return column(at.regimes(), &GeometryRegime::name); }},
    {"superposition.regimes.from", [](ToyMoment& at) { return column(at.regimes(), &GeometryRegime::from); }},
    {"superposition.regimes.to", [](ToyMoment& at) { return column(at.regimes(), &GeometryRegime::to); }},
};

/// A run on pairs at one step.
struct PairMoment {
  PairRun& run;

  MeasureValue loss(PairSet set) {
    const std::optional<PairResult> score = run.score(set);
    return score ? number(score->loss) : MeasureValue();
  }
  MeasureValue accuracy(PairSet set) {
    const std::optional<PairResult> score = run.score(set);
    return score ? MeasureValue(score->accuracy) : MeasureValue();
  }
  /// Sum of the squares of each tensor's entries.
  NamedNumbers squares() const {
    NamedNumbers sums;
    const std::vector<double> parameters = run.parameters();
    const ParameterLayout layout = run.model().layout();
    for (const ParameterTensor& tensor : layout.tensors()) {
      double sum = 0;
      for (size_t i = tensor.offset; i < tensor.offset + tensor.count(); ++i)
        sum += parameters[i] * parameters[i];
      sums.emplace_back(tensor.name, sum);
    }
    return sums;
  }
  double sum_of_squares() const {
    double total = 0;
    for (const auto& [name, sum] : squares()) total += sum;
    return total;
  }
};

struct PairMeasure {
  std::string_view path;
  MeasureValue (*evaluate)(PairMoment& at);
};

const PairMeasure kPairMeasures[] = {
    {"loss.train", [](PairMoment& at) { return at.loss(PairSet::train); }},
    {"loss.test", [](PairMoment& at) { return at.loss(PairSet::test); }},
    {"loss.all", [](PairMoment& at) { return at.loss(PairSet::all); }},
    {"accuracy.train", [](PairMoment& at) { return at.accuracy(PairSet::train); }},
    {"accuracy.test", [](PairMoment& at) { return at.accuracy(PairSet::test); }},
    {"accuracy.all", [](PairMoment& at) { return at.accuracy(PairSet::all); }},
    {"weights.sum_of_squares", [](PairMoment& at) { return number(at.sum_of_squares()); }},
    {"weights.norm", [](PairMoment& at) { return number(std::sqrt(at.sum_of_squares())); }},
    {"weights.tensors", [](PairMoment& at) { return MeasureValue(at.squares()); }},
};

/// What is known of the task itself, the same at every step: given only to those who ask for it by name.
constexpr std::string_view kTaskPrefix = "task";
const PairMeasure kPairTask[] = {
    // The names of the group's elements, in their order.
    {"task.elements", [](PairMoment& at) { return MeasureValue(at.run.task().group.elements); }},
    // The conjugacy class of each, counted from 0, the identity's first.
    {"task.classes",
     [](PairMoment& at) {
       const std::vector<uint16_t> classes = conjugacy_classes(at.run.task().group).class_of;
       return MeasureValue(std::vector<double>(classes.begin(), classes.end()));
     }},
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
  std::string operator()(const NamedNumbers& numbers) const {
    std::string out = "{";
    for (const auto& [name, value] : numbers) {
      if (out.size() > 1) out += ',';
      out += json_string(name) + ':' + json_number(value);
    }
    return out += '}';
  }
};

/// The entries of a run kind's list that are asked for.
template <class List, class Moment>
std::vector<Measure> evaluate(const List& list, Moment at, std::string_view prefix) {
  std::vector<Measure> measures;
  for (const auto& entry : list) {
    if (below(entry.path, prefix)) measures.push_back({std::string(entry.path), entry.evaluate(at)});
  }
  return measures;
}

}  // namespace

std::vector<Measure> measure(Run& run, std::string_view prefix) {
  // The description says of which kind a run is.
  if (run.spec().task.kind == TaskKind::pairs) {
    const PairMoment moment{static_cast<PairRun&>(run)};
    return below(prefix, kTaskPrefix) ? evaluate(kPairTask, moment, prefix)
                                      : evaluate(kPairMeasures, moment, prefix);
  }
  return evaluate(kToyMeasures, ToyMoment(static_cast<ToyRun&>(run)), prefix);
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
