// Products that don't depend on each other, cut into tasks and run together.
#pragma once

#include <vector>

#include "core/numeric/aligned.h"
#include "core/numeric/parallel.h"
#include "core/numeric/product.h"

namespace orrery {

class ProductPlan {
 public:
  ProductPlan(const ProductKernel& kernel, int workers)
      : kernel_(kernel), scratch_(static_cast<size_t>(workers)) {}

  /// Plans one product. Outputs of a plan must not overlap, nor be operands of it.
  void add(const Product& product);

  /// Plans C += A B for the C of the product planned last (same rows, columns and c_row), after it.
  void add_to_last(Product product);

  /// Runs everything planned and forgets it.
  void run(ParallelFor& parallel);

 private:
  struct Group {
    int first, count;  // of products_
  };
  struct Task {
    int group, row, rows, column, columns;
  };

  void cut(int group);

  const ProductKernel& kernel_;
  std::vector<Product> products_;
  std::vector<Group> groups_;
  std::vector<Task> tasks_;
  std::vector<AlignedArray<float>> scratch_;  // one a worker
};

}  // namespace orrery
