// The parameters of a model as one array with named, shaped tensors in it: the optimizer, the checkpoint and
// the worker see one array; the model and the measures see names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/numeric/aligned.h"

namespace orrery {

struct ParameterTensor {
  std::string name;
  std::vector<int64_t> shape;  // row-major, gap-free
  size_t offset;               // in scalars from the array's start, on a cache line
  bool trained;                // false: frozen; it has no gradient and no decay

  size_t count() const {
    size_t product = 1;
    for (const int64_t extent : shape) product *= static_cast<size_t>(extent);
    return product;
  }
};

/// A stretch of the array that the optimizer walks over.
struct ParameterSpan {
  size_t offset, count;
};

class ParameterLayout {
 public:
  /// Appends a tensor and returns its offset.
  size_t add(std::string name, std::vector<int64_t> shape, bool trained = true);

  const std::vector<ParameterTensor>& tensors() const { return tensors_; }

  /// Null if there is none of that name.
  const ParameterTensor* find(std::string_view name) const;

  /// Scalars of the whole array, with the padding between tensors: zeros that stay zero.
  size_t size() const { return size_; }

  /// Scalars that are trained, without padding.
  size_t trained_count() const;

  /// What the optimizer updates: neighbours that are trained in one stretch, padding included.
  std::vector<ParameterSpan> trained_spans() const;

 private:
  std::vector<ParameterTensor> tensors_;
  size_t size_ = 0;
};

}  // namespace orrery
