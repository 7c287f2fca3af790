// A claim of a paper, or a number derived from one, and what this program finds.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "native/io/strict_json.h"

namespace orrery {

struct ReproduceOptions {
  bool quick = false;  // fewer seeds: a claim can then fail by bad luck
  int threads = 0;     // 0: one a core
};

struct Finding {
  Json expected;          // the value to compare with
  std::string tolerance;  // in words
  Json ours;
  bool holds = false;
  std::string command = {};      // that shows the same; empty: `orrery reproduce` with this claim
  std::string not_checked = {};  // why this could not be looked at; empty: it was
};

struct Claim {
  std::string id;  // kebab-case
  std::string paper;
  std::string statement;
  std::string source;  // "published", or "derived" for numbers worked out from the paper's equations
  std::function<Finding(const ReproduceOptions&)> check;
  bool takes_minutes = false;  // --short leaves it out
  bool one_thread = false;     // the check uses one: several may run side by side
};

/// Every claim, in the order of the papers.
std::vector<Claim> all_claims();

std::vector<Claim> exact_loss_claims();
std::vector<Claim> digon_law_claims();
std::vector<Claim> phase_claims();
std::vector<Claim> geometry_claims();
std::vector<Claim> follow_up_claims();
std::vector<Claim> five_features_claims();
std::vector<Claim> memorisation_claims();
std::vector<Claim> dictionary_claims();
std::vector<Claim> merged_pairs_claims();
std::vector<Claim> represented_claims();
std::vector<Claim> attack_claims();
std::vector<Claim> privileged_basis_claims();
std::vector<Claim> absolute_value_claims();
std::vector<Claim> correlation_claims();
std::vector<Claim> dynamics_claims();
std::vector<Claim> grokking_claims();
std::vector<Claim> group_claims();
std::vector<Claim> published_weights_claims();

}  // namespace orrery
