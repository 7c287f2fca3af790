// What is known of published weights besides the tensors: from the configuration that the authors left beside
// them, or from the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/group/group.h"
#include "core/model/kinds.h"
#include "core/model/pair_network.h"
#include "native/failure.h"
#include "native/import/config_fields.h"
#include "native/import/layout.h"

namespace orrery {

/// A size that a configuration gives and the tensors show.
struct SizeClaim {
  std::string field;  // "cfg.json: layers.embed_dim"
  uint64_t size;
  char letter;  // as in the layout's forms
};

struct Facts {
  std::string source;                   // of the configuration; empty: there is none
  std::optional<std::string> group;     // as make_group takes it
  std::string group_field, group_text;  // who says so and in which words, for errors
  std::optional<double> train_fraction;
  std::string train_fraction_field;
  std::optional<uint32_t> seed;  // of the split; in the group paper of the initial weights too
  bool shuffled = true;          // the pairs, before they were split
  std::optional<bool> separate_vocabularies, equals, causal, mlp;
  bool no_layer_norm = false;  // something says so
  std::optional<Activation> activation;
  std::optional<double> attention_rate;
  std::optional<PairArchitecture> architecture;
  std::optional<double> learning_rate, weight_decay, beta1, beta2;
  std::optional<int64_t> steps, layers;
  std::vector<SizeClaim> sizes;
};

/// The group that the facts name, if they do. Throws bad input where there is none of that name.
std::optional<Group> known_group(const Facts& facts);

/// Bad input: `fields` of a configuration would say what `why` leaves open. `source` names the weights' file.
Failure left_open(const Facts& facts, const std::string& source, const std::string& fields,
                  const std::string& why);

/// Reads configurations of this layout, where the first that has a field is right. Each layout has its own fields: for
/// clock-pizza, clock-pizza-linear and the universality layouts the authors' own (those that say nothing of the network are
/// passed over); for progress-measures {"p", "train_fraction", "split_seed", "act_type"}; for transformer-lens a
/// HookedTransformerConfig as JSON, which may also hold "group", "train_fraction" and "split_seed". Throws bad input; also
/// where the first has no field of its layout, or one whose name is nearly that of a field which nobody says.
Facts read_facts(const std::vector<Config>& configs, Layout layout);

}  // namespace orrery
