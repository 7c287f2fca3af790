// Groups: the axioms, the published order and product, names, classes, and what is refused.
#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/group/permutations.h"
#include "tests/core/group_cases.h"
#include "tests/fixtures/group_elements.h"

using namespace orrery;

namespace {

// Elements that generate the group: each the first outside what those before it generate.
std::vector<int> generators(const Group& group) {
  std::vector<int> chosen;
  std::vector<bool> inside(static_cast<size_t>(group.order));
  std::vector<int> reached{group.identity};
  inside[static_cast<size_t>(group.identity)] = true;
  for (int a = 0; a < group.order; ++a) {
    if (inside[static_cast<size_t>(a)]) continue;
    chosen.push_back(a);
    for (size_t i = 0; i < reached.size(); ++i) {  // grows: everything reached, times each generator
      for (const int s : chosen) {
        const int further = group.product(reached[i], s);
        if (inside[static_cast<size_t>(further)]) continue;
        inside[static_cast<size_t>(further)] = true;
        reached.push_back(further);
      }
    }
  }
  return chosen;
}

std::string images(const Permutation& permutation, size_t degree) {
  std::string text;
  for (size_t i = 0; i < degree; ++i) text += static_cast<char>('0' + permutation[i]);
  return text;
}

std::vector<std::string> words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> all;
  for (std::string word; stream >> word;) all.push_back(word);
  return all;
}

}  // namespace

TEST_CASE("every group is one", "[group]") {
  for (const GroupCase& each : group_cases()) {
    const Group& group = each.group;
    INFO(group.name);
    const int n = group.order;
    REQUIRE(group.table.size() == static_cast<size_t>(n) * static_cast<size_t>(n));
    int wrong = 0;
    for (int a = 0; a < n; ++a) {
      wrong += group.product(a, group.identity) != a || group.product(group.identity, a) != a;
      const int inverse = group.inverse[static_cast<size_t>(a)];
      wrong += group.product(a, inverse) != group.identity || group.product(inverse, a) != group.identity;
      std::vector<bool> row(static_cast<size_t>(n));
      for (int b = 0; b < n; ++b) row.at(static_cast<size_t>(group.product(a, b))) = true;
      wrong += std::count(row.begin(), row.end(), true) != n;
    }
    // Light's test: (a s) b = a (s b) for generators s makes all products associative.
    for (const int s : generators(group)) {
      for (int a = 0; a < n; ++a) {
        for (int b = 0; b < n; ++b) {
          wrong += group.product(group.product(a, s), b) != group.product(a, group.product(s, b));
        }
      }
    }
    CHECK(wrong == 0);
    const std::set<std::string> names(group.elements.begin(), group.elements.end());
    CHECK(names.size() == static_cast<size_t>(n));
  }
}

