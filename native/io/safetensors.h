// safetensors: named arrays in one file (format of Hugging Face's `safetensors`).
//
//   8 bytes   header length N, little-endian
//   N bytes   JSON {"__metadata__": {text: text}, NAME: {"dtype", "shape", "data_offsets": [begin, end]},
//   ...}, padded
//             with spaces; we pad so that the data starts on a 64-byte boundary
//   the rest  the arrays, row-major, little-endian, without gaps
//
// Reading trusts nothing: a file that is not exactly this is refused with one line that says where.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orrery {

enum class StoredType {
  boolean,
  u8,
  i8,
  f8_e5m2,
  f8_e4m3,
  u16,
  i16,
  f16,
  bf16,
  u32,
  i32,
  f32,
  u64,
  i64,
  f64
};

/// `F32`, and the bytes of one element.
std::string_view stored_type_name(StoredType type);
uint64_t stored_type_size(StoredType type);

struct StoredTensor {
  std::string name;
  StoredType type = StoredType::f32;
  std::vector<uint64_t> shape;
  std::string_view bytes;  // row-major, little-endian

  /// `F32 [2,5]`
  std::string type_and_shape() const;
};

using Metadata = std::map<std::string, std::string>;

/// A file's content in memory. Tensors point into it, in the order of their offsets.
struct SafetensorsFile {
  Metadata metadata;
  std::vector<StoredTensor> tensors;
  std::shared_ptr<const std::string> content;

  const StoredTensor* find(std::string_view name) const;
};

/// Longest header that is read: the limit of the reference implementation.
inline constexpr uint64_t kMaxHeaderBytes = 100'000'000;

/// `source` names the file in errors. Throws bad input.
SafetensorsFile parse_safetensors(std::string content, const std::string& source);
SafetensorsFile read_safetensors(const std::filesystem::path& path);

/// The first 8 + N bytes of a file that holds these tensors in this order.
std::string safetensors_header(std::span<const StoredTensor> tensors, const Metadata& metadata);

/// Writes the file atomically. Each tensor's bytes must have the length that its type and shape say.
void write_safetensors(const std::filesystem::path& path, std::span<const StoredTensor> tensors,
                       const Metadata& metadata);

}  // namespace orrery
