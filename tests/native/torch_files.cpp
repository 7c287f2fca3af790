#include "tests/native/torch_files.h"

#include <bit>

#include "native/io/zip_archive.h"

namespace orrery::testing {
namespace {

template <class T>
std::string little(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += part;
  return out;
}

}  // namespace

namespace pickled {

std::string none() {
  return "N";
}
std::string truth(bool value) {
  return value ? "\x88" : "\x89";
}

std::string integer(int64_t value) {
  if (value >= 0 && value < 256) return "K" + little(static_cast<uint8_t>(value));
  if (value >= 0 && value < 65536) return "M" + little(static_cast<uint16_t>(value));
  if (value == static_cast<int32_t>(value)) return "J" + little(static_cast<int32_t>(value));
  return "\x8a\x08" + little(value);
}

std::string real(double value) {
  std::string bytes = little(value);
  return "G" + std::string(bytes.rbegin(), bytes.rend());
}

std::string text(const std::string& value) {
  return "X" + little(static_cast<uint32_t>(value.size())) + value;
}

std::string global(const std::string& module, const std::string& name) {
  return "c" + module + "\n" + name + "\n";
}

std::string list(const std::vector<std::string>& values) {
  return "](" + joined(values) + "e";
}
std::string tuple(const std::vector<std::string>& values) {
  return values.empty() ? ")" : "(" + joined(values) + "t";
}

std::string shape(const std::vector<int64_t>& values) {
  std::vector<std::string> parts;
  for (const int64_t value : values) parts.push_back(integer(value));
  return tuple(parts);
}

namespace {
std::string set_items(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::string out = "(";
  for (const auto& [key, value] : entries) out += text(key) + value;
  return out + "u";
}
}  // namespace

std::string dict(const std::vector<std::pair<std::string, std::string>>& entries) {
  return "}" + set_items(entries);
}

std::string ordered_dict(const std::vector<std::pair<std::string, std::string>>& entries) {
  return call(global("collections", "OrderedDict"), tuple({})) + set_items(entries);
}

std::string call(const std::string& function, const std::string& arguments) {
  return function + arguments + "R";
}

std::string storage(const std::string& type, const std::string& key, int64_t elements,
                    const std::string& device) {
  return tuple({text("storage"), global("torch", type), text(key), text(device), integer(elements)}) + "Q";
}

std::string tensor(const std::string& storage, int64_t offset, const std::vector<int64_t>& extents,
                   const std::vector<int64_t>& strides) {
  return call(
      global("torch._utils", "_rebuild_tensor_v2"),
      tuple({storage, integer(offset), shape(extents), shape(strides), truth(false), ordered_dict({})}));
}

std::string file(const std::string& value, int protocol) {
  return "\x80" + little(static_cast<uint8_t>(protocol)) + value + ".";
}

}  // namespace pickled

std::string zip(const std::vector<ZipFile>& files, const ZipForm& form) {
  const uint32_t in64 = 0xFFFFFFFF;
  std::string out, directory;
  for (const ZipFile& file : files) {
    const uint64_t offset = out.size(), size = file.content.size();
    const uint32_t crc = crc32_of(file.content) ^ form.crc_error;
    const auto name_length = static_cast<uint16_t>(file.name.size());
    // PyTorch fills up with an extra field, so that arrays start on 64 bytes.
    const size_t start = out.size() + 30 + file.name.size() + 4;
    const std::string padding((64 - start % 64) % 64, 'Z');
    out += little(uint32_t{0x04034b50}) + little(uint16_t{20}) + little(form.flags) + little(form.method) +
           little(uint32_t{0}) + little(uint32_t{0}) + little(uint32_t{0}) + little(uint32_t{0}) +
           little(name_length) + little(static_cast<uint16_t>(4 + padding.size())) + file.name +
           little(uint16_t{0x4246}) + little(static_cast<uint16_t>(padding.size())) + padding + file.content +
           little(uint32_t{0x08074b50}) + little(crc) + little(static_cast<uint32_t>(size)) +
           little(static_cast<uint32_t>(size));
    const std::string extra =
        form.zip64 ? little(uint16_t{1}) + little(uint16_t{24}) + little(size) + little(size) + little(offset)
                   : std::string();
    const auto field = [&](uint64_t value) {
      return little(form.zip64 ? in64 : static_cast<uint32_t>(value));
    };
    directory += little(uint32_t{0x02014b50}) + little(uint16_t{20}) + little(uint16_t{20}) +
                 little(form.flags) + little(form.method) + little(uint32_t{0}) + little(crc) + field(size) +
                 field(size) + little(name_length) + little(static_cast<uint16_t>(extra.size())) +
                 little(uint16_t{0}) + little(uint16_t{0}) + little(uint16_t{0}) + little(uint32_t{0}) +
                 field(offset) + file.name + extra;
  }
  const uint64_t at = out.size(), entries = files.size();
  out += directory;
  if (form.zip64) {
    const uint64_t end64 = out.size();
    out += little(uint32_t{0x06064b50}) + little(uint64_t{44}) + little(uint16_t{45}) + little(uint16_t{45}) +
           little(uint32_t{0}) + little(uint32_t{0}) + little(entries) + little(entries) +
           little(uint64_t{directory.size()}) + little(at);
    out += little(uint32_t{0x07064b50}) + little(uint32_t{0}) + little(end64) + little(uint32_t{1});
  }
  const auto count = form.zip64 ? uint16_t{0xFFFF} : static_cast<uint16_t>(entries);
  out += little(uint32_t{0x06054b50}) + little(uint16_t{0}) + little(uint16_t{0}) + little(count) +
         little(count) + little(form.zip64 ? in64 : static_cast<uint32_t>(directory.size())) +
         little(form.zip64 ? in64 : static_cast<uint32_t>(at)) +
         little(static_cast<uint16_t>(form.comment.size())) + form.comment;
  return out;
}

std::string torch_archive(const std::string& value, const std::vector<std::string>& storages, int protocol) {
  std::vector<ZipFile> files{{"archive/data.pkl", pickled::file(value, protocol)}};
  for (size_t i = 0; i < storages.size(); ++i)
    files.push_back({"archive/data/" + std::to_string(i), storages[i]});
  files.push_back({"archive/version", "3\n"});
  return zip(files);
}

std::string state_dict_archive(const std::vector<FloatTensor>& tensors, const std::string& device,
                               std::string (*wrap)(const std::string& state)) {
  std::vector<std::pair<std::string, std::string>> entries;
  std::vector<std::string> storages;
  for (const FloatTensor& tensor : tensors) {
    std::vector<int64_t> strides(tensor.shape.size(), 1);
    for (size_t axis = strides.size(); axis-- > 1;) strides[axis - 1] = strides[axis] * tensor.shape[axis];
    const auto elements = static_cast<int64_t>(tensor.values.size());
    entries.emplace_back(
        tensor.name,
        pickled::tensor(pickled::storage("FloatStorage", std::to_string(storages.size()), elements, device),
                        0, tensor.shape, strides));
    storages.push_back(bytes_of(tensor.values));
  }
  const std::string state = pickled::ordered_dict(entries);
  return torch_archive(wrap ? wrap(state) : state, storages);
}

}  // namespace orrery::testing
