#include "core/numeric/bfgs.h"

#include <cmath>

#include "tests/catch.h"

namespace orrery {

TEST_CASE("BFGS finds known minima", "[bfgs]") {
  SECTION("Rosenbrock's valley in six dimensions") {
    auto rosenbrock = [](const Vector<double>& x, Vector<double>& gradient) {
      double value = 0;
      gradient.setZero();
      for (int i = 0; i + 1 < x.size(); ++i) {
        const double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
        value += 100 * a * a + b * b;
        gradient[i] += -400 * a * x[i] - 2 * b;
        gradient[i + 1] += 200 * a;
      }
      return value;
    };
    const Minimum minimum = minimise_bfgs(rosenbrock, Vector<double>::Constant(6, -0.5));
    CHECK(minimum.converged);
    CHECK((minimum.x.array() - 1).abs().maxCoeff() < 1e-7);
    CHECK(minimum.evaluations < 200);
  }
  SECTION("a curvature that jumps") {
    auto kinked = [](const Vector<double>& x, Vector<double>& gradient) {
      // (x0)^2 on one side, 100 (x0)^2 on the other, and a shifted parabola.
      const double steep = x[0] > 0 ? 100 : 1;
      gradient << 2 * steep * x[0] + (x[1] - 3), 2 * (x[1] - 3) + x[0];
      return steep * x[0] * x[0] + (x[1] - 3) * (x[1] - 3) + x[0] * (x[1] - 3);
    };
    const Minimum minimum = minimise_bfgs(kinked, Vector<double>::Constant(2, 5.0));
    CHECK(std::abs(minimum.x[0]) < 1e-7);
    CHECK(minimum.x[1] == Approx(3).epsilon(1e-7));
  }
}

TEST_CASE("BFGS survives values that are not finite and respects its budget", "[bfgs]") {
  // log x - x has no value below 0, where a long first step would lead.
  auto barrier = [](const Vector<double>& x, Vector<double>& gradient) {
    gradient[0] = 1 - 1 / x[0];
    return x[0] - std::log(x[0]);
  };
  Vector<double> start(1);
  start << 0.05;
  CHECK(minimise_bfgs(barrier, start).x[0] == Approx(1).epsilon(1e-7));
  start << -1;
  const Minimum nowhere = minimise_bfgs(barrier, start);
  CHECK_FALSE(nowhere.converged);
  CHECK(nowhere.x[0] == -1);

  BfgsOptions brief;
  brief.max_evaluations = 4;
  start << 50;
  const Minimum cut = minimise_bfgs(barrier, start, brief);
  CHECK_FALSE(cut.converged);
  CHECK(cut.evaluations <= 4);
}

}  // namespace orrery
