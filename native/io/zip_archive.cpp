#include "native/io/zip_archive.h"

#include <array>
#include <bit>
#include <cstring>
#include <unordered_set>

#include "native/failure.h"

namespace orrery {
namespace {

static_assert(std::endian::native == std::endian::little, "zip's numbers are little-endian");

constexpr uint32_t kLocalHeader = 0x04034b50;
constexpr uint32_t kDirectoryEntry = 0x02014b50;
constexpr uint32_t kDirectoryEnd = 0x06054b50;
constexpr uint32_t kDirectoryEnd64 = 0x06064b50;
constexpr uint32_t kDirectoryLocator64 = 0x07064b50;
constexpr size_t kLocalHeaderBytes = 30, kDirectoryEntryBytes = 46, kDirectoryEndBytes = 22;
constexpr size_t kDirectoryEnd64Bytes = 56, kDirectoryLocator64Bytes = 20;
constexpr size_t kLongestComment = 65535;
constexpr uint16_t kZip64Extra = 1;
constexpr uint16_t kEncrypted = 1;
constexpr uint32_t kIn64 = 0xFFFFFFFF;  // the field's value stands in the zip64 extra field

/// The little-endian number at `offset`, which the caller has checked to lie inside.
template <class T>
T number_at(std::string_view bytes, size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

/// Where the directory lies and how many entries it has.
struct Directory {
  uint64_t offset, size, entries;
};

class Reader {
 public:
  Reader(std::string_view content, const std::string& source) : content_(content), source_(source) {}

  std::vector<ZipEntry> entries() const {
    const Directory directory = find_directory();
    std::string_view rest = part(directory.offset, directory.size, "its directory");
    // Each entry takes at least its fixed part, so a count beyond that is a lie, not a reason to reserve memory.
    std::vector<ZipEntry> out;
    std::unordered_set<std::string_view> names;
    while (!rest.empty()) {
      out.push_back(take_entry(rest));
      if (!names.insert(out.back().name).second) refuse("each name once", out.back().name);
    }
    if (out.size() != directory.entries) {
      refuse(std::to_string(directory.entries) + " entries, as its end says, not " +
             std::to_string(out.size()));
    }
    return out;
  }

 private:
  [[noreturn]] void refuse(const std::string& expected, std::string_view entry = {}) const {
    throw bad_input(source_ + (entry.empty() ? "" : ": " + one_line(entry, 60)), "",
                    entry.empty() ? "a whole zip archive: " + expected : expected);
  }

  std::string_view part(uint64_t offset, uint64_t size, const std::string& what) const {
    if (offset > content_.size() || size > content_.size() - offset) {
      refuse(what + " claims " + std::to_string(size) + " bytes from byte " + std::to_string(offset) +
             ", the file has " + std::to_string(content_.size()));
    }
    return content_.substr(offset, size);
  }

  Directory find_directory() const {
    if (content_.size() < kDirectoryEndBytes) refuse("the file ends before its directory");
    const size_t last = content_.size() - kDirectoryEndBytes;
    for (size_t back = 0; back <= std::min(last, kLongestComment); ++back) {
      const size_t at = last - back;
      // The comment behind the end record takes exactly the rest of the file.
      if (number_at<uint32_t>(content_, at) == kDirectoryEnd &&
          number_at<uint16_t>(content_, at + 20) == back) {
        return directory_at(at);
      }
    }
    refuse("its end is missing, as when a download was cut short");
  }

  Directory directory_at(size_t end) const {
    const auto entries = number_at<uint16_t>(content_, end + 10);
    const auto size = number_at<uint32_t>(content_, end + 12);
    const auto offset = number_at<uint32_t>(content_, end + 16);
    if (entries != 0xFFFF && size != kIn64 && offset != kIn64) return {offset, size, entries};
    if (end < kDirectoryLocator64Bytes ||
        number_at<uint32_t>(content_, end - kDirectoryLocator64Bytes) != kDirectoryLocator64) {
      refuse("its zip64 locator is missing");
    }
    const auto at = number_at<uint64_t>(content_, end - kDirectoryLocator64Bytes + 8);
    const std::string_view record = part(at, kDirectoryEnd64Bytes, "its zip64 end");
    if (number_at<uint32_t>(record, 0) != kDirectoryEnd64) refuse("its zip64 end is missing");
    return {number_at<uint64_t>(record, 48), number_at<uint64_t>(record, 40),
            number_at<uint64_t>(record, 32)};
  }

  ZipEntry take_entry(std::string_view& rest) const {
    if (rest.size() < kDirectoryEntryBytes || number_at<uint32_t>(rest, 0) != kDirectoryEntry) {
      refuse("its directory is damaged");
    }
    const size_t name_length = number_at<uint16_t>(rest, 28), extra_length = number_at<uint16_t>(rest, 30),
                 comment_length = number_at<uint16_t>(rest, 32);
    if (rest.size() - kDirectoryEntryBytes < name_length + extra_length + comment_length) {
      refuse("its directory is damaged");
    }
    ZipEntry entry;
    entry.name = rest.substr(kDirectoryEntryBytes, name_length);
    entry.crc32 = number_at<uint32_t>(rest, 16);
    if (number_at<uint16_t>(rest, 8) & kEncrypted) refuse("an entry that is not encrypted", entry.name);
    entry.method = number_at<uint16_t>(rest, 10);
    uint64_t stored = number_at<uint32_t>(rest, 20), size = number_at<uint32_t>(rest, 24),
             offset = number_at<uint32_t>(rest, 42);
    read_zip64(rest.substr(kDirectoryEntryBytes + name_length, extra_length), entry.name,
               {&size, &stored, &offset});
    if (entry.method == 0 && stored != size) refuse("as many stored bytes as the entry has", entry.name);
    entry.bytes = local_bytes(entry.name, offset, stored);
    rest.remove_prefix(kDirectoryEntryBytes + name_length + extra_length + comment_length);
    return entry;
  }

  /// Fills those of `fields` (in zip64's order) that their 32 bits did not hold.
  void read_zip64(std::string_view extra, std::string_view name, std::array<uint64_t*, 3> fields) const {
    while (extra.size() >= 4) {
      const auto id = number_at<uint16_t>(extra, 0);
      const size_t length = number_at<uint16_t>(extra, 2);
      if (length > extra.size() - 4) break;
      std::string_view values = extra.substr(4, length);
      extra.remove_prefix(4 + length);
      if (id != kZip64Extra) continue;
      for (uint64_t* field : fields) {
        if (*field != kIn64 || values.size() < 8) continue;
        *field = number_at<uint64_t>(values, 0);
        values.remove_prefix(8);
      }
      return;
    }
    if (*fields[0] == kIn64 || *fields[1] == kIn64 || *fields[2] == kIn64) {
      refuse("sizes that its zip64 field gives", name);
    }
  }

  std::string_view local_bytes(std::string_view name, uint64_t offset, uint64_t size) const {
    const std::string what = one_line(name, 60);
    const std::string_view header = part(offset, kLocalHeaderBytes, what);
    const size_t name_length = number_at<uint16_t>(header, 26),
                 extra_length = number_at<uint16_t>(header, 28);
    if (number_at<uint32_t>(header, 0) != kLocalHeader ||
        part(offset + kLocalHeaderBytes, name_length, what) != name) {
      refuse("a local header like its entry in the directory", name);
    }
    return part(offset + kLocalHeaderBytes + name_length + extra_length, size, what);
  }

  std::string_view content_;
  const std::string& source_;
};

constexpr std::array<uint32_t, 256> kCrcTable = [] {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = value & 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
    table[byte] = value;
  }
  return table;
}();

}  // namespace

uint32_t crc32_of(std::string_view bytes) {
  uint32_t value = 0xFFFFFFFF;
  for (const char byte : bytes) value = kCrcTable[(value ^ static_cast<uint8_t>(byte)) & 255] ^ (value >> 8);
  return ~value;
}

std::vector<ZipEntry> zip_entries(std::string_view content, const std::string& source) {
  return Reader(content, source).entries();
}

std::string_view zip_bytes(const ZipEntry& entry, const std::string& source) {
  if (entry.method != 0) {
    throw bad_input(source + ": " + one_line(entry.name, 60), "",
                    "an entry that is stored, not compressed (method " + std::to_string(entry.method) + ")");
  }
  if (crc32_of(entry.bytes) != entry.crc32) {
    throw bad_input(source + ": " + one_line(entry.name, 60), "",
                    "bytes with the CRC-32 that the archive gives them: the file is damaged");
  }
  return entry.bytes;
}

}  // namespace orrery
