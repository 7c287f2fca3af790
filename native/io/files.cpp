#include "native/io/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace orrery {
namespace fs = std::filesystem;
namespace {

/// 0, or the errno of the write that failed.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return errno;
    if (written > 0) bytes.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

/// Makes a rename in `folder` durable. Some file systems can't sync a folder; the rename itself is still
/// atomic.
void sync_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() >= 0) ::fsync(opened.get());
}

int write_whole(const fs::path& path, std::span<const std::string_view> parts) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (file.get() < 0) return errno;
  for (const std::string_view part : parts) {
    if (const int error = write_all(file.get(), part)) return error;
  }
  return ::fsync(file.get()) == 0 ? 0 : errno;
}

/// What a chain of symbolic links leads to, which need not be there yet.
fs::path behind_links(fs::path path) {
  constexpr int kMostLinks = 40;  // as Linux follows
  std::error_code error;
  for (int i = 0; i < kMostLinks && fs::is_symlink(path, error); ++i)
    path = path.parent_path() / fs::read_symlink(path, error);
  return path;
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

Failure file_failure(std::string_view doing, const fs::path& path, int error) {
  const bool failed = error == ENOSPC || error == EDQUOT || error == EFBIG || error == EIO || error == ENOMEM;
  std::string line = "can't " + std::string(doing) + " " + path.string() + ": " + std::strerror(error);
  if (failed) line += " (what was written before is as it was)";
  return Failure(failed ? kRunFailed : kBadInput, line);
}

std::string read_file(const fs::path& path, uint64_t limit, const LookAtStart& look) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) throw file_failure("read", path, errno);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) throw file_failure("read", path, errno);
  if (S_ISDIR(info.st_mode)) throw file_failure("read", path, EISDIR);

  std::string content;
  bool started = false;
  char block[1 << 16];
  while (true) {
    const ssize_t got = ::read(file.get(), block, sizeof block);
    if (got < 0 && errno != EINTR) throw file_failure("read", path, errno);
    if (got > 0) content.append(block, static_cast<size_t>(got));
    if (!started && (got == 0 || content.size() >= kStartOfFile)) {
      started = true;
      if (look) look(content);
      if (S_ISREG(info.st_mode))
        content.reserve(std::min<uint64_t>(static_cast<uint64_t>(info.st_size), limit));
    }
    if (got == 0) return content;
    if (content.size() > limit) {
      throw bad_input(path.string(), "", "a file of at most " + std::to_string(limit) + " bytes");
    }
  }
}

void refuse_same_file(const fs::path& read, const fs::path& written) {
  std::error_code missing;
  if (fs::equivalent(read, written, missing))
    throw bad_input("--out", written.string(), "another file than " + read.string() + ", which is read");
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error && !fs::is_directory(path, error)) error = std::make_error_code(std::errc::not_a_directory);
  if (error) throw file_failure("make the folder", path, error.value());
}

fs::path temporary_name(const fs::path& path) {
  return path.parent_path() / ("." + path.filename().string() + ".tmp");
}

void write_atomically(const fs::path& wanted, std::span<const std::string_view> parts) {
  // A link stays one: what it leads to is written. What is no file, a device or a pipe, must not become one.
  std::error_code ignored;
  const fs::path path = behind_links(wanted);
  if (fs::exists(wanted, ignored) && !fs::is_regular_file(wanted, ignored) &&
      !fs::is_directory(wanted, ignored))
    throw bad_input(wanted.string(), "", "a file, or a name for a new one, not a device or a pipe");
  const fs::path temporary = temporary_name(path);
  int error = write_whole(temporary, parts);
  if (!error && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error) {
    ::unlink(temporary.c_str());
    throw file_failure("write", path, error);
  }
  sync_folder(path.parent_path());
}

AppendFile::AppendFile(const fs::path& path, uint64_t size)
    : path_(path), file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)), size_(size) {
  struct stat info {};
  if (file_.get() < 0 || ::fstat(file_.get(), &info) != 0) throw file_failure("write", path, errno);
  const auto length = static_cast<off_t>(size);
  if (info.st_size != length && ::ftruncate(file_.get(), length) != 0)
    throw file_failure("write", path, errno);
}

void AppendFile::append(std::string_view records) {
  if (const int error = write_all(file_.get(), records)) {
    // Best effort: a reader also stops at the last whole row.
    if (::ftruncate(file_.get(), static_cast<off_t>(size_)) != 0) errno = 0;
    throw file_failure("write", path_, error);
  }
  size_ += records.size();
}

void AppendFile::sync() {
  if (::fsync(file_.get()) != 0) throw file_failure("write", path_, errno);
}

}  // namespace orrery
