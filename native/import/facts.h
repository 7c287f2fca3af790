// What is known of published weights besides the tensors: from the configuration that the authors left beside
// them, or from the command line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/group/group.h"
#include "core/model/kinds.h"
#include "core/model/pair_network.h"
#include "native/import/layout.h"

namespace orrery {

/// A size that a configuration gives and the tensors show.
struct SizeClaim {
  std::string field;  // "cfg.json: layers.embed_dim"
  uint64_t size;
  char letter;  // as in the layout's forms
};

struct Facts {
  std::optional<std::string> group;     // as make_group takes it
  std::string group_field, group_text;  // who says so and in which words, for errors
  std::optional<double> train_fraction;
  std::string train_fraction_field;
  std::optional<uint32_t> seed;  // of the split; in the group paper of the initial weights too
  std::optional<bool> separate_vocabularies, equals, causal, mlp;
  std::optional<Activation> activation;
  std::optional<double> attention_rate;
  std::optional<PairArchitecture> architecture;
  std::optional<double> learning_rate, weight_decay, beta1, beta2;
  std::optional<int64_t> steps, layers;
  std::vector<SizeClaim> sizes;
};

/// The group that the facts name, if they do. Throws bad input where there is none of that name.
std::optional<Group> known_group(const Facts& facts);

/// Reads a configuration of this layout: for clock-pizza, clock-pizza-linear and the universality layouts the
/// authors' own (fields that say nothing of the network are passed over); for progress-measures {"p",
/// "train_fraction", "split_seed"}; for transformer-lens a HookedTransformerConfig as JSON, which may also hold
/// "group", "train_fraction" and "split_seed". Throws bad input.
Facts read_facts(const std::filesystem::path& file, Layout layout);

}  // namespace orrery
