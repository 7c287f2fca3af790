#include "core/measure/octahedron_levels.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace orrery {
namespace {

constexpr int kSet = 3;
constexpr auto kRelu = OutputActivation::relu;

FeatureSets two_sets(double density) {
  return alike_sets(2, kSet, SetKind::correlated, density);
}

/// All features of a set in one direction.  // W [3, 6]
ToyParameters<double> collapsed(const Eigen::Vector3d& first, const Eigen::Vector3d& second) {
  ToyParameters<double> at{Matrix<double>(3, 2 * kSet), Vector<double>::Zero(2 * kSet)};
  for (int i = 0; i < kSet; ++i) {
    at.W.col(i) = first;
    at.W.col(kSet + i) = second;
  }
  return at;
}

/// Of triangles of unit vectors at right angles.
const double kHeight = std::sqrt(1.0 / 3), kRadius = std::sqrt(2.0 / 3);

/// Two triangles on opposite sides of the origin.
ToyParameters<double> triangles(double turn, double radius, double height) {
  ToyParameters<double> at{Matrix<double>(3, 2 * kSet), Vector<double>::Zero(2 * kSet)};
  for (int i = 0; i < kSet; ++i) {
    const double angle = 2 * std::numbers::pi * i / kSet;
    at.W.col(i) << radius * std::cos(angle), radius * std::sin(angle), height;
    at.W.col(kSet + i) << radius * std::cos(angle + turn), radius * std::sin(angle + turn), -height;
  }
  return at;
}

}  // namespace

std::vector<OctahedronLevel> octahedron_levels(double density) {
  const FeatureSets task = two_sets(density);
  const double third = std::sqrt(1.0 / kSet);  // what a feature has of its set's principal component
  ToyParameters<double> nothing = collapsed({0, 0, 0}, {0, 0, 0});
  nothing.b_final.setConstant(density / 2);
  std::vector<OctahedronLevel> levels = {{"nothing", nothing, exact_loss(nothing, task, kRelu)}};
  const auto add = [&](std::string_view name, const ToyParameters<double>& start) {
    MinimisedLoss found = minimise_exact_loss(start, task, kRelu);
    levels.push_back({name, std::move(found.parameters), found.loss});
  };
  const double shared = std::sqrt(0.5) * third;
  add("one-direction", collapsed({shared, 0, 0}, {shared, 0, 0}));
  add("opposite-ends", collapsed({third, 0, 0}, {-third, 0, 0}));
  add("right-angles", collapsed({third, 0, 0}, {0, third, 0}));
  add("prism", triangles(0, kRadius, kHeight));
  add("octahedron", triangles(std::numbers::pi / kSet, kRadius, kHeight));
  return levels;
}

double loss_of(const std::vector<OctahedronLevel>& levels, std::string_view name) {
  for (const OctahedronLevel& level : levels)
    if (level.name == name) return level.loss;
  return std::numeric_limits<double>::quiet_NaN();
}

double triangles_loss(double density, double turn, double radius, double height) {
  return exact_loss(triangles(turn, radius, height), two_sets(density), kRelu);
}

}  // namespace orrery
