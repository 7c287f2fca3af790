// Groups that the tests go through, with their irreps made once.
#pragma once

#include <string>
#include <vector>

#include "core/group/irreps.h"
#include "core/group/make_group.h"
#include "tests/catch.h"

namespace orrery {

inline Group group_named(const std::string& name) {
  Result<Group> group = make_group(name, 65535);
  INFO(name);
  REQUIRE(group);
  return *group;
}

/// Every family, odd and even parameters, every type of irrep and of product of types.
inline const std::vector<std::string>& all_group_names() {
  static const std::vector<std::string> names{
      "C1",     "C2",    "C3",    "C4",    "C12",   "C113",     "C118",  "D1",    "D2",    "D3",
      "D4",     "D12",   "D59",   "D61",   "S3",    "S4",       "S5",    "S6",    "A4",    "A5",
      "A6",     "Q8",    "Z2^1",  "Z2^5",  "F20",   "F21",      "C3xS3", "C3xC3", "C4xC6", "F20xC2",
      "C3xF21", "Q8xC3", "Q8xS3", "S3xQ8", "Q8xQ8", "C2xC3xD4", "A5xC2"};
  return names;
}

struct GroupCase {
  Group group;
  ConjugacyClasses classes;
  std::vector<Irrep> irreps;
};

inline const std::vector<GroupCase>& group_cases() {
  static const std::vector<GroupCase> cases = [] {
    std::vector<GroupCase> made;
    for (const std::string& name : all_group_names()) {
      Group group = group_named(name);
      std::vector<Irrep> irreps = real_irreps(group);
      ConjugacyClasses classes = conjugacy_classes(group);
      made.push_back({std::move(group), std::move(classes), std::move(irreps)});
    }
    return made;
  }();
  return cases;
}

inline const GroupCase& group_case(const std::string& name) {
  for (const GroupCase& each : group_cases()) {
    if (each.group.name == name) return each;
  }
  FAIL(name + " is not among the cases");
  return group_cases()[0];
}

inline const Irrep& irrep_named(const GroupCase& each, const std::string& name) {
  for (const Irrep& irrep : each.irreps) {
    if (irrep.name == name) return irrep;
  }
  FAIL(name + " is not an irrep of " + each.group.name);
  return each.irreps[0];
}

}  // namespace orrery
