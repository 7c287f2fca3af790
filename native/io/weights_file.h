// Arrays that others wrote, whichever way: a PyTorch archive or a safetensors file, which may hold more than
// one dictionary of tensors (a model's and its optimizer's).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "native/io/safetensors.h"

namespace orrery {

/// A tensor as strides over a stretch of elements. All its elements lie inside `storage`.
struct WeightsTensor {
  std::string_view name;
  StoredType type = StoredType::f32;
  std::vector<uint64_t> shape, strides;  // in elements
  uint64_t offset = 0;                   // in elements
  std::string_view storage;              // little-endian

  size_t count() const;

  /// The elements in row-major order, rounded to float. Empty for the 8-bit floats, which have no agreed form.
  std::vector<float> values() const;
};

class WeightsFile {
 public:
  /// A dictionary that holds tensors, as text keys, and where it lies: "" or "model" or "runs.0.state_dict".
  struct Group {
    std::string path;
    std::vector<std::string_view> names;
  };

  virtual ~WeightsFile() = default;

  const std::vector<Group>& groups() const { return groups_; }

  /// What a safetensors file says under __metadata__.
  const Metadata& metadata() const { return metadata_; }

  /// Its tensors, in the order of `names`. Throws bad input when one of them is not whole; what other groups
  /// hold is not looked at.
  virtual std::vector<WeightsTensor> tensors(const Group& group) const = 0;

  /// A number that was saved beside the tensors: `number("optimizer.param_groups.0.lr")`.
  virtual std::optional<double> number(std::string_view path) const = 0;

 protected:
  std::vector<Group> groups_;
  Metadata metadata_;
};

/// Tells the formats apart by their first bytes. Refuses, by name, what is neither: PyTorch's formats from
/// before 1.6, tar archives, Git LFS pointers, zip archives of something else. Throws bad input.
std::unique_ptr<WeightsFile> read_weights(const std::filesystem::path& path);

/// The same for a file's content.
std::unique_ptr<WeightsFile> parse_weights(std::string content, const std::string& source);

}  // namespace orrery
