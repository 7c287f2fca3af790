// One ideal shape of features (a pair and a feature, a pentagon) and the minimum of the exact loss that it
// settles into.
#pragma once

#include <string>
#include <vector>

#include "core/model/toy_autoencoder.h"
#include "core/task/sparse_features.h"

namespace orrery {

struct CompetingShape {
  std::string name, words;    // the classifier's
  Matrix<double> directions;  // [m, k] unit directions of its k places
  /// Polygons: unequal features push their neighbours aside. Shapes on axes have no cause to turn.
  bool turns = false;

  int places() const { return static_cast<int>(directions.cols()); }
};

/// The shapes that compete in m hidden dimensions among n features, fewest places first (geometry_levels.h
/// lists them).
std::vector<CompetingShape> competing_shapes(int hidden, int features);

/// A local minimum of the loss, reached from a shape. Also a start for the same shape on a task nearby.
struct ShapeMinimum {
  std::vector<int> feature;  // [k] which feature stands at a place
  Vector<double> length;     // [k]
  Vector<double> bias;       // [k]
  Vector<double> turn;       // [k] radians from the ideal direction
  double loss = 0;           // of all n features, those left out at W_i = 0, b_i = p_i/2
  std::string name;          // what the classifier sees: the shape's name unless it gave way
};

/// The minimum over lengths, biases and turns, with the k features in the shape's places that would cost most
/// if ignored, in the best order. The search starts from unit lengths without biases, polygons of five and
/// more from their optimum when one feature is active; or from `start`, a minimum of the same shape on a task
/// nearby, as long as the shape holds from there.
ShapeMinimum minimise_shape(const CompetingShape& shape, const SparseFeatures& task,
                            OutputActivation activation, const ShapeMinimum* start = nullptr);

/// The whole network of a minimum: W [m, n], b_final [n].
ToyParameters<double> shape_parameters(const CompetingShape& shape, const SparseFeatures& task,
                                       const ShapeMinimum& minimum);

}  // namespace orrery
