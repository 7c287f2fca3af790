#include "core/measure/competing_shape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <numeric>
#include <utility>

#include "core/measure/exact_loss.h"
#include "core/measure/geometry.h"
#include "core/measure/geometry_levels.h"
#include "core/numeric/bfgs.h"
#include "core/numeric/insertion_sort.h"
#include "core/numeric/regular_polygon.h"

namespace orrery {
namespace {

// Levels are drawn and compared, not differentiated: BFGS stops early. Its gradient tolerance is relative to
// the largest density times importance, the scale of the loss.
constexpr BfgsOptions kSearch{.gradient_tolerance = 1e-6, .value_tolerance = 1e-9, .max_evaluations = 400};
// A change of places must gain this share of the loss.
constexpr double kPlaceGain = 1e-9;

// With one feature active at a time, regular k-gons have their optimum at this length and bias (Chen et al.
// 2023).
struct SparseOptimum {
  double length, bias;
};
constexpr std::array<SparseOptimum, 4> kSparsePolygons = {
    {{1.17046, -0.28230}, {1.32053, -0.61814}, {1.44839, -0.96691}, {1.55045, -1.29119}}};

CompetingShape named(Matrix<double> directions, bool turns) {
  NetworkGeometry geometry = classify_geometry(directions);
  return {std::move(geometry.name), std::move(geometry.words), std::move(directions), turns};
}

CompetingShape on_axes(int hidden, std::initializer_list<std::pair<int, double>> places) {
  Matrix<double> directions = Matrix<double>::Zero(hidden, static_cast<Eigen::Index>(places.size()));
  int k = 0;
  for (const auto& [axis, sign] : places) directions(axis, k++) = sign;
  return named(std::move(directions), false);
}

CompetingShape polygon(int vertices) {
  return named(regular_polygon(vertices, 1), true);
}

// The dearest feature of a polygon has the next two as neighbours, they the two after, and so on round to the
// cheapest: the best of all orders of pentagons and hexagons wherever these are local minima (all were tried,
// importances 0.9^i and 0.7^i).
std::vector<int> around_the_dearest(const std::vector<int>& dearest) {
  const int k = static_cast<int>(dearest.size());
  std::vector<int> feature(k);
  for (int rank = 0; rank < k; ++rank)
    feature[rank % 2 ? (rank + 1) / 2 : (k - rank / 2) % k] = dearest[rank];
  return feature;
}

/// A shape's loss for the features in its places alone: those left out reach nobody and are reached by
/// nobody. Variables: lengths [k], biases [k], and turns [k] where the shape has them.
class ShapeLoss {
 public:
  ShapeLoss(const CompetingShape& shape, const SparseFeatures& task, OutputActivation activation,
            const std::vector<int>& feature)
      : shape_(shape), exact_(subtask(task, feature), activation) {}

  const ToyParameters<double>& parameters(const Vector<double>& x) {
    const int k = shape_.places();
    unit_ = shape_.directions;
    for (int i = 0; shape_.turns && i < k; ++i) {
      const double c = std::cos(x[2 * k + i]), s = std::sin(x[2 * k + i]);
      unit_.col(i) << c * shape_.directions(0, i) - s * shape_.directions(1, i),
          s * shape_.directions(0, i) + c * shape_.directions(1, i);
    }
    at_.W = unit_ * x.head(k).asDiagonal();
    at_.b_final = x.segment(k, k);
    return at_;
  }

  double operator()(const Vector<double>& x, Vector<double>& gradient) {
    const int k = shape_.places();
    const double loss = exact_(parameters(x), slope_);
    gradient.head(k) = unit_.cwiseProduct(slope_.W).colwise().sum().transpose();
    gradient.segment(k, k) = slope_.b_final;
    for (int i = 0; shape_.turns && i < k; ++i)
      gradient[2 * k + i] = at_.W(0, i) * slope_.W(1, i) - at_.W(1, i) * slope_.W(0, i);
    return loss;
  }

 private:
  static SparseFeatures subtask(const SparseFeatures& task, const std::vector<int>& feature) {
    SparseFeatures part;
    for (const int i : feature) {
      part.density.push_back(task.density[i]);
      part.importance.push_back(task.importance[i]);
    }
    return part;
  }

  const CompetingShape& shape_;
  ExactLoss exact_;
  Matrix<double> unit_;  // [m, k]
  ToyParameters<double> at_, slope_;
};

/// Searches for one shape's minimum on one task.
class ShapeSearch {
 public:
  struct Point {
    std::vector<int> feature;
    Vector<double> x;
    double loss = 0;   // of the features in the shape's places
    std::string name;  // the classifier's
  };

  ShapeSearch(const CompetingShape& shape, const SparseFeatures& task, OutputActivation activation)
      : shape_(shape), task_(task), activation_(activation) {}

