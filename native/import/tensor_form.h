// How a tensor of someone else's file becomes one of ours, written as in einops:
//
//   d V -> V d          transposed
//   d Hh -> H h d       the second axis split into H times h, heads first, and all three in a new order
//   h 2d -> 2d h        a digit is a fixed number
//   h' h -> h h'        a square matrix transposed: h' has the size of h
//
// A letter is a dimension whose size follows from the tensors themselves: an axis of one letter says it, and
// where tensors disagree the majority is right, so that one misshaped tensor is the one that is named.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace orrery {

class Dimensions {
 public:
  /// An axis of a tensor says that this letter has this size.
  void vote(char letter, uint64_t size) { ++votes_[letter][size]; }

  /// The size that most axes give; the smallest one where several are as many; 0 where none says it.
  uint64_t size(char letter) const;

  /// All the sizes that as many axes give as any other, ascending.
  std::vector<uint64_t> likeliest(char letter) const;

  /// Those of which something was said.
  std::vector<char> letters() const;

 private:
  std::map<char, std::map<uint64_t, int>> votes_;
};

class TensorForm {
 public:
  explicit TensorForm(std::string_view text);

  /// Counts the axes of a tensor of this form, if it has as many as the form.
  void vote(const std::vector<uint64_t>& shape, Dimensions& dimensions) const;

  /// The shape in the file; 0 where nothing says it.
  std::vector<uint64_t> shape(const Dimensions& dimensions) const;

  /// Row-major values of that shape in our order.
  std::vector<float> arranged(const std::vector<float>& values, const Dimensions& dimensions) const;

 private:
  struct Symbol {
    char letter;
    bool primed;
    bool operator<(const Symbol& other) const {
      return letter != other.letter ? letter < other.letter : primed < other.primed;
    }
  };
  static std::vector<Symbol> symbols(std::string_view word);

  std::vector<std::vector<Symbol>> axes_;  // of the file
  std::vector<Symbol> order_;              // ours, outermost first
};

}  // namespace orrery
