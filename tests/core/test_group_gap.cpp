// Our groups and irreps against GAP: the committed character tables always, a fresh run where gap is
// installed.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "core/group/permutations.h"
#include "tests/core/group_cases.h"

using namespace orrery;

namespace {

const char* const kCommitted =
#include "tests/fixtures/character_tables.inc"
    ;

struct GapIrrep {
  int indicator;
  std::vector<double> real, imaginary;  // by class
};

struct GapGroup {
  std::string name;
  int order, checksum = -1;
  std::vector<size_t> sizes;
  std::vector<std::string> representatives;
  std::vector<GapIrrep> irreps;
};

// A cyclotomic number as GAP writes it: "-2*E(5)^2+1/2*E(5)-3".
void parse_cyclotomic(const std::string& text, double& real, double& imaginary) {
  real = imaginary = 0;
  const char* at = text.c_str();
  while (*at != '\0') {
    double coefficient = *at == '-' ? -1 : 1;
    if (*at == '-' || *at == '+') ++at;
    char* end = nullptr;
    if (*at != 'E') {
      coefficient *= static_cast<double>(std::strtol(at, &end, 10));
      REQUIRE(end != at);
      at = end;
      if (*at == '/') {
        coefficient /= static_cast<double>(std::strtol(at + 1, &end, 10));
        at = end;
      }
      if (*at == '*') ++at;
    }
    double angle = 0;
    if (at[0] == 'E' && at[1] == '(') {
      angle = 2 * std::acos(-1.0) / static_cast<double>(std::strtol(at + 2, &end, 10));
      at = end + 1;
      if (*at == '^') {
        angle *= static_cast<double>(std::strtol(at + 1, &end, 10));
        at = end;
      }
    }
    REQUIRE((*at == '\0' || *at == '+' || *at == '-'));
    real += coefficient * std::cos(angle);
    imaginary += coefficient * std::sin(angle);
  }
}

std::vector<GapGroup> parse_groups(const std::string& text) {
  std::vector<GapGroup> groups;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string kind, word;
    words >> kind;
    if (kind == "group") {
      groups.emplace_back();
      words >> groups.back().name >> groups.back().order >> groups.back().checksum;
      if (!words) groups.back().checksum = -1;
    } else if (kind == "class") {
      size_t size = 0;
      words >> size >> word;
      groups.back().sizes.push_back(size);
      groups.back().representatives.push_back(word);
    } else if (kind == "irrep") {
      GapIrrep irrep;
      words >> irrep.indicator;
      for (double real, imaginary; words >> word;) {
        parse_cyclotomic(word, real, imaginary);
        irrep.real.push_back(real);
        irrep.imaginary.push_back(imaginary);
      }
      groups.back().irreps.push_back(irrep);
    }
  }
  return groups;
}

// "#7": the element itself; "1203": a permutation by its images.
int element_of(const Group& group, const std::string& representative) {
  if (representative[0] == '#') return std::atoi(representative.c_str() + 1);
  const bool even = group.family == GroupFamily::alternating;
  const auto elements = even ? alternating_elements(group.parameter) : symmetric_elements(group.parameter);
  for (size_t g = 0; g < elements.size(); ++g) {
    std::string images;
    for (int i = 0; i < group.parameter; ++i) images += std::to_string(elements[g][static_cast<size_t>(i)]);
    if (images == representative) return static_cast<int>(g);
  }
  FAIL(representative + " is not in " + group.name);
  return 0;
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double worst = 0;
  for (size_t i = 0; i < a.size(); ++i) worst = std::fmax(worst, std::fabs(a[i] - b[i]));
  return worst;
}

struct RealCharacter {
  IrrepType type;
  std::vector<double> values;  // by class
};

