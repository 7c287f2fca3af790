#include "native/import/tensor_form.h"

#include <sstream>

namespace orrery {
namespace {

uint64_t size_of(char letter, const Dimensions& dimensions) {
  return letter >= '0' && letter <= '9' ? static_cast<uint64_t>(letter - '0') : dimensions.size(letter);
}

}  // namespace

uint64_t Dimensions::size(char letter) const {
  const std::vector<uint64_t> all = likeliest(letter);
  return all.empty() ? 0 : all.front();
}

std::vector<uint64_t> Dimensions::likeliest(char letter) const {
  std::vector<uint64_t> best;
  const auto found = votes_.find(letter);
  if (found == votes_.end()) return best;
  int most = 0;
  for (const auto& [size, count] : found->second) {
    if (count > most) best.clear();
    if (count >= most) best.push_back(size), most = count;
  }
  return best;
}

std::vector<char> Dimensions::letters() const {
  std::vector<char> out;
  for (const auto& [letter, sizes] : votes_) out.push_back(letter);
  return out;
}

std::vector<TensorForm::Symbol> TensorForm::symbols(std::string_view word) {
  std::vector<Symbol> out;
  for (const char c : word) {
    if (c == '\'') {
      out.back().primed = true;
    } else {
      out.push_back({c, false});
    }
  }
  return out;
}

TensorForm::TensorForm(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::string word;
  while (words >> word && word != "->") axes_.push_back(symbols(word));
  while (words >> word) {
    for (const Symbol symbol : symbols(word)) order_.push_back(symbol);
  }
}

void TensorForm::vote(const std::vector<uint64_t>& shape, Dimensions& dimensions) const {
  if (shape.size() != axes_.size()) return;
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    if (axes_[axis].size() == 1) dimensions.vote(axes_[axis][0].letter, shape[axis]);
  }
}

std::vector<uint64_t> TensorForm::shape(const Dimensions& dimensions) const {
  std::vector<uint64_t> out;
  for (const std::vector<Symbol>& axis : axes_) {
    uint64_t extent = 1;
    for (const Symbol symbol : axis) extent *= size_of(symbol.letter, dimensions);
    out.push_back(extent);
  }
  return out;
}

std::vector<float> TensorForm::arranged(const std::vector<float>& values,
                                        const Dimensions& dimensions) const {
  // How far a step along each symbol goes in the file.
  std::map<Symbol, size_t> strides;
  size_t stride = 1;
  for (auto axis = axes_.rbegin(); axis != axes_.rend(); ++axis) {
    for (auto symbol = axis->rbegin(); symbol != axis->rend(); ++symbol) {
      strides[*symbol] = stride;
      stride *= size_of(symbol->letter, dimensions);
    }
  }
  std::vector<float> out(values.size());
  std::vector<uint64_t> index(order_.size(), 0);
  size_t from = 0;
  for (float& value : out) {
    value = values[from];
    for (size_t axis = order_.size(); axis-- > 0;) {
      const size_t step = strides[order_[axis]], extent = size_of(order_[axis].letter, dimensions);
      from += step;
      if (++index[axis] < extent) break;
      from -= extent * step;
      index[axis] = 0;
    }
  }
  return out;
}

}  // namespace orrery
