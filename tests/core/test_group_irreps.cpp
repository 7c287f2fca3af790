// Irreps: they are representations, orthogonal, irreducible, all there are, and rightly named.
#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "core/group/permutations.h"
#include "tests/core/group_cases.h"

using namespace orrery;

namespace {

double inner(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t g = 0; g < a.size(); ++g) sum += a[g] * b[g];
  return sum / static_cast<double>(a.size());
}

// The cycles of a permutation of `degree` points by length, and its characters in the group spec's closed
// forms (4.3).
struct Cycles {
  double f1 = 0, f2 = 0, f3 = 0, sign;

  Cycles(const Permutation& permutation, size_t degree) : sign(is_even(permutation) ? 1 : -1) {
    std::vector<bool> seen(degree);
    for (size_t start = 0; start < degree; ++start) {
      int length = 0;
      for (size_t point = start; !seen[point]; point = permutation[point], ++length) seen[point] = true;
      f1 += length == 1;
      f2 += length == 2;
      f3 += length == 3;
    }
  }
  double pairs() const { return f1 * (f1 - 1) / 2 + f2; }
  double triples() const { return f1 * (f1 - 1) * (f1 - 2) / 6 + f1 * f2 + f3; }
};

}  // namespace

TEST_CASE("every irrep is an orthogonal representation", "[irreps]") {
  for (const auto& [group, classes, irreps] : group_cases()) {
    const int n = group.order, stride = n <= 128 ? 1 : 37;
    for (const Irrep& irrep : irreps) {
      INFO(group.name << " " << irrep.name);
      const int d = irrep.dimension;
      REQUIRE(irrep.matrices.size() == static_cast<size_t>(n * d * d));
      REQUIRE(irrep.character.size() == static_cast<size_t>(n));
      double defect = (irrep.matrix(group.identity) - Matrix<double>::Identity(d, d)).cwiseAbs().maxCoeff();
      double skew = 0, trace = 0;
      for (int a = 0; a < n; ++a) {
        const auto rho = irrep.matrix(a);
        const Matrix<double> square = rho * rho.transpose();
        skew = std::max(skew, (square - Matrix<double>::Identity(d, d)).cwiseAbs().maxCoeff());
        trace = std::max(trace, std::fabs(rho.trace() - irrep.character[static_cast<size_t>(a)]));
        for (int b = a % stride; b < n; b += stride) {
          const Matrix<double> product = rho * irrep.matrix(b);
          defect = std::max(defect, (product - irrep.matrix(group.product(a, b))).cwiseAbs().maxCoeff());
        }
      }
      CHECK(defect < 1e-13);
      CHECK(skew < 1e-13);
      CHECK(trace < 1e-13);
    }
  }
}

TEST_CASE("characters are orthogonal by rows and by columns, and the irreps are complete", "[irreps]") {
  for (const auto& [group, classes, irreps] : group_cases()) {
    INFO(group.name);
    const auto n = static_cast<double>(group.order);
    int ranks = 0;
    size_t complex_irreps = 0;
    double rows = 0, indicators = 0, columns = 0, classwise = 0;
    std::set<std::string> names;
    for (const Irrep& irrep : irreps) {
      ranks += irrep.rank();
      complex_irreps += irrep.type == IrrepType::complex ? 2 : 1;
      names.insert(irrep.name);
      for (const Irrep& other : irreps) {
        const double expected = &other == &irrep ? irrep.commutant() : 0;
        rows = std::max(rows, std::fabs(inner(irrep.character, other.character) - expected));
      }
      const double indicator = irrep.type == IrrepType::real ? 1 : irrep.type == IrrepType::complex ? 0 : -2;
      indicators = std::max(indicators, std::fabs(frobenius_schur(group, irrep.character) - indicator));
      for (size_t g = 0; g < classes.class_of.size(); ++g) {
        const size_t representative = classes.members[classes.class_of[g]][0];
        classwise = std::max(classwise, std::fabs(irrep.character[g] - irrep.character[representative]));
      }
    }
    // Sum over irreps of chi(a) chi(b) / e: half the centraliser of a if b is conjugate to a, and half if to
    // a^-1.
    for (size_t i = 0; i < classes.members.size(); ++i) {
      const size_t a = classes.members[i][0];
      for (size_t j = 0; j < classes.members.size(); ++j) {
        const size_t b = classes.members[j][0];
        double sum = 0;
        for (const Irrep& irrep : irreps) sum += irrep.character[a] * irrep.character[b] / irrep.commutant();
        const double centraliser = n / static_cast<double>(classes.members[i].size());
        const double expected = centraliser * ((i == j) + (classes.class_of[group.inverse[a]] == j)) / 2;
        columns = std::max(columns, std::fabs(sum - expected));
      }
    }
    CHECK(ranks == group.order);
    CHECK(complex_irreps == classes.members.size());
    CHECK(names.size() == irreps.size());
    CHECK(irreps[0].name == "trivial");
    CHECK(irreps[0].character == std::vector<double>(static_cast<size_t>(group.order), 1));
    CHECK(rows < 1e-11);
    CHECK(indicators < 1e-11);
    CHECK(columns < 1e-10);
    CHECK(classwise < 1e-12);
  }
}

