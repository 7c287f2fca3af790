// The measures of a toy autoencoder.
#include <limits>
#include <optional>

#include "core/measure/exact_loss.h"
#include "core/measure/finite_set.h"
#include "core/measure/geometry.h"
#include "core/measure/geometry_levels.h"
#include "core/measure/measure_list.h"
#include "core/measure/neurons.h"
#include "core/train/hidden_of_examples.h"

namespace orrery {
namespace {

/// Regimes are given for densities from here to 1: the range of the published figures.
constexpr double kLowestDensity = 0.01;

/// Whether the theory of the ReLU-output and the linear model speaks of a run: W^T W between a feature and its output.
bool is_paper_model(const RunSpec& at) {
  return at.model.tied && at.model.hidden_activation == HiddenActivation::linear && !at.task.signed_values &&
         at.task.samples == 0;
}

/// A toy run at one step; what several measures share is worked out once, when the first asks.
class ToyMoment {
 public:
  explicit ToyMoment(ToyRun& run)
      : run(run), parameters(run.parameters()), hidden(static_cast<int>(parameters.W.rows())) {}

  OutputActivation output() const { return run.current().model.output; }

  const std::vector<GeometryLevel>& levels() {
    if (!levels_)
      levels_ = known() ? geometry_levels(marginals(), hidden, output()) : std::vector<GeometryLevel>();
    return *levels_;
  }
  const std::vector<GeometryRegime>& regimes() {
    if (!regimes_)
      regimes_ = known() ? geometry_regimes(marginals().importance, hidden, output(), kLowestDensity, 1)
                         : std::vector<GeometryRegime>();
    return *regimes_;
  }

  const NetworkGeometry& geometry() {
    if (!geometry_) geometry_ = classify_geometry(parameters.W);
    return *geometry_;
  }

  ToyRun& run;
  const ToyParameters<double> parameters;
  const int hidden;

 private:
  bool known() const { return is_paper_model(run.current()) && run.task().independent(); }
  SparseFeatures marginals() const { return run.task().marginals(); }

  std::optional<NetworkGeometry> geometry_;
  std::optional<std::vector<GeometryLevel>> levels_;
  std::optional<std::vector<GeometryRegime>> regimes_;
};

MeasureValue numbers(const Vector<double>& values) {
  return std::vector<double>(values.begin(), values.end());
}

/// The dimensionality of each example of a finite set: that of features, of hidden vectors h instead of columns of W
/// (Henighan et al. 2023).
MeasureValue sample_dimensionality(ToyMoment& at) {
  const Matrix<double> h = hidden_of_examples(at.run);
  if (h.size() == 0) return {};
  return numbers(feature_dimensionality(h));
}

/// Only a ReLU behind the hidden layer makes its directions neurons.
MeasureValue monosemanticity(ToyMoment& at) {
  if (at.run.current().model.hidden_activation != HiddenActivation::relu) return {};
  return numbers(neuron_monosemanticity(at.parameters.W));
}

/// The number of each feature's component, in the list's order; -1 for features that are not represented.
MeasureValue component_of_features(ToyMoment& at) {
  std::vector<double> number(static_cast<size_t>(at.parameters.W.cols()), -1);
  const std::vector<GeometryComponent>& components = at.geometry().components;
  for (size_t c = 0; c < components.size(); ++c)
    for (const int feature : components[c].features)
      number[static_cast<size_t>(feature)] = static_cast<double>(c);
  return number;
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
     [](ToyMoment& at) { return measured_number(at.run.loss() / at.run.task().features.count()); }},
    {"loss_unseen", [](ToyMoment& at) { return measured_number(unseen_loss(at.run)); }},
    {"superposition.exact_loss",
     [](ToyMoment& at) { return measured_number(exact_toy_loss(at.parameters, at.run.current())); }},
    {"superposition.feature_norms", [](ToyMoment& at) { return numbers(feature_norms(at.parameters.W)); }},
    {"superposition.dimensionality",
     [](ToyMoment& at) { return numbers(feature_dimensionality(at.parameters.W)); }},
    {"superposition.sample_dimensionality", sample_dimensionality},
    {"superposition.superposition", [](ToyMoment& at) { return numbers(superposition(at.parameters.W)); }},
    {"superposition.dimensions_per_feature",
     [](ToyMoment& at) { return measured_number(dimensions_per_feature(at.parameters.W)); }},
    {"superposition.geometry", [](ToyMoment& at) { return MeasureValue(at.geometry().name); }},
    {"superposition.components.polytopes",
     [](ToyMoment& at) { return column(at.geometry().components, &GeometryComponent::polytope); }},
    {"superposition.components.of_features", component_of_features},
    {"superposition.neuron_monosemanticity", monosemanticity},
    {"superposition.levels.names", [](ToyMoment& at) { return column(at.levels(), &GeometryLevel::name); }},
    {"superposition.levels.losses", [](ToyMoment& at) { return column(at.levels(), &GeometryLevel::loss); }},
    {"superposition.regimes.names",
     [](ToyMoment& at) { return column(at.regimes(), &GeometryRegime::name); }},
    {"superposition.regimes.from", [](ToyMoment& at) { return column(at.regimes(), &GeometryRegime::from); }},
    {"superposition.regimes.to", [](ToyMoment& at) { return column(at.regimes(), &GeometryRegime::to); }},
};

}  // namespace

double exact_toy_loss(const ToyParameters<double>& parameters, const RunSpec& at) {
  if (!is_paper_model(at)) return std::numeric_limits<double>::quiet_NaN();
  return exact_loss(parameters, toy_task(at.task).features, at.model.output);
}

std::vector<Measure> toy_measures(ToyRun& run, std::string_view prefix) {
  return evaluate(kToyMeasures, ToyMoment(run), prefix);
}

}  // namespace orrery
