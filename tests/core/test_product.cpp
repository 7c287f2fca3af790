// The product kernels: every remainder of rows and columns, every operand's orientation, cuts that don't
// show.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/numeric/aligned.h"
#include "core/numeric/matrix.h"
#include "core/numeric/product_plan.h"
#include "core/numeric/random.h"
#include "tests/catch.h"
#include "tests/core/workers.h"

using namespace orrery;
using namespace orrery::test;

namespace {

std::vector<const ProductKernel*> kernels() {
  std::vector<const ProductKernel*> found;
  for (const char* name : {"portable", "avx2", "avx512"})
    if (const ProductKernel* kernel = product_kernel_named(name)) found.push_back(kernel);
  return found;
}

Matrix<float> random_matrix(int rows, int columns, uint32_t seed) {
  SplitMix64 random(seed, StreamUse::data);
  Matrix<float> matrix(rows, columns);
  for (Eigen::Index i = 0; i < matrix.size(); ++i) matrix.data()[i] = static_cast<float>(random.normal());
  return matrix;
}

struct Case {
  int rows, columns, depth;
  bool A_turned, B_turned, accumulate;
};

/// Operands as they lie in memory, and a C with a border that must not be touched.
struct Problem {
  Matrix<float> A, B, C;
  Product product;

  Problem(const Case& c, uint32_t seed)
      : A(c.A_turned ? random_matrix(c.depth, c.rows, seed) : random_matrix(c.rows, c.depth, seed)),
        B(c.B_turned ? random_matrix(c.columns, c.depth, seed + 1)
                     : random_matrix(c.depth, c.columns, seed + 1)),
        C(random_matrix(c.rows, c.columns + 3, seed + 2)) {
    product = {c.rows,
               c.columns,
               c.depth,
               A.data(),
               c.A_turned ? 1 : c.depth,
               c.A_turned ? c.rows : 1,
               B.data(),
               c.B_turned ? 1 : c.columns,
               c.B_turned ? c.depth : 1,
               C.data(),
               c.columns + 3,
               c.accumulate};
  }

  Matrix<double> exact(const Case& c) const {
    const Matrix<double> a = A.cast<double>(), b = B.cast<double>();
    Matrix<double> result = C.cast<double>();
    Matrix<double> AB =
        (c.A_turned ? Matrix<double>(a.transpose()) : a) * (c.B_turned ? Matrix<double>(b.transpose()) : b);
    if (c.accumulate) AB += result.leftCols(c.columns);
    result.leftCols(c.columns) = AB;
    return result;
  }
};

Matrix<float> multiplied(const ProductKernel& kernel, const Case& c, uint32_t seed) {
  Problem problem(c, seed);
  AlignedArray<float> scratch(product_scratch(c.depth));
  kernel.multiply(problem.product, scratch.data());
  return problem.C;
}

}  // namespace

TEST_CASE("products are right for every remainder and orientation", "[product]") {
  for (const ProductKernel* kernel : kernels())
    for (const int rows : {1, 2, 3, 4, 5, 6, 7, 11, 12, 13})
      for (const int columns : {1, 3, 4, 5, 8, 9, 15, 16, 17, 31, 33, 48, 63, 64, 65, 130})
        for (const int depth : {1, 2, 7, 16, 33})
          for (int options = 0; options < 8; ++options) {
            const Case c{rows, columns, depth, (options & 1) != 0, (options & 2) != 0, (options & 4) != 0};
            const Problem problem(c, 5);
            const double error =
                (multiplied(*kernel, c, 5).cast<double>() - problem.exact(c)).cwiseAbs().maxCoeff();
            if (error >= 2e-5) {  // one CHECK a failure: there are a hundred thousand cases
              INFO(kernel->name << " " << rows << " x " << columns << " x " << depth << " options "
                                << options);
              CHECK(error < 2e-5);
            }
          }
  CHECK(!kernels().empty());
}

TEST_CASE("kernels turn matrices over exactly", "[product]") {
  for (const ProductKernel* kernel : kernels())
    for (const int rows : {1, 4, 15, 16, 17, 50})
      for (const int columns : {1, 3, 16, 33, 64}) {
        const Matrix<float> source = random_matrix(rows, columns, 1);
        Matrix<float> target = Matrix<float>::Constant(columns, rows + 2, 9);
        kernel->transpose(source.data(), columns, rows, columns, target.data(), rows + 2);
        CHECK(target.leftCols(rows) == source.transpose());
        CHECK((target.rightCols(2).array() == 9).all());
      }
}

TEST_CASE("products with fused multiply-add agree to the bit", "[product]") {
  const ProductKernel *const narrow = product_kernel_named("avx2"), *const wide =
                                                                        product_kernel_named("avx512");
  if (!narrow || !wide) return;
  for (const Case& c : {Case{37, 114, 129, false, false, false}, {113, 59, 64, true, true, true}})
    CHECK(multiplied(*narrow, c, 3) == multiplied(*wide, c, 3));
}

TEST_CASE("a plan gives the bits of whole products, however many workers there are", "[product]") {
  // Large enough to be cut by columns and by rows, and a chain of two.
  const Case first{300, 260, 128, false, false, false}, second{300, 260, 100, true, true, true};
  for (const ProductKernel* kernel : kernels()) {
    Problem whole(first, 7), more(second, 8);
    AlignedArray<float> scratch(product_scratch(128));
    kernel->multiply(whole.product, scratch.data());
    Product added = more.product;
    added.C = whole.C.data();
    kernel->multiply(added, scratch.data());
    for (const int workers : {1, 3}) {
      Problem planned(first, 7);
      BackwardsWorkers parallel(workers);
      ProductPlan plan(*kernel, workers);
      plan.add(planned.product);
      added.C = planned.C.data();
      plan.add_to_last(added);
      plan.run(parallel);
      CHECK(planned.C == whole.C);
    }
  }
}