TEST_CASE("the irreps of S5 and S6 are the named ones", "[irreps]") {
  for (const char* name : {"S5", "S6"}) {
    const GroupCase& each = group_case(name);
    const auto n = static_cast<size_t>(each.group.parameter);
    const std::vector<Permutation> elements = symmetric_elements(each.group.parameter);
    CHECK(each.irreps.size() == (n == 5 ? 7u : 11u));
    double worst = 0;
    for (size_t g = 0; g < elements.size(); ++g) {
      const Cycles c(elements[g], n);
      const double standard = c.f1 - 1, pairs = c.pairs() - c.f1, threes = c.triples() - c.pairs();
      const double exterior = (standard * standard - (Cycles(then(elements[g], elements[g]), n).f1 - 1)) / 2;
      std::vector<std::pair<const char*, double>> expected{
          {"sign", c.sign}, {"standard", standard}, {"standard_sign", c.sign * standard}};
      if (n == 5) {
        expected.insert(expected.end(), {{"5d_a", c.sign * pairs}, {"5d_b", pairs}, {"6d", exterior}});
      } else {
        expected.insert(expected.end(), {{"5d_a", threes},
                                         {"5d_b", c.sign * threes},
                                         {"9d_a", pairs},
                                         {"9d_b", c.sign * pairs},
                                         {"10d_a", exterior},
                                         {"10d_b", c.sign * exterior}});
      }
      for (const auto& [irrep, value] : expected) {
        worst = std::max(worst, std::fabs(irrep_named(each, irrep).character[g] - value));
      }
    }
    CHECK(worst < 1e-12);
  }
  const GroupCase& S5 = group_case("S5");
  CHECK(irrep_named(S5, "5d_a").partition == "(2,2,1)");
  CHECK(irrep_named(S5, "5d_b").published == "s5_5d_b");
  CHECK(irrep_named(S5, "standard_sign").partition == "(2,1,1,1)");
  CHECK(irrep_named(group_case("S6"), "16d").partition == "(3,2,1)");
  CHECK(irrep_named(group_case("S6"), "16d").dimension == 16);
}

TEST_CASE("A5 has its two icosahedral irreps, told apart at (0 1 2 3 4)", "[irreps]") {
  const GroupCase& A5 = group_case("A5");
  const double golden = (1 + std::sqrt(5.0)) / 2;
  const auto at = [&](const char* element) {
    const auto& names = A5.group.elements;
    return static_cast<size_t>(std::find(names.begin(), names.end(), element) - names.begin());
  };
  const std::pair<const char*, std::vector<double>> rows[] = {{"standard", {4, 0, 1, -1, -1}},
                                                              {"5d_a", {5, 1, -1, 0, 0}},
                                                              {"3d_a", {3, -1, 0, golden, 1 - golden}},
                                                              {"3d_b", {3, -1, 0, 1 - golden, golden}}};
  const char* elements[] = {"e", "(0 1)(2 3)", "(0 1 2)", "(0 1 2 3 4)", "(0 2 4 1 3)"};
  for (const auto& [name, values] : rows) {
    for (size_t c = 0; c < values.size(); ++c) {
      CHECK(irrep_named(A5, name).character[at(elements[c])] == Approx(values[c]).margin(1e-13));
    }
  }
  // (0 1 2 3 4) turns by 72 degrees about an axis, as a rotation.
  const auto rotation = irrep_named(A5, "3d_a").matrix(static_cast<int>(at("(0 1 2 3 4)")));
  CHECK(rotation.row(0).head<3>().cross(rotation.row(1).head<3>()).dot(rotation.row(2).head<3>()) ==
        Approx(1));
}

