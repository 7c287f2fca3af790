// Zip archives whose entries are stored without compression, as PyTorch writes its tensors; with or without zip64.
//
// The central directory at the archive's end says what there is; each entry's local header is checked against
// it. Reading trusts nothing: a file that is not exactly this is refused with one line that says where.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace orrery {

struct ZipEntry {
  std::string_view name;
  std::string_view bytes;  // as they lie there
  uint16_t method = 0;     // of compression; 0: none
  uint32_t crc32 = 0;      // as the archive says; zip_bytes() compares
};

/// Entries in the directory's order. They point into `content`, which must outlive them. `source` names the
/// file in errors. Throws bad input.
std::vector<ZipEntry> zip_entries(std::string_view content, const std::string& source);

/// The entry's bytes, if they are not compressed and their CRC-32 is what the archive says. Throws bad input.
std::string_view zip_bytes(const ZipEntry& entry, const std::string& source);

/// CRC-32 of zip, gzip and PNG: reflected polynomial 0xEDB88320.
uint32_t crc32_of(std::string_view bytes);

}  // namespace orrery
