#include "core/measure/geometry.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

#include "core/numeric/insertion_sort.h"

namespace orrery {
namespace {

constexpr std::array<std::string_view, 13> kNumbers = {
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};
constexpr std::array<std::string_view, 8> kPolygons = {"pentagon", "hexagon", "heptagon",   "octagon",
                                                       "nonagon",  "decagon", "hendecagon", "dodecagon"};
constexpr std::string_view kDedicated = "dedicated", kDigon = "digon", kIrregular = "irregular";

/// A vertex-transitive polytope, as one vertex sees it: the cosines to all others, ascending.
struct Ideal {
  std::string name;
  std::vector<double> cosines;
};

// All polytopes of a number of vertices that the classifier knows. Crosses of digons (square, octahedron) are
// not here: their digons are orthogonal, so they are components of their own.
std::vector<Ideal> ideals(int vertices) {
  std::vector<Ideal> known;
  const std::string simplex = vertices == 2   ? std::string(kDigon)
                              : vertices == 3 ? "triangle"
                              : vertices == 4 ? "tetrahedron"
                                              : std::to_string(vertices - 1) + "-simplex";
  known.push_back({simplex, std::vector<double>(vertices - 1, -1.0 / (vertices - 1))});
  if (vertices >= 5 && vertices < 5 + static_cast<int>(kPolygons.size())) {
    Ideal polygon{std::string(kPolygons[vertices - 5]), {}};
    for (int k = 1; k < vertices; ++k)
      polygon.cosines.push_back(std::cos(2 * std::numbers::pi * k / vertices));
    known.push_back(polygon);
  }
  if (vertices == 8) {
    // Two squares at heights +-1/sqrt(3), turned by 45 degrees: the antiprism that is a tight frame.
    Ideal antiprism{"square-antiprism", {}};
    for (int k = 1; k < 4; ++k)
      antiprism.cosines.push_back(1.0 / 3 + 2.0 / 3 * std::cos(std::numbers::pi / 2 * k));
    for (int k = 0; k < 4; ++k)
      antiprism.cosines.push_back(-1.0 / 3 +
                                  2.0 / 3 * std::cos(std::numbers::pi / 4 + std::numbers::pi / 2 * k));
    known.push_back(antiprism);
  }
  if (vertices == 12) {
    Ideal icosahedron{"icosahedron", {-1}};
    icosahedron.cosines.insert(icosahedron.cosines.end(), 5, -1 / std::sqrt(5.0));
    icosahedron.cosines.insert(icosahedron.cosines.end(), 5, 1 / std::sqrt(5.0));
    known.push_back(icosahedron);
  }
  for (Ideal& ideal : known) std::sort(ideal.cosines.begin(), ideal.cosines.end());
  return known;
}

Matrix<double> cosines(const Matrix<double>& W, const Vector<double>& norms) {
  const Vector<double> inverse = norms.unaryExpr([](double norm) { return norm > 0 ? 1 / norm : 0; });
  return inverse.asDiagonal() * (W.transpose().lazyProduct(W)) * inverse.asDiagonal();
}

std::vector<std::vector<int>> components_of(const Matrix<double>& cosine,
                                            const std::vector<int>& represented) {
  std::vector<std::vector<int>> components;
  std::vector<bool> seen(cosine.rows(), false);
  for (const int root : represented) {
    if (seen[root]) continue;
    std::vector<int> component{root};
    seen[root] = true;
    for (std::size_t next = 0; next < component.size(); ++next) {
      for (const int i : represented) {
        if (seen[i] || std::abs(cosine(component[next], i)) <= kConnectedCosine) continue;
        seen[i] = true;
        component.push_back(i);
      }
    }
    std::sort(component.begin(), component.end());
    components.push_back(std::move(component));
  }
  return components;
}

// The known polytope whose cosines are nearest at every vertex, or "irregular".
std::string polytope_of(const Matrix<double>& cosine, const std::vector<int>& features) {
  const int vertices = static_cast<int>(features.size());
  if (vertices == 1) return std::string(kDedicated);
  std::string best(kIrregular);
  double least = kPolytopeCosineTolerance;
  const auto known = ideals(vertices);
  std::vector<double> furthest(known.size(), 0.0), row(vertices - 1);
  for (const int i : features) {
    row.clear();
    for (const int j : features)
      if (j != i) row.push_back(cosine(i, j));
    std::sort(row.begin(), row.end());
    for (std::size_t k = 0; k < known.size(); ++k)
      for (int j = 0; j + 1 < vertices; ++j)
        furthest[k] = std::max(furthest[k], std::abs(row[j] - known[k].cosines[j]));
  }
  for (std::size_t k = 0; k < known.size(); ++k) {
    if (furthest[k] > least) continue;
    least = furthest[k];
    best = known[k].name;
  }
  return best;
}

std::string number(std::size_t count) {
  return count < kNumbers.size() ? std::string(kNumbers[count]) : std::to_string(count);
}

std::string plural(const std::string& word) {
  if (word == "icosahedron" || word == "tetrahedron") return word.substr(0, word.size() - 2) + "a";
  if (word.size() > 7 && word.ends_with("simplex")) return word.substr(0, word.size() - 2) + "ices";
  return word + "s";
}

// "two pairs", "one feature"; alone, a polytope needs no number: "pentagon".
std::string counted(const std::string& polytope, std::size_t count, bool alone) {
  const bool everyday = polytope == kDedicated || polytope == kDigon;
  std::string word = polytope == kDedicated ? "feature" : polytope == kDigon ? "pair" : polytope;
  if (word == "square-antiprism") word = "square antiprism";
  if (alone && count == 1 && !everyday) return word;
  return number(count) + " " + (count == 1 ? word : plural(word));
}

std::string describe(const std::vector<GeometryComponent>& components, int hidden) {
  if (components.empty()) return "nothing";
  if (components.size() == 1 && components[0].polytope == kIrregular)
    return number(components[0].features.size()) + " features: irregular";
  const bool all_digons = std::all_of(components.begin(), components.end(),
                                      [](const auto& component) { return component.polytope == kDigon; });
  if (all_digons && components.size() == 3 && hidden == 3) return "octahedron";

  std::vector<std::string> parts;
  for (std::size_t i = 0; i < components.size();) {
    const std::string& polytope = components[i].polytope;
    if (polytope == kIrregular) {
      parts.push_back(number(components[i++].features.size()) + " irregular features");
      continue;
    }
    std::size_t end = i;
    while (end < components.size() && components[end].polytope == polytope) ++end;
    parts.push_back(counted(polytope, end - i, end - i == components.size()));
    i = end;
  }
  std::string words = parts[0];
  for (std::size_t i = 1; i < parts.size(); ++i) words += (i + 1 < parts.size() ? ", " : " and ") + parts[i];
  return words;
}

}  // namespace

Vector<double> feature_norms(const Matrix<double>& W) {
  return W.colwise().norm().transpose();
}

Vector<double> superposition(const Matrix<double>& W) {
  const Matrix<double> overlap = W.transpose().lazyProduct(W);
  Vector<double> result = Vector<double>::Zero(W.cols());
  for (Eigen::Index i = 0; i < W.cols(); ++i) {
    const double square = overlap(i, i);
    if (square < kMeaningfulNorm * kMeaningfulNorm) continue;
    for (Eigen::Index j = 0; j < W.cols(); ++j)
      if (j != i) result[i] += overlap(i, j) * overlap(i, j) / square;
  }
  return result;
}

Vector<double> feature_dimensionality(const Matrix<double>& W) {
  const Matrix<double> overlap = W.transpose().lazyProduct(W);
  Vector<double> result = Vector<double>::Zero(W.cols());
  for (Eigen::Index i = 0; i < W.cols(); ++i) {
    const double square = overlap(i, i);
    if (square >= kMeaningfulNorm * kMeaningfulNorm)
      result[i] = square * square / overlap.row(i).squaredNorm();
  }
  return result;
}

double dimensions_per_feature(const Matrix<double>& W) {
  return static_cast<double>(W.rows()) / W.squaredNorm();
}

NetworkGeometry classify_geometry(const Matrix<double>& W) {
  if (!W.allFinite()) return {"undefined", "undefined", {}};
  const Vector<double> norms = feature_norms(W);
  const Matrix<double> cosine = cosines(W, norms);
  std::vector<int> represented;
  for (int i = 0; i < static_cast<int>(W.cols()); ++i)
    if (norms[i] > kRepresentedNorm) represented.push_back(i);

  NetworkGeometry geometry;
  for (auto& features : components_of(cosine, represented)) {
    std::string polytope = polytope_of(cosine, features);
    geometry.components.push_back({std::move(polytope), std::move(features)});
  }
  // Components of one polytope stand together, so that the words can count them.
  insertion_sort(geometry.components, [](const auto& a, const auto& b) {
    if (a.features.size() != b.features.size()) return a.features.size() > b.features.size();
    return a.polytope < b.polytope;
  });
  geometry.words = describe(geometry.components, static_cast<int>(W.rows()));
  geometry.name = kebab_case(geometry.words);
  return geometry;
}

std::string kebab_case(const std::string& words) {
  std::string name;
  for (const char c : words) {
    if (c == ' ')
      name += '-';
    else if (c != ':' && c != ',')
      name += c;
  }
  return name;
}

}  // namespace orrery
