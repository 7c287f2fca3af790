// All that can be measured on a run, by name: the one list behind `orrery measure --json`, metrics rows and the page.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/model/toy_autoencoder.h"
#include "core/train/run.h"

namespace orrery {

/// A measured value; monostate stands for "undefined here" and is written as null.
using NamedNumbers = std::vector<std::pair<std::string, double>>;
using MeasureValue = std::variant<std::monostate, double, std::vector<double>, std::string,
                                  std::vector<std::string>, NamedNumbers>;

struct Measure {
  std::string path;  // dotted, e.g. "superposition.exact_loss"
  MeasureValue value;
};

/// Evaluates every measure whose path is `prefix` or lies below it ("" = all that apply), in a fixed order. What is known
/// of a task on pairs (`task.elements`, `task.classes`) is no measure of the run and is left out unless asked for by name.
/// The run is not disturbed: its next update is the same with and without the call.
std::vector<Measure> measure(Run& run, std::string_view prefix);

/// The exact expected loss of a toy model on the task of `at`, NaN where no formula is known: a ReLU behind the hidden
/// layer, weights W2, values with signs, a finite set of examples.
double exact_toy_loss(const ToyParameters<double>& parameters, const RunSpec& at);

/// The measures as one JSON object {path: value} with the dotted paths as keys.
std::string measures_json(const std::vector<Measure>& measures);

}  // namespace orrery