TEST_CASE("permutations come in the published order and multiply a first, then b", "[group]") {
  using namespace fixtures;
  const std::pair<const char*, std::string_view> published[] = {{"S3", kS3Elements},
                                                                {"S4", kS4Elements},
                                                                {"A5", kA5Elements},
                                                                {"S5", kS5Elements},
                                                                {"S6", kS6Elements}};
  for (const auto& [name, text] : published) {
    INFO(name);
    const Group group = group_named(name);
    const std::vector<std::string> elements = words(text);
    const bool even = name[0] == 'A';
    const auto degree = static_cast<size_t>(name[1] - '0');
    const auto ours = even ? alternating_elements(group.parameter) : symmetric_elements(group.parameter);
    REQUIRE(elements.size() == static_cast<size_t>(group.order));
    REQUIRE(ours.size() == elements.size());
    int wrong = 0;
    for (size_t a = 0; a < elements.size(); ++a) {
      wrong += images(ours[a], degree) != elements[a];
      for (size_t b = 0; b < elements.size(); ++b) {
        std::string both = elements[a];
        for (char& point : both) point = elements[b][static_cast<size_t>(point - '0')];
        wrong +=
            elements[static_cast<size_t>(group.product(static_cast<int>(a), static_cast<int>(b)))] != both;
      }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("the group spec's spot checks hold", "[group]") {
  const Group S5 = group_named("S5");
  CHECK(S5.identity == 20);
  CHECK(S5.elements[20] == "e");
  CHECK(S5.elements[79] == "(0 4 3 1)");
  CHECK(S5.elements[47] == "(0 2 3)(1 4)");
  CHECK(S5.elements[92] == "(0 2 4 1)");
  CHECK(S5.elements[34] == "(0 4 2)(1 3)");
  CHECK(S5.elements[58] == "(0 3 1 2 4)");
  CHECK(group_named("S6").identity == 60);
  CHECK(group_named("A6").identity == 30);
  for (const char* name : {"A5", "A4", "S3", "S4", "C113", "D59", "Q8", "F21", "C3xS3"})
    CHECK(group_named(name).identity == 0);

  const Group D59 = group_named("D59");  // (r1, 1)(r2, s2) = (r1 - r2, 1 - s2)
  CHECK(D59.order == 118);
  CHECK(D59.product(3 + 59, 10) == 52 + 59);
  CHECK(D59.product(3 + 59, 10 + 59) == 52);
  CHECK(D59.product(3, 10 + 59) == 13 + 59);
  CHECK(D59.elements[61] == "r^2 s");
  CHECK(group_named("C113").product(112, 2) == 1);
  CHECK(group_named("Z2^4").product(0b0110, 0b0101) == 0b0011);
  CHECK(group_named("Z2^4").elements[6] == "0110");

  const Group Q8 = group_named("Q8");
  CHECK(Q8.elements[static_cast<size_t>(Q8.product(1, 2))] == "k");
  CHECK(Q8.elements[static_cast<size_t>(Q8.product(2, 1))] == "-k");
  CHECK(Q8.elements[static_cast<size_t>(Q8.product(3, 3))] == "-1");

  const Group product = group_named("C3xS3");
  CHECK(product.product(1 * 6 + 3, 2 * 6 + 4) == 0 * 6 + group_named("S3").product(3, 4));
  CHECK(product.elements[9] == "(1, (1 2))");
  CHECK(group_named("C2xC3xD4").elements[47] == "(1, 2, r^3 s)");
}

TEST_CASE("orders of elements and conjugacy classes are the known ones", "[group]") {
  struct Row {
    const char* name;
    std::vector<size_t> sizes;  // ascending
    std::vector<int> orders;    // ascending, each once
  };
  const Row rows[] = {{"S5", {1, 10, 15, 20, 20, 24, 30}, {1, 2, 3, 4, 5, 6}},
                      {"S6", {1, 15, 15, 40, 40, 45, 90, 90, 120, 120, 144}, {1, 2, 3, 4, 5, 6}},
                      {"A5", {1, 12, 12, 15, 20}, {1, 2, 3, 5}},
                      {"A6", {1, 40, 40, 45, 72, 72, 90}, {1, 2, 3, 4, 5}},
                      {"Q8", {1, 1, 2, 2, 2}, {1, 2, 4}},
                      {"D3", {1, 2, 3}, {1, 2, 3}},
                      {"D4", {1, 1, 2, 2, 2}, {1, 2, 4}},
                      {"F20", {1, 4, 5, 5, 5}, {1, 2, 4, 5}},
                      {"F21", {1, 3, 3, 7, 7}, {1, 3, 7}},
                      {"C12", std::vector<size_t>(12, 1), {1, 2, 3, 4, 6, 12}}};
  for (const Row& row : rows) {
    INFO(row.name);
    const Group group = group_named(row.name);
    const ConjugacyClasses classes = conjugacy_classes(group);
    std::vector<size_t> sizes;
    for (const auto& members : classes.members) sizes.push_back(members.size());
    CHECK(sizes[0] == 1);
    CHECK(classes.members[0][0] == group.identity);
    std::sort(sizes.begin(), sizes.end());
    CHECK(sizes == row.sizes);
    const std::vector<int> orders = element_orders(group);
    CHECK(orders[static_cast<size_t>(group.identity)] == 1);
    const std::set<int> distinct(orders.begin(), orders.end());
    CHECK(std::vector<int>(distinct.begin(), distinct.end()) == row.orders);
    for (size_t c = 0; c < classes.members.size(); ++c) {
      for (const uint16_t member : classes.members[c]) {
        CHECK(classes.class_of[member] == c);
        CHECK(orders[member] == orders[classes.members[c][0]]);
      }
    }
  }
}

TEST_CASE("names that mean no group are refused", "[group]") {
  for (const char* name :
       {"",         "x", "C",   "C0", "C-3",  "C03", "C3x",  "xC3", "C3xx",   "c3",  "S2",
        "A3",       "A", "Q16", "Z2", "Z3^2", "Z2^", "Z2^0", "F22", "C3 xS3", "S5 ", "C99999999999999999999",
        "symmetric"}) {
    INFO(name);
    const Result<Group> group = make_group(name);
    REQUIRE_FALSE(group);
    CHECK(group.error().field == "task.group");
    CHECK(group.error().value == name);
    CHECK(group.error().expected.find("C<n>, D<m>") == 0);
  }
  CHECK(make_group("C7", 7));
  CHECK_FALSE(make_group("S7", 6000));  // small enough, but not among those that are built
}

TEST_CASE("groups too large are refused with the size that they would have", "[group]") {
  CHECK(make_group("S7").error().line() ==
        "task.group = S7: expected a group of at most 2048 elements; this one has 5040, and its product "
        "table alone "
        "would take 50.8 MB");
  CHECK(make_group("S6", 200, "group").error().line() ==
        "group = S6: expected a group of at most 200 elements; this one has 720, and its product table alone "
        "would take 1.0 MB");
  CHECK(make_group("S5xS5").error().expected.find("this one has 14400,") != std::string::npos);
  for (const char* name : {"Z2^12", "Z2^60", "C4096", "C999999999xC999999999xC999999999", "A30", "D1025"}) {
    const Result<Group> group = make_group(name);
    REQUIRE_FALSE(group);
    CHECK(group.error().expected.find("a group of at most 2048 elements; this one has ") == 0);
  }
  CHECK(make_group("D1024"));
}
