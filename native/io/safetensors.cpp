#include "native/io/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "native/failure.h"
#include "native/io/file_kind.h"
#include "native/io/files.h"
#include "native/io/safetensors_header.h"
#include "native/io/strict_json.h"
#include "native/names.h"

namespace orrery {
namespace {

static_assert(std::endian::native == std::endian::little, "arrays are stored as they lie in memory");

constexpr uint64_t kAlignment = 64;
constexpr uint64_t kLengthBytes = 8;
constexpr uint64_t kMinHeaderBytes = 2;  // {}

struct TypeRow {
  std::string_view name;
  uint64_t size;
};
constexpr std::array<TypeRow, 15> kTypes{{{"BOOL", 1},
                                          {"U8", 1},
                                          {"I8", 1},
                                          {"F8_E5M2", 1},
                                          {"F8_E4M3", 1},
                                          {"U16", 2},
                                          {"I16", 2},
                                          {"F16", 2},
                                          {"BF16", 2},
                                          {"U32", 4},
                                          {"I32", 4},
                                          {"F32", 4},
                                          {"U64", 8},
                                          {"I64", 8},
                                          {"F64", 8}}};

StoredType type_named(const std::string& dtype, const std::string& place) {
  std::vector<std::string_view> known;
  for (size_t i = 0; i < kTypes.size(); ++i) {
    if (kTypes[i].name == dtype) return static_cast<StoredType>(i);
    known.push_back(kTypes[i].name);
  }
  throw bad_input(place + ".dtype", dtype, "one of " + listed(known));
}

std::string list_text(const std::vector<uint64_t>& values) {
  std::string out = "[";
  for (const uint64_t value : values) out += (out.size() > 1 ? "," : "") + std::to_string(value);
  return out + "]";
}

/// Bytes of type and shape; refuses a product beyond 64 bits.
uint64_t byte_count(StoredType type, const std::vector<uint64_t>& shape, const std::string& place) {
  uint64_t bytes = stored_type_size(type);
  for (const uint64_t extent : shape) {
    if (__builtin_mul_overflow(bytes, extent, &bytes)) {
      throw bad_input(place + ".shape", list_text(shape), "a size that 64 bits can hold");
    }
  }
  return bytes;
}

/// Checks one entry by itself, and where it lies in the data's `size` bytes.
StoredTensor checked(const HeaderEntry& entry, std::string_view data, const std::string& source) {
  const std::string place = source + ": " + one_line(entry.name, 60);
  StoredTensor tensor{entry.name, type_named(entry.dtype, place), entry.shape, {}};
  const auto [begin, end] = entry.offsets;
  const std::string offsets = list_text({begin, end});
  if (begin > end || end > data.size()) {
    throw bad_input(place + ".data_offsets", offsets,
                    "offsets inside the data's " + std::to_string(data.size()) + " bytes");
  }
  if (const uint64_t bytes = byte_count(tensor.type, tensor.shape, place); bytes != end - begin) {
    throw bad_input(place + ".data_offsets", offsets,
                    std::to_string(bytes) + " bytes, as " + tensor.type_and_shape() + " needs");
  }
  tensor.bytes = data.substr(begin, end - begin);
  return tensor;
}

/// The length of the header that follows, from a file's first bytes or more.
uint64_t header_length(std::string_view start, const std::string& source) {
  if (start.size() < kLengthBytes) {
    throw bad_input(source, "",
                    "a safetensors file: it has " + std::to_string(start.size()) +
                        " bytes, the header's length alone takes 8");
  }
  uint64_t length = 0;
  std::memcpy(&length, start.data(), kLengthBytes);
  if (length < kMinHeaderBytes || length > kMaxHeaderBytes) {
    if (const std::string_view kind = other_kind(start); !kind.empty())
      throw bad_input(source, "", "a safetensors file" + std::string(kind));
    throw bad_input(source, "",
                    "a safetensors file: its header claims " + std::to_string(length) +
                        " bytes, headers have " + std::to_string(kMinHeaderBytes) + " to " +
                        std::to_string(kMaxHeaderBytes));
  }
  return length;
}

}  // namespace

std::string_view stored_type_name(StoredType type) {
  return kTypes[static_cast<size_t>(type)].name;
}
uint64_t stored_type_size(StoredType type) {
  return kTypes[static_cast<size_t>(type)].size;
}

std::string StoredTensor::type_and_shape() const {
  return std::string(stored_type_name(type)) + " " + list_text(shape);
}

const StoredTensor* SafetensorsFile::find(std::string_view name) const {
  const auto at =
      std::find_if(tensors.begin(), tensors.end(), [&](const StoredTensor& t) { return t.name == name; });
  return at == tensors.end() ? nullptr : &*at;
}

SafetensorsFile parse_safetensors(std::string content, const std::string& source) {
  SafetensorsFile file;
  file.content = std::make_shared<const std::string>(std::move(content));
  const std::string_view all = *file.content;
  const uint64_t length = header_length(all, source);
  if (length > all.size() - kLengthBytes) {
    throw bad_input(source, "",
                    "a safetensors file: its header claims " + std::to_string(length) +
                        " bytes, the file has " + std::to_string(all.size() - kLengthBytes) + " more");
  }
  std::vector<HeaderEntry> entries =
      parse_safetensors_header(all.substr(kLengthBytes, length), source, file.metadata);
  const std::string_view data = all.substr(kLengthBytes + length);

  std::stable_sort(entries.begin(), entries.end(),
                   [](const HeaderEntry& a, const HeaderEntry& b) { return a.offsets < b.offsets; });
  uint64_t filled = 0;
  for (const HeaderEntry& entry : entries) {
    file.tensors.push_back(checked(entry, data, source));
    if (entry.offsets[0] != filled) {
      throw bad_input(source + ": " + one_line(entry.name, 60) + ".data_offsets",
                      list_text({entry.offsets[0], entry.offsets[1]}),
                      "a start at byte " + std::to_string(filled) + ": arrays must not " +
                          (entry.offsets[0] < filled ? "overlap" : "leave gaps"));
    }
    filled = entry.offsets[1];
  }
  if (filled != data.size()) {
    throw bad_input(
        source, "",
        std::to_string(filled) + " bytes of data, as its header says, not " + std::to_string(data.size()));
  }
  return file;
}

SafetensorsFile read_safetensors(const std::filesystem::path& path) {
  const std::string source = path.string();
  const auto look = [&](std::string_view start) { header_length(start, source); };
  return parse_safetensors(read_file(path, kLargestFile, look), source);
}

std::string safetensors_header(std::span<const StoredTensor> tensors, const Metadata& metadata) {
  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  uint64_t offset = 0;
  for (const StoredTensor& tensor : tensors) {
    header[tensor.name] = {{"dtype", stored_type_name(tensor.type)},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, offset + tensor.bytes.size()}}};
    offset += tensor.bytes.size();
  }
  std::string text = header.dump();
  while ((kLengthBytes + text.size()) % kAlignment != 0) text += ' ';
  const uint64_t length = text.size();
  std::string out(kLengthBytes, '\0');
  std::memcpy(out.data(), &length, kLengthBytes);
  return out + text;
}

void write_safetensors(const std::filesystem::path& path, std::span<const StoredTensor> tensors,
                       const Metadata& metadata) {
  const std::string header = safetensors_header(tensors, metadata);
  std::vector<std::string_view> parts{header};
  for (const StoredTensor& tensor : tensors) parts.push_back(tensor.bytes);
  write_atomically(path, parts);
}

}  // namespace orrery