// The real irreps' characters: chi, chi + its conjugate once for the pair, twice chi.
std::vector<RealCharacter> real_characters(const GapGroup& gap) {
  std::vector<RealCharacter> characters;
  for (size_t i = 0; i < gap.irreps.size(); ++i) {
    const GapIrrep& chi = gap.irreps[i];
    if (chi.indicator == 1) {
      characters.push_back({IrrepType::real, chi.real});
      continue;
    }
    const IrrepType type = chi.indicator == 0 ? IrrepType::complex : IrrepType::quaternionic;
    std::vector<double> twice = chi.real;
    for (double& value : twice) value *= 2;
    bool seen = false;  // as the conjugate of an earlier one: the same real part, the opposite imaginary part
    for (size_t j = 0; j < i && type == IrrepType::complex; ++j) {
      std::vector<double> opposite = gap.irreps[j].imaginary;
      for (double& value : opposite) value = -value;
      seen =
          seen || (distance(gap.irreps[j].real, chi.real) < 1e-9 && distance(opposite, chi.imaginary) < 1e-9);
    }
    if (!seen) characters.push_back({type, twice});
  }
  return characters;
}

void check_against(const GapGroup& gap) {
  INFO(gap.name);
  const Group group = group_named(gap.name);
  const ConjugacyClasses classes = conjugacy_classes(group);
  const std::vector<Irrep> irreps = real_irreps(group);
  REQUIRE(group.order == gap.order);
  if (gap.checksum >= 0) {
    int64_t sum = 0;
    for (const uint16_t entry : group.table) sum = (sum * 31 + entry) % 1000003;
    CHECK(sum == gap.checksum);
  }
  REQUIRE(classes.members.size() == gap.sizes.size());
  std::vector<size_t> representatives;
  std::vector<bool> met(gap.sizes.size());
  for (size_t c = 0; c < gap.sizes.size(); ++c) {
    representatives.push_back(static_cast<size_t>(element_of(group, gap.representatives[c])));
    const size_t ours = classes.class_of.at(representatives.back());
    CHECK_FALSE(met[ours]);
    met[ours] = true;
    CHECK(classes.members[ours].size() == gap.sizes[c]);
  }
  const std::vector<RealCharacter> expected = real_characters(gap);
  REQUIRE(irreps.size() == expected.size());
  std::vector<int> found(expected.size());
  for (const Irrep& irrep : irreps) {
    std::vector<double> values;
    for (const size_t g : representatives) values.push_back(irrep.character[g]);
    for (size_t i = 0; i < expected.size(); ++i) {
      found[i] += expected[i].type == irrep.type && distance(expected[i].values, values) < 1e-12;
    }
  }
  CHECK(found == std::vector<int>(expected.size(), 1));
}

}  // namespace

TEST_CASE("characters, classes, types and products agree with the tables that GAP made", "[group_gap]") {
  const std::vector<GapGroup> groups = parse_groups(kCommitted);
  CHECK(groups.size() == 30);
  for (const GapGroup& group : groups) check_against(group);
}

#ifndef __EMSCRIPTEN__
TEST_CASE("and with those that the gap installed here makes", "[group_gap]") {
  if (std::system("command -v gap >/dev/null 2>&1") != 0) {
    const char* const why =
        "skipped: gap is not installed (Debian: gap-core gap-character-tables gap-smallgrp)";
#ifdef SKIP
    SKIP(why);
#else  // Catch2 2 has no word for it
    std::cerr << why << "\n";
    return;
#endif
  }
  FILE* gap = popen("gap -q -A '" ORRERY_SOURCE_DIR "/tests/fixtures/character_tables.g' </dev/null", "r");
  REQUIRE(gap != nullptr);
  std::string text;
  char buffer[4096];
  for (size_t got; (got = fread(buffer, 1, sizeof buffer, gap)) > 0;) text.append(buffer, got);
  CHECK(pclose(gap) == 0);
  const std::vector<GapGroup> groups = parse_groups(text);
  CHECK(groups.size() == 30);
  for (const GapGroup& group : groups) check_against(group);
}
#endif
