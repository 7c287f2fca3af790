// Which features a small network represents: the phase diagrams of "Superposition as a Phase Change" (Elhage et al.
// 2022), in closed form for weights of length 0 and 1, and as the exact optimum with weights and biases free.
//
// All features have density p; an extra feature has importance r, the others 1. An ignored feature is given its best
// bias p/2, all others 0.
#pragma once

#include <array>
#include <string_view>

namespace orrery {

/// What becomes of the extra feature.
enum class Phase { ignored, antipodal, dedicated };

/// Losses by Phase.
using PhaseLosses = std::array<double, 3>;

/// Two features in one dimension, unit weights: r v(p), (1 + r) p^2 / 6, v(p), with v(p) = p/3 - p^2/4.
PhaseLosses two_feature_losses(double density, double importance);

/// The phase of the least loss; the earlier one of equals.
Phase two_feature_phase(double density, double importance);

/// The importances between which the extra feature is antipodal to the other: from 2p / (4 - 5p) to its reciprocal.
/// Empty, from = to = 1, for p >= 4/7, where ignored meets dedicated.
struct AntipodalRange {
  double from, to;
};
AntipodalRange antipodal_range(double density);

/// The three phases of two features, and the four of three, meet at r = 1 and this density.
inline constexpr double kTriplePointDensity = 4.0 / 7;

/// Three features in two dimensions, importances 1, 1, r: what W is orthogonal to.
enum class ThreeFeaturePhase {
  extra_ignored,     // (0, 0, 1): r v(p)
  another_ignored,   // (1, 0, 0): v(p)
  extra_antipodal,   // (0, 1, 1): (1 + r) p^2 / 6
  others_antipodal,  // (1, 1, 0): p^2 / 3
  triangle,          // (1, 1, 1): the one that the article leaves out; no candidate with unit weights
};
using ThreeFeatureLosses = std::array<double, 4>;
ThreeFeatureLosses three_feature_losses(double density, double importance);
ThreeFeaturePhase three_feature_phase(double density, double importance);

/// The candidate that the article leaves out: three unit vectors at 120 degrees, (2 + r) p^2 (3 + p) / 24.
double unit_triangle_loss(double density, double importance);

/// The importance above which a second feature in one dimension grows from nothing, |w_2| = e -> 0 opposite to the
/// first, whose loss rises by f e^2 while the second's falls by v(p) e^2: f(B) / v(p), where the first's bias B e and
/// squared length 1 + D e have the best D = 3p/4 - 3B/2 and
///   f(B) = (1-p)^2 B^2 + p (1-p) B^3/3 + p B^2/4 - p^2 B/4 + p^2/3 - 3 p^3/16
/// is least, p (1-p) B^2 + (2 (1-p)^2 + p/2) B = p^2/4. Derived here.
double continuous_onset(double density);

/// Where the exact optimum of two features in one dimension begins to represent the extra one.
struct CriticalImportance {
  double importance;  // r_c: below it the extra feature is best ignored
  double norm;        // |w_2| of the optimum that takes over there: 0 when it grows from nothing
};
/// continuous_onset, or less where a network with |w_2| above 0 takes over before that: for p below .516, and by less
/// and less norm again above .84. By exact minimisation (Dinkelbach's method: r_c is the least of L_1 / (v - L_2) over networks with
/// L_2 < v, where L_1 and L_2 are the two features' losses at importance 1). density in (0, 1].
CriticalImportance critical_importance(double density);

/// Three equally important features in two dimensions: the density above which a triangle costs less than a digon and a
/// dedicated feature, all lengths and biases at their best. Among the four candidates' neighbours the article leaves
/// this one out, and it is the optimum near r = 1 from here to p = 1.
double triangle_density();

/// McGrath's comment on the article: two features in one dimension without biases, weights w_1 and w_2, importances 1
/// and r. The exact loss in closed form.
double biasless_pair_loss(double w_1, double w_2, double density, double importance);

/// Without biases and at r = 1, an antipodal pair costs less than the "confused" w_1 = w_2 = 1/sqrt(2), whose loss is
/// v(p), up to this density: the root of 43 p^2 - 80 p + 32 = 0, (40 - 4 sqrt(14)) / 43 = .5822.
double confused_density();
/// The least loss of an antipodal pair without biases at r = 1, and its length: |w|^2 = (8 - 5p) / (8 - 6p).
double biasless_antipodal_loss(double density);

/// "ignored", "antipodal", "dedicated".
std::string_view phase_name(Phase phase);

}  // namespace orrery
