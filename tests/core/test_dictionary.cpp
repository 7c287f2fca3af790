// Scores of dictionaries and of neurons on known answers, and the assignment that they need.
#include "core/measure/dictionary.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/measure/neurons.h"
#include "core/numeric/assignment.h"
#include "tests/catch.h"
#include "tests/core/hand_built.h"

using namespace orrery;

namespace {

double sum_of(const Matrix<double>& score, const std::vector<int>& column_of) {
  double sum = 0;
  for (size_t i = 0; i < column_of.size(); ++i)
    if (column_of[i] >= 0) sum += score(static_cast<Eigen::Index>(i), column_of[i]);
  return sum;
}

/// The best sum by trying every order; rows <= columns.
double best_sum(const Matrix<double>& score) {
  std::vector<int> order(static_cast<size_t>(score.cols()));
  std::iota(order.begin(), order.end(), 0);
  double best = -1e300;
  do {
    double sum = 0;
    for (Eigen::Index i = 0; i < score.rows(); ++i) sum += score(i, order[static_cast<size_t>(i)]);
    best = std::max(best, sum);
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

}  // namespace

TEST_CASE("The best assignment is the best of all", "[dictionary]") {
  test::Numbers numbers(8);
  for (int trial = 0; trial < 60; ++trial) {
    const int columns = 1 + trial % 6, rows = 1 + trial % columns;
    CAPTURE(rows, columns);
    Matrix<double> score(rows, columns);
    for (double& entry : score.reshaped())
      entry = trial % 2 ? numbers.normal() : std::floor(numbers.uniform(0, 3));  // with ties
    std::vector<int> column_of = best_assignment(score);
    CHECK(sum_of(score, column_of) == Approx(best_sum(score)).margin(1e-12));
    const std::vector<int> row_of = best_assignment(score.transpose());
    CHECK(sum_of(score.transpose(), row_of) == Approx(best_sum(score)).margin(1e-12));
    CHECK(std::count(row_of.begin(), row_of.end(), -1) == columns - rows);
    std::sort(column_of.begin(), column_of.end());
    CHECK(std::adjacent_find(column_of.begin(), column_of.end()) == column_of.end());
    CHECK(column_of.front() >= 0);
  }
  CHECK(best_assignment(Matrix<double>(3, 0)) == std::vector<int>{-1, -1, -1});
  CHECK(best_assignment(Matrix<double>(0, 3)).empty());
}

TEST_CASE("Dictionaries are scored by cosine, with and without an atom for each", "[dictionary]") {
  const Matrix<double> W = test::regular_polygon(5, 1.3).W;
  const double neighbour = std::cos(2 * std::acos(-1.0) / 5);
  const DictionaryScores all = dictionary_scores(W, 0.5 * W.transpose());
  CHECK(all.max_cosine == Approx(1));
  CHECK(all.matched_cosine == Approx(1));
  CHECK(all.credited == 5);
  CHECK(all.found == 5);
  // One atom, on the first of two features: the second sees it from the side.
  const DictionaryScores one = dictionary_scores(W.leftCols(2), W.leftCols(1).transpose());
  CHECK(one.max_cosine == Approx((1 + neighbour) / 2));
  CHECK(one.matched_cosine == Approx(0.5));
  CHECK(one.found == 1);
  // An atom that points away is none.
  CHECK(dictionary_scores(W, -W.leftCols(1).transpose()).found == 0);
  const DictionaryScores none = dictionary_scores(W, Matrix<double>(0, 2));
  CHECK(none.max_cosine == 0);
  CHECK(none.matched_cosine == 0);
  CHECK(none.found == 0);
}

TEST_CASE("Merged features are credited twice, found once and never told apart", "[dictionary]") {
  const Matrix<double> W = test::network({{1, 0}, {0.9, 0.001}, {0, 1}}).W;
  const Matrix<double> atoms = Matrix<double>::Identity(2, 2);
  const DictionaryScores scores = dictionary_scores(W, atoms);
  CHECK(scores.credited == 3);
  CHECK(scores.found == 2);
  CHECK(scores.matched_cosine == Approx(2.0 / 3).margin(1e-5));
  const Matrix<double> response = (atoms * W).transpose();  // [n, K]
  CHECK(features_told_apart(response) == 1);
  CHECK(features_told_apart(Matrix<double>::Zero(3, 2)) == 0);
}

TEST_CASE("A direction that is not finite has no score", "[dictionary]") {
  const Matrix<double> W = test::regular_polygon(3).W;
  Matrix<double> atoms = W.transpose();
  atoms(1, 0) = std::nan("");
  const DictionaryScores scores = dictionary_scores(W, atoms);
  for (const double score : {scores.max_cosine, scores.matched_cosine, scores.credited, scores.found})
    CHECK(std::isnan(score));
}

TEST_CASE("Random dictionaries are scored as chance has it", "[dictionary]") {
  // In two dimensions the largest of K cosines is beyond c unless all K directions miss an arc of 2 acos(c).
  const Matrix<double> W = test::regular_polygon(1).W;
  const double arc = std::acos(kFoundCosine) / std::acos(-1.0), hit = 1 - std::pow(1 - arc, 10);
  const int draws = 4000;
  const DictionaryScores scores = random_dictionary_scores(W, 10, draws, 7);
  CHECK(scores.found == Approx(hit).margin(4 * std::sqrt(hit * (1 - hit) / draws)));
  CHECK(scores.credited == scores.found);
  CHECK(random_dictionary_scores(W, 10, 50, 7).max_cosine ==
        random_dictionary_scores(W, 10, 50, 7).max_cosine);
  CHECK(random_dictionary_scores(W, 10, 50, 7).max_cosine !=
        random_dictionary_scores(W, 10, 50, 8).max_cosine);
}

TEST_CASE("Neurons are told by the weights that show", "[dictionary]") {
  Matrix<double> W(4, 3);
  W << 0, -2, 0,        //
      1, 1, 0,          //
      0.5, 0.05, 0.11,  //
      1e-5, 0, 0;
  CHECK(visible_weights(W) == std::vector<int>{1, 2, 2, 0});
  const Vector<double> share = neuron_monosemanticity(W);
  CHECK(share[0] == 1);
  CHECK(share[1] == Approx(0.5));
  CHECK(share[2] == Approx(0.25 / (0.25 + 0.0025 + 0.0121)));
  CHECK(share[3] == 0);
}
