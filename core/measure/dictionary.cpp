#include "core/measure/dictionary.h"

#include <algorithm>
#include <limits>

#include "core/numeric/assignment.h"
#include "core/numeric/random_direction.h"

namespace orrery {
namespace {

/// The best sum of scores, one atom a feature.
double matched_sum(const Matrix<double>& score) {
  const std::vector<int> atom_of = best_assignment(score);
  double sum = 0;
  for (Eigen::Index i = 0; i < score.rows(); ++i)
    if (const int k = atom_of[static_cast<size_t>(i)]; k >= 0) sum += score(i, k);
  return sum;
}

}  // namespace

Matrix<double> atom_cosines(const Matrix<double>& W, const Matrix<double>& atoms) {
  const Matrix<double> features = W.colwise().normalized(), directions = atoms.rowwise().normalized();
  return features.transpose().lazyProduct(directions.transpose());
}

DictionaryScores dictionary_scores(const Matrix<double>& W, const Matrix<double>& atoms) {
  if (atoms.rows() == 0) return {};
  const Matrix<double> cosine = atom_cosines(W, atoms);
  constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  if (!cosine.allFinite()) return {kUnknown, kUnknown, kUnknown, kUnknown};  // nothing to match
  const Matrix<double> is_found = (cosine.array() > kFoundCosine).cast<double>();
  return {cosine.rowwise().maxCoeff().mean(), matched_sum(cosine) / static_cast<double>(W.cols()),
          is_found.rowwise().maxCoeff().sum(), matched_sum(is_found)};
}

DictionaryScores random_dictionary_scores(const Matrix<double>& W, int atoms, int draws, uint32_t seed) {
  SplitMix64 random(seed, StreamUse::init);
  DictionaryScores mean{};
  for (int draw = 0; draw < draws; ++draw) {
    Matrix<double> dictionary(atoms, W.rows());
    for (int k = 0; k < atoms; ++k)
      dictionary.row(k) = random_direction(static_cast<int>(W.rows()), random).transpose();
    const DictionaryScores scores = dictionary_scores(W, dictionary);
    mean.max_cosine += scores.max_cosine / draws;
    mean.matched_cosine += scores.matched_cosine / draws;
    mean.credited += scores.credited / draws;
    mean.found += scores.found / draws;
  }
  return mean;
}

int features_told_apart(const Matrix<double>& response) {
  int told = 0;
  for (Eigen::Index i = 0; i < response.rows(); ++i) {
    bool by_some = false;
    for (Eigen::Index k = 0; k < response.cols() && !by_some; ++k) {
      double others = 0;
      for (Eigen::Index j = 0; j < response.rows(); ++j)
        if (j != i) others = std::max(others, response(j, k));
      by_some = response(i, k) > kToldApart * others;
    }
    told += by_some;
  }
  return told;
}

}  // namespace orrery