TEST_CASE("types, names and closed forms of the other families", "[irreps]") {
  const auto list = [](const char* name) {
    std::string text;
    for (const Irrep& irrep : group_case(name).irreps) {
      const char* type = irrep.type == IrrepType::real ? "r" : irrep.type == IrrepType::complex ? "c" : "q";
      text += (text.empty() ? "" : " ") + irrep.name + ":" + std::to_string(irrep.dimension) + type;
    }
    return text;
  };
  CHECK(list("C1") == "trivial:1r");
  CHECK(list("C4") == "trivial:1r sign:1r freq_1:2c");
  CHECK(list("C3") == "trivial:1r freq_1:2c");
  CHECK(list("D4") == "trivial:1r sign:1r 1d_a:1r 1d_b:1r freq_1:2r");
  CHECK(list("D3") == "trivial:1r sign:1r freq_1:2r");
  CHECK(list("S3") == "trivial:1r sign:1r standard:2r");
  CHECK(list("S4") == "trivial:1r sign:1r standard:3r standard_sign:3r 2d:2r");
  CHECK(list("A4") == "trivial:1r standard:3r 2d:2c");
  CHECK(list("A6") == "trivial:1r standard:5r 5d:5r 8d_a:8r 8d_b:8r 9d:9r 10d:10r");
  CHECK(list("Q8") == "trivial:1r 1d_a:1r 1d_b:1r 1d_c:1r 4d:4q");
  CHECK(list("Z2^1") == "trivial:1r parity_1:1r");
  CHECK(list("F20") == "trivial:1r sign:1r 2d:2c 4d:4r");
  CHECK(list("F21") == "trivial:1r 2d:2c 6d:6c");
  CHECK(list("C3xC3") ==
        "trivial:1r trivial*freq_1:2c freq_1*trivial:2c freq_1*freq_1:2c freq_1*freq_1_conjugate:2c");
  CHECK(list("Q8xC3").find("4d*trivial:4q 4d*freq_1:4c") != std::string::npos);
  CHECK(list("Q8xQ8").find("4d*4d:4r") != std::string::npos);
  CHECK(list("C2xC3xD4").find("sign*trivial*trivial:1r") != std::string::npos);

  const GroupCase &C113 = group_case("C113"), &D12 = group_case("D12");
  const double turn = 2 * std::acos(-1.0);
  double worst = 0;
  for (int i = 0; i < 113; ++i) {
    const double angle = turn * (7 * i % 113) / 113;
    Matrix<double> expected(2, 2);
    expected << std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle);
    worst = std::max(worst, (irrep_named(C113, "freq_7").matrix(i) - expected).cwiseAbs().maxCoeff());
  }
  for (int r = 0; r < 12; ++r) {
    const double angle = turn * (5 * r % 12) / 12;
    Matrix<double> expected(2, 2);
    expected << std::cos(angle), std::sin(angle), std::sin(angle), -std::cos(angle);
    worst = std::max(worst, (irrep_named(D12, "freq_5").matrix(r + 12) - expected).cwiseAbs().maxCoeff());
  }
  CHECK(worst < 1e-14);
  CHECK(C113.irreps.size() == 57);
  CHECK(group_case("C118").irreps.size() == 60);
  CHECK(group_case("D59").irreps.size() == 31);
  CHECK(group_case("D61").irreps.size() == 32);
}
