// Feature norms, superposition, dimensionality and the classifier, on polytopes whose values are known.
#include <cmath>

#include <Eigen/Cholesky>

#include "core/measure/geometry.h"
#include "tests/catch.h"
#include "tests/core/hand_built.h"

namespace orrery {
namespace {

using test::network;
using test::Numbers;
using test::random_network;
using test::regular_polygon;

// A regular simplex with k vertices: the standard basis of R^k less its mean, of unit length.
Matrix<double> simplex(int vertices) {
  Matrix<double> W = Matrix<double>::Identity(vertices, vertices);
  W.array() -= 1.0 / vertices;
  return W / std::sqrt(1 - 1.0 / vertices);
}

Matrix<double> square_antiprism(double height) {
  Matrix<double> W(3, 8);
  const double radius = std::sqrt(1 - height * height), quarter = std::acos(-1.0) / 2;
  for (int i = 0; i < 8; ++i) {
    const double angle = quarter * (i % 4) + (i < 4 ? 0 : quarter / 2);
    W.col(i) << radius * std::cos(angle), radius * std::sin(angle), i < 4 ? height : -height;
  }
  return W;
}

Matrix<double> icosahedron() {
  Matrix<double> W(3, 12);
  const double golden = (1 + std::sqrt(5.0)) / 2, length = std::sqrt(1 + golden * golden);
  int i = 0;
  for (const double s : {-1.0, 1.0}) {
    for (const double t : {-golden, golden}) {
      W.col(i++) << 0, s, t;
      W.col(i++) << s, t, 0;
      W.col(i++) << t, 0, s;
    }
  }
  return W / length;
}

// Two networks side by side, in orthogonal subspaces.
Matrix<double> tegum(const Matrix<double>& a, const Matrix<double>& b) {
  Matrix<double> W = Matrix<double>::Zero(a.rows() + b.rows(), a.cols() + b.cols());
  W.topLeftCorner(a.rows(), a.cols()) = a;
  W.bottomRightCorner(b.rows(), b.cols()) = b;
  return W;
}

Matrix<double> random_rotation(int m, Numbers& numbers) {
  Matrix<double> rotation = Matrix<double>::Identity(m, m);
  for (int a = 0; a < m; ++a) {
    for (int b = a + 1; b < m; ++b) {
      const double angle = numbers.uniform(0, 7), c = std::cos(angle), s = std::sin(angle);
      const Vector<double> first = rotation.row(a), second = rotation.row(b);
      rotation.row(a) = c * first - s * second;
      rotation.row(b) = s * first + c * second;
    }
  }
  return rotation;
}

void check_dimensionality(const Matrix<double>& W, double expected) {
  const Vector<double> D = feature_dimensionality(W);
  for (Eigen::Index i = 0; i < W.cols(); ++i) CHECK(D[i] == Approx(expected).epsilon(1e-12));
}

std::string words(const Matrix<double>& W) {
  return classify_geometry(W).words;
}

}  // namespace

TEST_CASE("feature dimensionality of ideal polytopes", "[geometry]") {
  check_dimensionality(Matrix<double>::Identity(4, 4), 1);
  check_dimensionality(network({{1}, {-1}}).W, 1.0 / 2);
  for (int vertices = 2; vertices <= 8; ++vertices)
    check_dimensionality(simplex(vertices), (vertices - 1.0) / vertices);
  for (int vertices = 3; vertices <= 12; ++vertices)
    check_dimensionality(regular_polygon(vertices, 1.3).W, 2.0 / vertices);
  check_dimensionality(square_antiprism(std::sqrt(1.0 / 3)), 3.0 / 8);
  check_dimensionality(icosahedron(), 3.0 / 12);
  const Matrix<double> axis = network({{1}, {-1}}).W;
  check_dimensionality(tegum(tegum(axis, axis), axis), 1.0 / 2);  // octahedron
  // The antiprism that solves Tammes' problem is no tight frame: 0.366 each, less than 3 in all.
  const double z2 = (2 * std::sqrt(2.0) - 1) / 7;
  check_dimensionality(square_antiprism(std::sqrt(z2)), 1 / (4 * (1 - z2) * (1 - z2) + 8 * z2 * z2));
}

TEST_CASE("norms, superposition and dimensions per feature by hand", "[geometry]") {
  const Matrix<double> W = network({{3, 4}, {0, 1}, {-1, 0}, {1e-4, 0}}).W;
  const Vector<double> norms = feature_norms(W), s = superposition(W);
  CHECK(norms[0] == Approx(5));
  CHECK(norms[3] == Approx(1e-4));
  CHECK(s[0] == Approx((16.0 + 9.0 + 9e-8) / 25));
  CHECK(s[1] == Approx(16));
  CHECK(s[2] == Approx(9 + 1e-8));
  CHECK(s[3] == 0);
  CHECK(feature_dimensionality(W)[1] == Approx(1.0 / 17));
  CHECK(feature_dimensionality(W)[3] == 0);
  CHECK(dimensions_per_feature(W) == Approx(2 / (27 + 1e-8)));
  CHECK(std::isinf(dimensions_per_feature(Matrix<double>::Zero(2, 3))));
}

TEST_CASE("dimensionality keeps its bounds and is blind to rotations", "[geometry]") {
  Numbers numbers(11);
  for (const auto& [m, n] : {std::pair{1, 3}, {2, 5}, {3, 3}, {3, 8}, {6, 4}, {5, 20}}) {
    CAPTURE(m, n);
    const Matrix<double> W = random_network(m, n, 1, 0, numbers).W;
    const Vector<double> D = feature_dimensionality(W), s = superposition(W);
    // Leverage scores W_i^T (W W^T)^+ W_i, all 1 where there are no more features than dimensions.
    Vector<double> leverage = Vector<double>::Ones(n);
    if (m < n) {
      const Eigen::MatrixXd frame = W * W.transpose(), columns = W;
      leverage = columns.cwiseProduct(frame.llt().solve(columns)).colwise().sum().transpose();
    }
    for (int i = 0; i < n; ++i) {
      CHECK(D[i] >= 0);
      CHECK(D[i] <= leverage[i] + 1e-12);
      CHECK(D[i] <= 1 + 1e-12);
    }
    CHECK(D.sum() <= std::min(m, n) + 1e-12);
    const Matrix<double> turned = random_rotation(m, numbers) * W;
    CHECK((feature_dimensionality(turned) - D).cwiseAbs().maxCoeff() < 1e-12);
    CHECK((superposition(turned) - s).cwiseAbs().maxCoeff() < 1e-12 * (1 + s.maxCoeff()));
  }
}

TEST_CASE("the classifier names what features form", "[geometry]") {
  CHECK(words(Matrix<double>::Zero(2, 5)) == "nothing");
  CHECK(words(network({{0.4, 0}, {0, 0.3}}).W) == "nothing");
  CHECK(words(network({{1, 0}, {0, 0.2}}).W) == "one feature");
  CHECK(words(network({{1, 0}, {0, 1}, {-0.34, 0}}).W) == "two features");
  CHECK(words(network({{1}, {-0.8}}).W) == "one pair");
  CHECK(words(network({{1, 0}, {0, 1}, {-1, 0}}).W) == "one pair and one feature");
  CHECK(words(network({{1, 0}, {0, 1}, {-1, 0.1}, {0.04, -1}, {0.1, 0.2}}).W) == "two pairs");
  CHECK(words(regular_polygon(3).W) == "triangle");
  CHECK(words(regular_polygon(4).W) == "two pairs");
  CHECK(words(regular_polygon(5, 1.1).W) == "pentagon");
  CHECK(words(regular_polygon(6).W) == "hexagon");
  CHECK(words(regular_polygon(7).W) == "heptagon");
  CHECK(words(regular_polygon(8).W) == "octagon");
  CHECK(words(simplex(4)) == "tetrahedron");
  CHECK(words(simplex(5)) == "4-simplex");
  CHECK(words(simplex(7)) == "6-simplex");
  CHECK(words(square_antiprism(std::sqrt(1.0 / 3))) == "square antiprism");
  CHECK(words(square_antiprism(std::sqrt((2 * std::sqrt(2.0) - 1) / 7))) == "square antiprism");
  CHECK(words(icosahedron()) == "icosahedron");
  CHECK(words(network({{1, 0}, {1, 0.1}}).W) == "two features: irregular");
  CHECK(words(network({{1, 0}, {0, 1}, {0.7, 0.7}}).W) == "three features: irregular");

  const Matrix<double> axis = network({{1}, {-1}}).W, one = network({{1}}).W;
  CHECK(words(tegum(tegum(axis, axis), axis)) == "octahedron");
  CHECK(words(tegum(tegum(tegum(axis, axis), axis), one)) == "three pairs and one feature");
  CHECK(words(tegum(simplex(3), simplex(3))) == "two triangles");
  CHECK(words(tegum(tegum(one, regular_polygon(5).W), tegum(axis, axis))) ==
        "one pentagon, two pairs and one feature");
  CHECK(words(tegum(network({{1, 0}, {0, 1}, {0.7, 0.7}}).W, axis)) ==
        "three irregular features and one pair");
  CHECK(words(Matrix<double>::Identity(13, 13)) == "13 features");
}

TEST_CASE("the classifier calls a diverged network undefined", "[geometry]") {
  auto W = regular_polygon(5).W;
  W(0, 3) = std::nan("");
  CHECK(classify_geometry(W).name == "undefined");
  W(0, 3) = HUGE_VAL;
  CHECK(classify_geometry(W).name == "undefined");
}

TEST_CASE("the classifier gives names for files and which features stand where", "[geometry]") {
  const auto geometry = classify_geometry(network({{0, 1}, {1, 0}, {0.1, 0}, {0, -1}}).W);
  CHECK(geometry.name == "one-pair-and-one-feature");
  REQUIRE(geometry.components.size() == 2);
  CHECK(geometry.components[0].polytope == "digon");
  CHECK(geometry.components[0].features == std::vector<int>{0, 3});
  CHECK(geometry.components[1].polytope == "dedicated");
  CHECK(geometry.components[1].features == std::vector<int>{1});
  CHECK(classify_geometry(network({{1, 0}, {1, 0.1}, {0.5, 0.5}}).W).name == "three-features-irregular");
}

TEST_CASE("the classifier tolerates training noise but not another shape", "[geometry]") {
  Numbers numbers(12);
  for (int trial = 0; trial < 20; ++trial) {
    auto pentagon = regular_polygon(5, 1.1).W, pairs = regular_polygon(4).W;
    pentagon += random_network(2, 5, 0.04, 0, numbers).W;
    pairs += random_network(2, 4, 0.02, 0, numbers).W;
    const Matrix<double> rotation = random_rotation(2, numbers);
    CHECK(words(rotation * pentagon) == "pentagon");
    CHECK(words(rotation * pairs) == "two pairs");
  }
  // A hexagon with one vertex missing is five features, but no pentagon.
  CHECK(words(regular_polygon(6).W.leftCols(5)) == "five features: irregular");
}

}  // namespace orrery
