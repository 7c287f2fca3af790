// Files as PyTorch writes them, made by hand: pickles put together opcode by opcode, and zip archives around
// them, whole and broken ones.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace orrery::testing {

/// Pieces of a pickle. A value is the text that leaves it on the stack, so that pieces compose by nesting.
namespace pickled {
std::string none();
std::string truth(bool value);
std::string integer(int64_t value);
std::string real(double value);
std::string text(const std::string& value);
std::string global(const std::string& module, const std::string& name);
std::string list(const std::vector<std::string>& values);
std::string tuple(const std::vector<std::string>& values);
std::string shape(const std::vector<int64_t>& values);
std::string dict(const std::vector<std::pair<std::string, std::string>>& entries);
std::string ordered_dict(const std::vector<std::pair<std::string, std::string>>& entries);
std::string call(const std::string& function, const std::string& arguments);
std::string storage(const std::string& type, const std::string& key, int64_t elements,
                    const std::string& device = "cpu");
std::string tensor(const std::string& storage, int64_t offset, const std::vector<int64_t>& shape,
                   const std::vector<int64_t>& strides);
/// A whole pickle: protocol, value, stop.
std::string file(const std::string& value, int protocol = 2);
}  // namespace pickled

struct ZipFile {
  std::string name, content;
};

struct ZipForm {
  bool zip64 = false;      // sizes and offsets in 64-bit fields
  uint16_t method = 0;     // what the directory claims; the bytes are stored as they are
  uint16_t flags = 0x808;  // as PyTorch's: sizes in a descriptor behind the bytes, UTF-8 names
  std::string comment;
  uint32_t crc_error = 0;  // xor
};

std::string zip(const std::vector<ZipFile>& files, const ZipForm& form = {});

/// The archive of `value` (a pickle's piece) with storages data/0, data/1, ...
std::string torch_archive(const std::string& value, const std::vector<std::string>& storages,
                          int protocol = 2);

struct FloatTensor {
  std::string name;
  std::vector<int64_t> shape;
  std::vector<float> values;  // row-major
};

/// A state dictionary of float32 tensors that were saved from `device`; `wrap` puts something around it.
std::string state_dict_archive(const std::vector<FloatTensor>& tensors, const std::string& device = "cuda:0",
                               std::string (*wrap)(const std::string& state) = nullptr);

/// Bytes of numbers as they lie in memory.
template <class T>
std::string bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

}  // namespace orrery::testing
