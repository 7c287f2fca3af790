// The measures of a network on pairs.
#include "core/group/group.h"
#include "core/measure/measure_list.h"

namespace orrery {
namespace {

/// A run on pairs at one step.
struct PairMoment {
  PairRun& run;

  MeasureValue loss(PairSet set) {
    const std::optional<PairResult> score = run.score(set);
    return score ? measured_number(score->loss) : MeasureValue();
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
    {"weights.sum_of_squares", [](PairMoment& at) { return measured_number(at.sum_of_squares()); }},
    {"weights.norm", [](PairMoment& at) { return measured_number(std::sqrt(at.sum_of_squares())); }},
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

}  // namespace

std::vector<Measure> pair_measures(PairRun& run, std::string_view prefix) {
  const PairMoment moment{run};
  return lies_below(prefix, kTaskPrefix) ? evaluate(kPairTask, moment, prefix)
                                         : evaluate(kPairMeasures, moment, prefix);
}

}  // namespace orrery
