// From what the tensors show and what is known besides to the description of a run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/train/run_spec.h"
#include "native/import/facts.h"
#include "native/import/layout.h"
#include "native/import/tensor_form.h"

namespace orrery {

/// What the tensors of a file show.
struct Shown {
  Dimensions sizes;
  int layers = 1;
  bool mlp = true;     // transformers
  bool biased = true;  // some b_in or b_out is not zero
  std::optional<bool> causal;
  PairArchitecture architecture = PairArchitecture::mlp;
};

/// What neither the tensors nor the facts say.
struct Assumption {
  std::string what;    // "model.activation relu": a field of the description and its value, if it is one
  std::string fields;  // of a configuration, which would say it: "act_fn"
};

struct Description {
  RunSpec spec;
  std::vector<Assumption> assumed;
};

/// The run whose weights these are, with the optimizer of its paper. `source` names the file in errors. Throws
/// bad input: a group that is not known or has another order, positions or tokens that are no question about
/// pairs.
Description describe(Layout layout, const Shown& shown, const Facts& facts, const std::string& source);

/// Refuses, by name, a transformer whose length is that of another task of Nanda et al. Throws bad input.
void refuse_other_tasks(const Shown& shown, const std::string& source);

}  // namespace orrery
