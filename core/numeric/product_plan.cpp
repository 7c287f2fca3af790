#include "core/numeric/product_plan.h"

#include <algorithm>

namespace orrery {
namespace {

constexpr int64_t kTaskSize = 1 << 19;  // multiply-adds worth a task of their own: some microseconds
constexpr int kRowStep = 12;            // a multiple of every kernel's tile

}  // namespace

void ProductPlan::add(const Product& product) {
  groups_.push_back({static_cast<int>(products_.size()), 1});
  products_.push_back(product);
}

void ProductPlan::add_to_last(Product product) {
  product.accumulate = true;
  ++groups_.back().count;
  products_.push_back(product);
}

/// Columns first, as rows share the packed panel; then rows, unless turning the panel over costs too much
/// twice.
void ProductPlan::cut(int group) {
  const Product& p = products_[static_cast<size_t>(groups_[static_cast<size_t>(group)].first)];
  int64_t depth = 0;
  for (int i = 0; i < groups_[static_cast<size_t>(group)].count; ++i)
    depth += products_[static_cast<size_t>(groups_[static_cast<size_t>(group)].first + i)].depth;
  const int64_t by_column = std::max<int64_t>(1, int64_t{p.rows} * depth);
  const int columns = static_cast<int>(
      std::clamp<int64_t>((kTaskSize / by_column + kLargestPanel - 1) / kLargestPanel, 1, 1 << 10) *
      kLargestPanel);
  int rows = p.rows;
  if (by_column * std::min(columns, p.columns) > 2 * kTaskSize && p.b_column == 1)
    rows = std::max(4, static_cast<int>(kTaskSize / (depth * std::min(columns, p.columns)) / kRowStep)) *
           kRowStep;
  for (int j = 0; j < p.columns; j += columns)
    for (int i = 0; i < p.rows; i += rows)
      tasks_.push_back({group, i, std::min(rows, p.rows - i), j, std::min(columns, p.columns - j)});
}

void ProductPlan::run(ParallelFor& parallel) {
  tasks_.clear();
  int depth = 0;
  for (const Product& product : products_) depth = std::max(depth, product.depth);
  for (AlignedArray<float>& scratch : scratch_)
    if (scratch.size() < product_scratch(depth)) scratch = AlignedArray<float>(product_scratch(depth));
  for (int group = 0; group < static_cast<int>(groups_.size()); ++group) cut(group);
  parallel(static_cast<int>(tasks_.size()), [&](int t, int worker) {
    const Task& task = tasks_[static_cast<size_t>(t)];
    const Group& group = groups_[static_cast<size_t>(task.group)];
    for (int i = 0; i < group.count; ++i) {
      Product part = products_[static_cast<size_t>(group.first + i)];
      part.A += task.row * part.a_row;
      part.B += task.column * part.b_column;
      part.C += task.row * part.c_row + task.column;
      part.rows = task.rows;
      part.columns = task.columns;
      kernel_.multiply(part, scratch_[static_cast<size_t>(worker)].data());
    }
  });
  products_.clear();
  groups_.clear();
}

}  // namespace orrery
