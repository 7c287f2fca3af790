// Files with clear failures: each call either does all it says or throws a Failure with one line and the
// right exit code.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "native/failure.h"

namespace orrery {

/// What errno means for the reader: no space, over quota, file too large or a broken disk is a failed run
/// (3); all else (missing, not permitted, not a folder) is bad input (2). `doing` reads as in "can't DOING
/// PATH".
Failure file_failure(std::string_view doing, const std::filesystem::path& path, int error);

/// Sees the first kStartOfFile bytes or more, or a shorter file whole, and throws where the rest is not worth reading.
using LookAtStart = std::function<void(std::string_view start)>;
inline constexpr size_t kStartOfFile = 512;
inline constexpr uint64_t kLargestFile = uint64_t{1} << 40;

/// The whole file; refuses folders and files over `limit` bytes.
std::string read_file(const std::filesystem::path& path, uint64_t limit = kLargestFile,
                      const LookAtStart& look = {});

/// Refuses to write over the file that is read, by whatever name.
void refuse_same_file(const std::filesystem::path& read, const std::filesystem::path& written);

/// Makes the folder and those above it.
void make_folder(const std::filesystem::path& path);

/// Writes `parts` one after the other to a temporary file in the same folder, makes it durable, and renames
/// it over `path`: at any moment `path` is either what it was or whole. On failure the temporary file is
/// removed.
void write_atomically(const std::filesystem::path& path, std::span<const std::string_view> parts);
inline void write_atomically(const std::filesystem::path& path, std::string_view content) {
  write_atomically(path, std::span(&content, 1));
}

/// The temporary name that write_atomically uses for `path`.
std::filesystem::path temporary_name(const std::filesystem::path& path);

/// An open file descriptor, closed with the object.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int get() const { return fd_; }

 private:
  int fd_;
};

/// A file that only grows by whole records. A record that could not be written in full leaves no part of
/// itself.
class AppendFile {
 public:
  AppendFile() = default;

  /// Opens or makes the file and cuts it to its first `size` bytes.
  AppendFile(const std::filesystem::path& path, uint64_t size);

  /// Hands `records` to the operating system; they survive the program's death, not the machine's.
  void append(std::string_view records);

  /// Makes all that was appended durable.
  void sync();

 private:
  std::filesystem::path path_;
  Descriptor file_;
  uint64_t size_ = 0;
};

}  // namespace orrery
