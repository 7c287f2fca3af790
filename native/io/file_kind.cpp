#include "native/io/file_kind.h"

#include "native/io/files.h"

namespace orrery {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kZip = "PK\x03\x04"sv;
constexpr std::string_view kGitLfs = "version https://git-lfs.github.com/spec/"sv;
// PyTorch before 1.6 wrote a pickled magic number first; the first versions a tar archive.
constexpr std::string_view kLegacyTorch = "\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."sv;
constexpr std::string_view kPickle = "\x80"sv;
constexpr std::string_view kTar = "ustar"sv;
constexpr size_t kTarOffset = 257;
static_assert(kStartOfFile >= kTarOffset + kTar.size());

}  // namespace

bool is_zip(std::string_view start) {
  return start.starts_with(kZip);
}

std::string_view other_kind(std::string_view start) {
  if (is_zip(start)) return "; this is a zip archive, as PyTorch's are (orrery import reads those)";
  if (start.starts_with(kGitLfs))
    return "; this is a Git LFS pointer, which stands for a file that was not fetched (git lfs pull)";
  if (start.starts_with(kLegacyTorch))
    return "; this is the format of PyTorch before 1.6 (load it there and save it with a newer one)";
  if (start.starts_with(kPickle)) return "; this is a bare pickle";
  if (start.size() > kTarOffset && start.substr(kTarOffset).starts_with(kTar))
    return "; this is a tar archive, as PyTorch before 0.2 and backups are";
  return {};
}

}  // namespace orrery