  Point descend(std::vector<int> feature, const Vector<double>& start) const {
    ShapeLoss loss(shape_, task_, activation_, feature);
    BfgsOptions options = kSearch;
    double scale = 0;
    for (const int i : feature) scale = std::max(scale, task_.density[i] * task_.importance[i]);
    options.gradient_tolerance *= scale;
    const Minimum minimum = minimise_bfgs(
        [&](const Vector<double>& x, Vector<double>& gradient) { return loss(x, gradient); }, start, options);
    return {std::move(feature), minimum.x, minimum.value,
            classify_geometry(loss.parameters(minimum.x).W).name};
  }

  // Prefers what is still the shape, then what is lower.
  bool better(const Point& a, const Point& b) const {
    const bool a_kept = a.name == shape_.name, b_kept = b.name == shape_.name;
    return a_kept != b_kept ? a_kept : a.loss < b.loss * (1 - kPlaceGain);
  }

  // Swaps two features and settles again, as long as that gains.
  void improve_places(Point& best) const {
    const int k = shape_.places();
    for (bool improved = !all_alike(best.feature); improved;) {
      improved = false;
      for (int a = 0; a < k; ++a) {
        for (int b = a + 1; b < k; ++b) {
          std::vector<int> feature = best.feature;
          std::swap(feature[a], feature[b]);
          Point other = descend(std::move(feature), best.x);
          if (!better(other, best)) continue;
          best = std::move(other);
          improved = true;
        }
      }
    }
  }

 private:
  bool all_alike(const std::vector<int>& feature) const {
    return std::all_of(feature.begin(), feature.end(), [&](int i) {
      return task_.density[i] == task_.density[feature[0]] &&
             task_.importance[i] == task_.importance[feature[0]];
    });
  }

  const CompetingShape& shape_;
  const SparseFeatures& task_;
  OutputActivation activation_;
};

}  // namespace

std::vector<CompetingShape> competing_shapes(int hidden, int features) {
  std::vector<CompetingShape> all;
  if (hidden == 1) {
    all = {on_axes(1, {{0, 1.0}}), on_axes(1, {{0, 1.0}, {0, -1.0}})};
  } else if (hidden == 2 && features == 1) {
    all = {on_axes(2, {{0, 1.0}})};
  } else if (hidden == 2) {
    all = {on_axes(2, {{0, 1.0}, {1, 1.0}}), on_axes(2, {{0, 1.0}, {0, -1.0}, {1, 1.0}}), polygon(3),
           on_axes(2, {{0, 1.0}, {0, -1.0}, {1, 1.0}, {1, -1.0}})};
    for (int vertices = 5; vertices <= kLargestPolygon; ++vertices) all.push_back(polygon(vertices));
  }
  std::erase_if(all, [&](const CompetingShape& shape) { return shape.places() > features; });
  return all;
}

ShapeMinimum minimise_shape(const CompetingShape& shape, const SparseFeatures& task,
                            OutputActivation activation, const ShapeMinimum* start) {
  const int k = shape.places();
  std::vector<int> dearest(task.count());
  std::iota(dearest.begin(), dearest.end(), 0);
  auto cost = [&](int i) { return task.importance[i] * ignored_feature_loss(task.density[i]); };
  insertion_sort(dearest, [&](int a, int b) { return cost(a) > cost(b); });
  double left_out = 0;
  for (std::size_t i = k; i < dearest.size(); ++i) left_out += cost(dearest[i]);
  dearest.resize(k);

  const ShapeSearch search(shape, task, activation);
  ShapeSearch::Point best;
  Vector<double> x = Vector<double>::Zero(shape.turns ? 3 * k : 2 * k);
  if (start != nullptr) {
    x.head(2 * k) << start->length, start->bias;
    if (shape.turns) x.tail(k) = start->turn;
    best = search.descend(start->feature, x);
  }
  if (best.name != shape.name) {
    const bool sparse = k >= 5;
    x.setZero();
    x.head(k).setConstant(sparse ? kSparsePolygons[k - 5].length : 1.0);
    x.segment(k, k).setConstant(sparse ? kSparsePolygons[k - 5].bias : 0.0);
    best = search.descend(shape.turns ? around_the_dearest(dearest) : dearest, x);
    if (!shape.turns) search.improve_places(best);
  }
  const Vector<double> turn =
      shape.turns ? Vector<double>(best.x.tail(k)) : Vector<double>(Vector<double>::Zero(k));
  return {best.feature, best.x.head(k), best.x.segment(k, k), turn, best.loss + left_out, best.name};
}

ToyParameters<double> shape_parameters(const CompetingShape& shape, const SparseFeatures& task,
                                       const ShapeMinimum& minimum) {
  const int n = task.count(), k = shape.places();
  ToyParameters<double> result{Matrix<double>::Zero(shape.directions.rows(), n), Vector<double>(n)};
  for (int i = 0; i < n; ++i) result.b_final[i] = task.density[i] / 2;
  Vector<double> x(3 * k);
  x << minimum.length, minimum.bias, minimum.turn;
  ShapeLoss loss(shape, task, OutputActivation::relu, minimum.feature);
  const ToyParameters<double>& part = loss.parameters(x);
  for (int i = 0; i < k; ++i) {
    result.W.col(minimum.feature[i]) = part.W.col(i);
    result.b_final[minimum.feature[i]] = part.b_final[i];
  }
  return result;
}

}  // namespace orrery
