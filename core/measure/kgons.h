// Regular polygons as networks for one active feature at a time (Chen, Lau, Mendel, Wei and Murfet 2023, arXiv
// 2310.06301): c features in two dimensions, exactly one of them active, its amplitude uniform on [0, 1].
#pragma once

#include <vector>

#include "core/model/toy_autoencoder.h"

namespace orrery {

/// H in closed form, for any W [m, c] and b: the expected loss of the ReLU network is H / (3 c). With a_ij = W_i . W_j,
/// l_i = |W_i| and N_i = (1 - l_i^2)^2 - 3 (1 - l_i^2) b_i + 3 b_i^2, H is the sum over i of
///   b_i <= 0: sum_{j != i, a_ij > -b_i} (a_ij + b_i)^3 / a_ij + (l_i^2 >= -b_i ? b_i^3 / l_i^4 + b_i^3 / l_i^2 + N_i : 1)
///   b_i > 0:  N_i + sum_{j != i} (-a_ij > b_i ? -b_i^3 / a_ij : a_ij^2 + 3 a_ij b_i + 3 b_i^2).
double one_active_cost(const ToyParameters<double>& parameters);

/// The k-gon of least cost, all lengths and biases alike.
struct Kgon {
  double length, bias;
  double cost;  // h_k = H of its k features
};
/// k from 4 to RectifiedMoments::kMaxCoordinates. With 4 nothing is lost: length 1, bias 0.
Kgon kgon(int vertices);

/// The regular k-gons at which the cost is stationary, all lengths and biases alike and all features able to switch on
/// (-length^2 < bias < 0); by Newton's method from a grid of starts, lengths ascending.
std::vector<Kgon> stationary_kgons(int vertices);

/// The loss of c features of which k form the best k-gon and the others are dead, W = 0: (h_k + c - k) / (3 c).
/// `raised` of the dead take the bias 1/(2c) instead of one that never switches on, each of which saves 1 / (4 c^2).
double kgon_level(int vertices, int features, int raised = 0);

/// Six features in two dimensions, one of them of importance u: the u above which a hexagon, free to give way, costs
/// less than a pentagon of the others and the sixth dead with a raised bias. By exact minimisation.
double hexagon_importance();

/// With amplitudes that are always 1, k-gons rebuild all k points exactly, whatever k: length^2 = 1 / (1 - cos(2 pi/k)),
/// bias = -cos(2 pi/k) length^2. (Explains the growing norms of memorised points in Henighan et al. 2023.) k >= 3;
/// `cost` is 0.
Kgon binary_kgon(int vertices);

}  // namespace orrery
