// What the lists of measures share: one list a kind of run, each in a file of its own, so that a program that trains one
// kind links no other.
#pragma once

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "core/measure/measures.h"
#include "core/train/dictionary_run.h"
#include "core/train/pair_run.h"
#include "core/train/toy_run.h"

namespace orrery {

/// The measures of a run that lie at or below `prefix` (core/measure/measures.h).
std::vector<Measure> toy_measures(ToyRun& run, std::string_view prefix);
std::vector<Measure> dictionary_measures(DictionaryRun& run, std::string_view prefix);
std::vector<Measure> pair_measures(PairRun& run, std::string_view prefix);

/// A number, or undefined where it is not finite.
inline MeasureValue measured_number(double value) {
  return std::isfinite(value) ? MeasureValue(value) : MeasureValue();
}

/// Whether `path` is `prefix` or lies below it.
inline bool lies_below(std::string_view path, std::string_view prefix) {
  return path.substr(0, prefix.size()) == prefix &&
         (prefix.empty() || path.size() == prefix.size() || path[prefix.size()] == '.');
}

/// The entries {path, evaluate} of a list that are asked for.
template <class List, class Moment>
std::vector<Measure> evaluate(const List& list, Moment at, std::string_view prefix) {
  std::vector<Measure> measures;
  for (const auto& entry : list) {
    if (lies_below(entry.path, prefix)) measures.push_back({std::string(entry.path), entry.evaluate(at)});
  }
  return measures;
}

}  // namespace orrery
