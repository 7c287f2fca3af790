#include "native/io/weights_file.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "native/failure.h"
#include "native/io/file_kind.h"
#include "native/io/files.h"
#include "native/io/torch_archive.h"

namespace orrery {
namespace {

/// IEEE 754 half precision: 1 sign, 5 exponent, 10 fraction bits.
float half_to_float(uint16_t half) {
  const int exponent = half >> 10 & 31, fraction = half & 1023;
  float magnitude = 0;
  if (exponent == 31) {
    magnitude = fraction ? std::numeric_limits<float>::quiet_NaN() : std::numeric_limits<float>::infinity();
  } else if (exponent == 0) {
    magnitude = std::ldexp(static_cast<float>(fraction), -24);
  } else {
    magnitude = std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
  }
  return half & 0x8000 ? -magnitude : magnitude;
}

/// The upper half of a float.
float bfloat_to_float(uint16_t half) {
  return std::bit_cast<float>(uint32_t{half} << 16);
}

template <class T, class Convert>
std::vector<float> gather(const WeightsTensor& tensor, Convert convert) {
  std::vector<float> out(tensor.count());
  std::vector<uint64_t> index(tensor.shape.size(), 0);
  uint64_t at = tensor.offset;
  for (float& value : out) {
    T element;
    std::memcpy(&element, tensor.storage.data() + at * sizeof(T), sizeof(T));
    value = convert(element);
    for (size_t axis = index.size(); axis-- > 0;) {
      at += tensor.strides[axis];
      if (++index[axis] < tensor.shape[axis]) break;
      at -= tensor.shape[axis] * tensor.strides[axis];
      index[axis] = 0;
    }
  }
  return out;
}

template <class T>
std::vector<float> gather(const WeightsTensor& tensor) {
  return gather<T>(tensor, [](T element) { return static_cast<float>(element); });
}

class SafetensorsWeights final : public WeightsFile {
 public:
  explicit SafetensorsWeights(SafetensorsFile file) : file_(std::move(file)) {
    metadata_ = file_.metadata;
    Group group;
    for (const StoredTensor& tensor : file_.tensors) group.names.push_back(tensor.name);
    if (!group.names.empty()) groups_.push_back(std::move(group));
  }

  std::vector<WeightsTensor> tensors(const Group&) const override {
    std::vector<WeightsTensor> out;
    for (const StoredTensor& stored : file_.tensors) {
      WeightsTensor tensor{stored.name, stored.type, stored.shape, stored.shape, 0, stored.bytes};
      uint64_t stride = 1;
      for (size_t axis = tensor.shape.size(); axis-- > 0; stride *= tensor.shape[axis])
        tensor.strides[axis] = stride;
      out.push_back(std::move(tensor));
    }
    return out;
  }

  std::optional<double> number(std::string_view) const override { return std::nullopt; }

 private:
  SafetensorsFile file_;
};

/// Refuses what is neither format by how it begins; `start` is a file's whole content or enough of it.
void refuse_other_formats(std::string_view start, const std::string& source) {
  const bool is_safetensors = start.size() > 8 && start[8] == '{';
  if (is_zip(start) || is_safetensors) return;
  throw bad_input(
      source, "",
      "a PyTorch archive (.pt, .pth: a zip file) or a safetensors file" + std::string(other_kind(start)));
}

/// Of content that begins as one of the formats.
std::unique_ptr<WeightsFile> parse_known(std::string content, const std::string& source) {
  if (is_zip(content)) return read_torch_archive(std::move(content), source);
  return std::make_unique<SafetensorsWeights>(parse_safetensors(std::move(content), source));
}

}  // namespace

size_t WeightsTensor::count() const {
  size_t product = 1;
  for (const uint64_t extent : shape) product *= extent;
  return product;
}

std::vector<float> WeightsTensor::values() const {
  switch (type) {
    case StoredType::boolean:
    case StoredType::u8:
      return gather<uint8_t>(*this);
    case StoredType::i8:
      return gather<int8_t>(*this);
    case StoredType::u16:
      return gather<uint16_t>(*this);
    case StoredType::i16:
      return gather<int16_t>(*this);
    case StoredType::f16:
      return gather<uint16_t>(*this, half_to_float);
    case StoredType::bf16:
      return gather<uint16_t>(*this, bfloat_to_float);
    case StoredType::u32:
      return gather<uint32_t>(*this);
    case StoredType::i32:
      return gather<int32_t>(*this);
    case StoredType::f32:
      return gather<float>(*this);
    case StoredType::u64:
      return gather<uint64_t>(*this);
    case StoredType::i64:
      return gather<int64_t>(*this);
    case StoredType::f64:
      return gather<double>(*this);
    case StoredType::f8_e5m2:
    case StoredType::f8_e4m3:
      break;
  }
  return {};
}

std::unique_ptr<WeightsFile> parse_weights(std::string content, const std::string& source) {
  refuse_other_formats(content, source);
  return parse_known(std::move(content), source);
}

std::unique_ptr<WeightsFile> read_weights(const std::filesystem::path& path) {
  const std::string source = path.string();
  const auto look = [&](std::string_view start) { refuse_other_formats(start, source); };
  return parse_known(read_file(path, kLargestFile, look), source);
}

}  // namespace orrery
