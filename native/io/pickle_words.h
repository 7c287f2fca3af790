// What a pickle may say: the opcodes, and the classes and functions that it may name.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "native/io/pickle.h"

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
inline constexpr std::array<KnownFunction, 16> kKnownFunctions{{
    {"collections", "OrderedDict", PickleFunction::ordered_dict},
    {"torch._utils", "_rebuild_tensor", PickleFunction::rebuild_tensor},
    {"torch._utils", "_rebuild_tensor_v2", PickleFunction::rebuild_tensor},
    {"torch._utils", "_rebuild_parameter", PickleFunction::rebuild_parameter},
    {"torch", "Size", PickleFunction::torch_size},
    {"torch", "device", PickleFunction::torch_device},
    {"torch", "DoubleStorage", PickleFunction::storage_class},
    {"torch", "FloatStorage", PickleFunction::storage_class},
    {"torch", "HalfStorage", PickleFunction::storage_class},
    {"torch", "BFloat16Storage", PickleFunction::storage_class},
    {"torch", "LongStorage", PickleFunction::storage_class},
    {"torch", "IntStorage", PickleFunction::storage_class},
    {"torch", "ShortStorage", PickleFunction::storage_class},
    {"torch", "CharStorage", PickleFunction::storage_class},
    {"torch", "ByteStorage", PickleFunction::storage_class},
    {"torch", "BoolStorage", PickleFunction::storage_class},
}};

}  // namespace orrery
