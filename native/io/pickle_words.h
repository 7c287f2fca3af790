// What a pickle may say: the opcodes, and the classes and functions that it may name.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "native/io/pickle.h"
#include "native/io/safetensors.h"

namespace orrery {

/// Python's opcodes (pickletools.py): those that PyTorch's files and plain data need.
enum Op : uint8_t {
  kMark = '(',
  kStop = '.',
  kPop = '0',
  kPopMark = '1',
  kDup = '2',
  kNone = 'N',
  kNewTrue = 0x88,
  kNewFalse = 0x89,
  kBinInt = 'J',
  kBinInt1 = 'K',
  kBinInt2 = 'M',
  kLong1 = 0x8a,
  kLong4 = 0x8b,
  kBinFloat = 'G',
  kShortBinString = 'U',
  kBinString = 'T',
  kBinUnicode = 'X',
  kShortBinUnicode = 0x8c,
  kBinUnicode8 = 0x8d,
  kShortBinBytes = 'C',
  kBinBytes = 'B',
  kBinBytes8 = 0x8e,
  kByteArray8 = 0x96,
  kEmptyList = ']',
  kAppend = 'a',
  kAppends = 'e',
  kList = 'l',
  kEmptyTuple = ')',
  kTuple = 't',
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kEmptyDict = '}',
  kDict = 'd',
  kSetItem = 's',
  kSetItems = 'u',
  kGlobal = 'c',
  kStackGlobal = 0x93,
  kInst = 'i',
  kReduce = 'R',
  kBuild = 'b',
  kBinPersid = 'Q',
  kBinGet = 'h',
  kLongBinGet = 'j',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kMemoize = 0x94,
  kProto = 0x80,
  kFrame = 0x95
};

struct KnownFunction {
  std::string_view module, name;
  PickleFunction function;
};
inline constexpr std::array<KnownFunction, 6> kKnownFunctions{{
    {"collections", "OrderedDict", PickleFunction::ordered_dict},
    {"torch._utils", "_rebuild_tensor", PickleFunction::rebuild_tensor},
    {"torch._utils", "_rebuild_tensor_v2", PickleFunction::rebuild_tensor},
    {"torch._utils", "_rebuild_parameter", PickleFunction::rebuild_parameter},
    {"torch", "Size", PickleFunction::torch_size},
    {"torch", "device", PickleFunction::torch_device},
}};

/// Classes of module torch, each a PickleFunction::storage_class, and what their arrays hold.
struct StorageClass {
  std::string_view name;
  StoredType type;
};
inline constexpr std::array<StorageClass, 10> kStorageClasses{{{"DoubleStorage", StoredType::f64},
                                                               {"FloatStorage", StoredType::f32},
                                                               {"HalfStorage", StoredType::f16},
                                                               {"BFloat16Storage", StoredType::bf16},
                                                               {"LongStorage", StoredType::i64},
                                                               {"IntStorage", StoredType::i32},
                                                               {"ShortStorage", StoredType::i16},
                                                               {"CharStorage", StoredType::i8},
                                                               {"ByteStorage", StoredType::u8},
                                                               {"BoolStorage", StoredType::boolean}}};

}  // namespace orrery
