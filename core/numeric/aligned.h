// A zeroed array that starts on a cache line, so that kernels may use aligned loads and threads don't share lines.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

namespace orrery {

inline constexpr size_t kAlignment = 64;

/// `count` rounded up so that the next tensor in the same array starts on a cache line again; for 4-byte scalars.
constexpr size_t padded_to_line(size_t count) {
  return (count + 15) / 16 * 16;
}

template <class T>
class AlignedArray {
 public:
  AlignedArray() = default;
  explicit AlignedArray(size_t count)
      : data_(static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{kAlignment}))),
        count_(count) {
    std::fill_n(data_.get(), count, T{});
  }

  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  size_t size() const { return count_; }
  T& operator[](size_t i) { return data_.get()[i]; }
  const T& operator[](size_t i) const { return data_.get()[i]; }

 private:
  struct Free {
    void operator()(T* data) const { ::operator delete (data, std::align_val_t{kAlignment}); }
  };
  std::unique_ptr<T, Free> data_;
  size_t count_ = 0;
};

}  // namespace orrery
