// How well a dictionary of atoms knows the features that made the vectors it was learnt from.
//
// Dimensions: n features, columns W_i of W [d, n]; K atoms, rows of `atoms` [K, d]. Cosines have signs: an atom that points
// away from a feature is not it.
#pragma once

#include <cstdint>

#include "core/numeric/matrix.h"

namespace orrery {

/// A feature is found by an atom whose cosine with it exceeds this.
inline constexpr double kFoundCosine = 0.95;
/// A latent tells a feature from all others when it answers to it by more than this many times what it answers to any other.
inline constexpr double kToldApart = 2;

/// Cosine of each feature with each atom, 0 where one has no length.  // [n, K]
Matrix<double> atom_cosines(const Matrix<double>& W, const Matrix<double>& atoms);

/// Counts are whole, but for means over random dictionaries.
struct DictionaryScores {
  double max_cosine;      // MMCS: mean over features of the largest cosine with an atom (Sharkey et al. 2022)
  double matched_cosine;  // the same where atoms are given to one feature each, so that the mean is largest
  double credited;        // features with an atom beyond kFoundCosine: one atom may be credited with several
  double found;           // the most features that can have such an atom each to itself
};

/// Without atoms all scores are 0; features without an atom of their own count 0 in matched_cosine. NaN where a direction
/// is not finite. n at least 1.
DictionaryScores dictionary_scores(const Matrix<double>& W, const Matrix<double>& atoms);

/// What chance gives: mean scores over `draws` dictionaries of K random directions.
DictionaryScores random_dictionary_scores(const Matrix<double>& W, int atoms, int draws, uint32_t seed);

/// How many features have a latent that tells them from all others, by what it does: `response` [n, K] are latents for each
/// feature alone. Cosines can't say this of features whose directions have merged.
int features_told_apart(const Matrix<double>& response);

}  // namespace orrery
