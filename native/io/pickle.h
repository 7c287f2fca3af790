// What a pickle of PyTorch tensors says, as plain data: a restricted reader of Python's pickle format,
// protocols 2 to 5. It builds dictionaries, lists, tuples, numbers, text and tensors that lie in storages; it
// knows no code. A class or function that is not on its list is refused by name where it is first named, and
// nothing is ever executed.
//
// Memory is bounded by the pickle's length: an opcode makes at most one value, and there are at most
// kMaxPickleValues. Values may be shared and may hold themselves (Python allows it): whoever walks them keeps
// count.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace orrery {

enum class PickleKind : uint8_t {
  none,
  boolean,
  integer,
  large_integer,  // beyond 64 bits: only that it was there
  real,
  text,   // str
  bytes,  // bytes, bytearray
  list,
  tuple,
  dictionary,  // dict, OrderedDict
  function,    // one of the list, not yet called
  storage,  // an array in a file of its own; items: "storage", its class, its key, its device, its elements
  tensor    // items: its storage, offset, shape and strides; its numbers are those in the storage
};

/// What may be named in a pickle.
enum class PickleFunction : uint8_t {
  ordered_dict,       // collections.OrderedDict
  rebuild_tensor,     // torch._utils._rebuild_tensor, _rebuild_tensor_v2
  rebuild_parameter,  // torch._utils._rebuild_parameter
  torch_size,         // torch.Size: a tuple
  torch_device,       // torch.device: its text
  storage_class       // torch.FloatStorage and the like
};

/// A value's place in Pickle::values.
using PickleRef = uint32_t;

struct PickleValue {
  PickleKind kind = PickleKind::none;
  PickleFunction function{};  // of a function
  uint32_t items = 0;         // of list, tuple, dictionary (key, value, key, value ...), storage, tensor
  union {
    int64_t integer = 0;  // of boolean, integer
    double real;
  };
  std::string_view text;  // of text, bytes; a function's own name: "FloatStorage"
};

struct Pickle {
  std::vector<PickleValue> values;
  std::vector<std::vector<PickleRef>> items;
  PickleRef root = 0;

  const PickleValue& operator[](PickleRef ref) const { return values[ref]; }
  const std::vector<PickleRef>& items_of(const PickleValue& value) const { return items[value.items]; }
};

inline constexpr size_t kMaxPickleValues = 1 << 22;

/// The value that `content` holds; text points into `content`, which must outlive it. `source` names the file
/// in errors. The first items of tensors and storages have been checked to be what PickleKind says: whole
/// numbers of at least 0, as many strides as extents; not that a tensor lies inside its storage. Throws bad
/// input.
Pickle read_pickle(std::string_view content, const std::string& source);

}  // namespace orrery
