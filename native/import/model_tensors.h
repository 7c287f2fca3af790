// The tensors of one model, in a file that may hold several dictionaries of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "native/import/layout.h"
#include "native/io/weights_file.h"

namespace orrery {

class ModelTensors {
 public:
  /// Those of the dictionary at `place` or, where that is empty, of the only one with most of the layout's tensors.
  /// `source` names the file in errors. Throws bad input: no such dictionary, or several.
  ModelTensors(const WeightsFile& file, const std::string& source, Layout layout, const std::string& place);
  ModelTensors(const ModelTensors&) = delete;

  const std::vector<WeightsTensor>& all() const { return all_; }

  /// By its name in the layout; null where there is none.
  const WeightsTensor* find(std::string_view name) const;

  /// A number that was saved beside the model's dictionary: `number_beside("optimizer.param_groups.0.lr")`.
  std::optional<double> number_beside(const std::string& path) const;

  /// The number of updates before these weights, where the file says so. In a list, "state_dicts.3", they have their
  /// place in the list of "epochs" beside it; else an "epoch" beside the only model there is its last one, from 0.
  std::optional<int64_t> step() const;

 private:
  const WeightsFile& file_;
  std::vector<WeightsTensor> all_;
  std::unordered_map<std::string_view, const WeightsTensor*> by_name_;
  std::string home_;                  // the dictionary around the model's: "" or "runs.0."
  std::optional<std::string> index_;  // of the model's in a list
  bool alone_ = true;                 // no other such model has this home
};

}  // namespace orrery
