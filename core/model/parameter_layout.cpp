#include "core/model/parameter_layout.h"

#include <utility>

namespace orrery {

size_t ParameterLayout::add(std::string name, std::vector<int64_t> shape, bool trained) {
  tensors_.push_back({std::move(name), std::move(shape), size_, trained});
  size_ += padded_to_line(tensors_.back().count());
  return tensors_.back().offset;
}

const ParameterTensor* ParameterLayout::find(std::string_view name) const {
  for (const ParameterTensor& tensor : tensors_)
    if (tensor.name == name) return &tensor;
  return nullptr;
}

size_t ParameterLayout::trained_count() const {
  size_t count = 0;
  for (const ParameterTensor& tensor : tensors_)
    if (tensor.trained) count += tensor.count();
  return count;
}

std::vector<ParameterSpan> ParameterLayout::trained_spans() const {
  std::vector<ParameterSpan> spans;
  for (const ParameterTensor& tensor : tensors_) {
    if (!tensor.trained) continue;
    const size_t count = padded_to_line(tensor.count());
    if (!spans.empty() && spans.back().offset + spans.back().count == tensor.offset)
      spans.back().count += count;
    else
      spans.push_back({tensor.offset, count});
  }
  return spans;
}

}  // namespace orrery
