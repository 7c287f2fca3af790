// The measures of a toy autoencoder.
#include <optional>

#include "core/measure/exact_loss.h"
#include "core/measure/geometry.h"
#include "core/measure/geometry_levels.h"
#include "core/measure/measure_list.h"

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
    {"loss", [](ToyMoment& at) { return measured_number(at.run.loss()); }},
    {"loss_per_feature",
     [](ToyMoment& at) { return measured_number(at.run.loss() / at.run.features().count()); }},
    {"superposition.exact_loss",
     [](ToyMoment& at) {
       return measured_number(exact_loss(at.parameters, at.run.features(), at.output()));
     }},
    {"superposition.feature_norms", [](ToyMoment& at) { return numbers(feature_norms(at.parameters.W)); }},
    {"superposition.dimensionality",
     [](ToyMoment& at) { return numbers(feature_dimensionality(at.parameters.W)); }},
    {"superposition.superposition", [](ToyMoment& at) { return numbers(superposition(at.parameters.W)); }},
    {"superposition.dimensions_per_feature",
     [](ToyMoment& at) { return measured_number(dimensions_per_feature(at.parameters.W)); }},
    {"superposition.geometry",
     [](ToyMoment& at) { return MeasureValue(classify_geometry(at.parameters.W).name); }},
    {"superposition.levels.names", [](ToyMoment& at) { return column(at.levels(), &GeometryLevel::name); }},
    {"superposition.levels.losses", [](ToyMoment& at) { return column(at.levels(), &GeometryLevel::loss); }},
    {"superposition.regimes.names",
     [](ToyMoment& at) { return column(at.regimes(), &GeometryRegime::name); }},
    {"superposition.regimes.from", [](ToyMoment& at) { return column(at.regimes(), &GeometryRegime::from); }},
    {"superposition.regimes.to", [](ToyMoment& at) { return column(at.regimes(), &GeometryRegime::to); }},
};

}  // namespace

std::vector<Measure> toy_measures(ToyRun& run, std::string_view prefix) {
  return evaluate(kToyMeasures, ToyMoment(run), prefix);
}

}  // namespace orrery
