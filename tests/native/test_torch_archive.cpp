// PyTorch archives: what was saved reads back, whatever its type and layout; a corpus of hostile archives gets
// one clear line each, runs nothing and takes no more memory than the file or our largest tensor has.
#include "native/io/torch_archive.h"

#include <array>
#include <random>

#include "native/io/files.h"
#include "native/io/pickle.h"
#include "native/io/safetensors.h"
#include "native/io/zip_archive.h"
#include "tests/native/support.h"
#include "tests/native/torch_files.h"

using namespace orrery;
using namespace orrery::testing;

namespace {

std::vector<float> values_at(const WeightsFile& file, size_t group, size_t tensor) {
  return file.tensors(file.groups().at(group)).at(tensor).values();
}

/// Reads the archive and every tensor in it; the line with which that fails, or empty.
std::string problem_of(const std::string& content) {
  return failure_of([&] {
    const auto file = parse_weights(content, "x");
    for (const WeightsFile::Group& group : file->groups()) {
      for (const WeightsTensor& tensor : file->tensors(group)) tensor.values();
    }
  });
}

/// An archive whose pickle is `value`, with one storage of six floats.
std::string archive_of(const std::string& value) {
  return torch_archive(value, {bytes_of<float>({1, 2, 3, 4, 5, 6})});
}

std::string six_floats() {
  return pickled::storage("FloatStorage", "0", 6);
}

/// {"W": tensor}
std::string one_tensor(const std::string& storage, int64_t offset, const std::vector<int64_t>& shape,
                       const std::vector<int64_t>& strides) {
  return pickled::dict({{"W", pickled::tensor(storage, offset, shape, strides)}});
}

std::string repeated(const std::string& piece, size_t times) {
  std::string out;
  out.reserve(piece.size() * times);
  for (size_t i = 0; i < times; ++i) out += piece;
  return out;
}

struct CPythonPickle {
  int protocol;
  const char* bytes;
  size_t size;
};
constexpr CPythonPickle kCPythonPickles[] = {
#include "tests/fixtures/pickles.inc"
};

}  // namespace

TEST_CASE("a state dictionary reads back, saved from a GPU or not", "[torch-archive]") {
  const std::string device = GENERATE("cpu", "cuda:0", "cuda:1");
  const auto file = parse_weights(
      state_dict_archive(
          {{"embed.W_E", {2, 3}, {1, -2, 3.5f, 4, 5, 1e-30f}}, {"scale", {}, {7}}, {"none", {0, 4}, {}}},
          device),
      "x");
  REQUIRE(file->groups().size() == 1);
  CHECK(file->groups()[0].path.empty());
  const auto tensors = file->tensors(file->groups()[0]);
  REQUIRE(tensors.size() == 3);
  CHECK(tensors[0].name == "embed.W_E");
  CHECK(tensors[0].type == StoredType::f32);
  CHECK(tensors[0].shape == std::vector<uint64_t>{2, 3});
  CHECK(tensors[0].values() == std::vector<float>{1, -2, 3.5f, 4, 5, 1e-30f});
  CHECK(tensors[1].shape.empty());
  CHECK(tensors[1].values() == std::vector<float>{7});
  CHECK(tensors[2].values().empty());
}

TEST_CASE("strides and offsets are honoured, and storages may be shared", "[torch-archive]") {
  using namespace pickled;
  const auto file = parse_weights(archive_of(dict({{"all", tensor(six_floats(), 0, {2, 3}, {3, 1})},
                                                   {"transposed", tensor(six_floats(), 0, {3, 2}, {1, 3})},
                                                   {"column", tensor(six_floats(), 2, {2}, {3})},
                                                   {"cube", tensor(six_floats(), 1, {1, 2, 2}, {99, 1, 2})},
                                                   {"repeated", tensor(six_floats(), 4, {2, 3}, {0, 0})},
                                                   {"expanded", tensor(six_floats(), 1, {2, 5}, {1, 0})}})),
                                  "x");
  CHECK(values_at(*file, 0, 0) == std::vector<float>{1, 2, 3, 4, 5, 6});
  CHECK(values_at(*file, 0, 1) == std::vector<float>{1, 4, 2, 5, 3, 6});
  CHECK(values_at(*file, 0, 2) == std::vector<float>{3, 6});
  CHECK(values_at(*file, 0, 3) == std::vector<float>{2, 4, 3, 5});
  CHECK(values_at(*file, 0, 4) == std::vector<float>(6, 5.0f));
  CHECK(values_at(*file, 0, 5) == std::vector<float>{2, 2, 2, 2, 2, 3, 3, 3, 3, 3});
}

TEST_CASE("every usual type becomes float", "[torch-archive]") {
  struct Typed {
    const char* type;
    std::string bytes;
    std::vector<float> expected;
  };
  const Typed cases[] = {
      {"DoubleStorage", bytes_of<double>({0.1, -1e300}), {0.1f, -std::numeric_limits<float>::infinity()}},
      {"FloatStorage", bytes_of<float>({0.1f, -2}), {0.1f, -2}},
      {"HalfStorage",
       bytes_of<uint16_t>({0x3555, 0xC000, 0x0001, 0x83FF, 0x7C00, 0x7BFF}),
       {0.333251953125f, -2, 5.9604644775390625e-8f, -6.09755516e-5f, std::numeric_limits<float>::infinity(),
        65504}},
      {"BFloat16Storage", bytes_of<uint16_t>({0x3F80, 0xC2F7}), {1, -123.5f}},
      {"LongStorage", bytes_of<int64_t>({1ll << 40, -3}), {1099511627776.0f, -3}},
      {"IntStorage", bytes_of<int32_t>({7, -70000}), {7, -70000}},
      {"ShortStorage", bytes_of<int16_t>({7, -300}), {7, -300}},
      {"CharStorage", bytes_of<int8_t>({7, -100}), {7, -100}},
      {"ByteStorage", bytes_of<uint8_t>({7, 200}), {7, 200}},
      {"BoolStorage", bytes_of<uint8_t>({1, 0}), {1, 0}},
  };
  for (const Typed& typed : cases) {
    INFO(typed.type);
    const auto count = static_cast<int64_t>(typed.expected.size());
    const auto file = parse_weights(
        torch_archive(one_tensor(pickled::storage(typed.type, "0", count), 0, {count}, {1}), {typed.bytes}),
        "x");
    CHECK(values_at(*file, 0, 0) == typed.expected);
  }
}

TEST_CASE("pickles as CPython writes them, in every protocol", "[torch-archive]") {
  for (const CPythonPickle& pickle : kCPythonPickles) {
    INFO("protocol " << pickle.protocol);
    const auto file =
        parse_weights(zip({{"best model/data.pkl", std::string(pickle.bytes, pickle.size)},
                           {"best model/byteorder", pickle.protocol % 2 ? "little" : "little\n"},
                           {"best model/data/0", bytes_of<float>({1, 2, 3, 4, 5, 6})}}),
                      "x");
    REQUIRE(file->groups().size() == 1);  // `alias` is the same dictionary
    CHECK(file->groups()[0].path == "model");
    CHECK(file->groups()[0].names == std::vector<std::string_view>{"W", "b"});
    CHECK(values_at(*file, 0, 0) == std::vector<float>{1, 2, 3, 4, 5, 6});
    CHECK(values_at(*file, 0, 1) == std::vector<float>{2, 5});
  }
}

TEST_CASE("plain data around the tensors is told by its path", "[torch-archive]") {
  using namespace pickled;
  const std::string parameter =
      call(global("torch._utils", "_rebuild_parameter"),
           tuple({tensor(six_floats(), 0, {6}, {1}), truth(true), ordered_dict({})}));
  const std::string moments =
      "}(" + integer(0) + dict({{"exp_avg", tensor(six_floats(), 0, {6}, {1})}}) + "u";
  const auto file = parse_weights(
      archive_of(dict(
          {{"config", dict({{"device", call(global("torch", "device"), tuple({text("cuda"), integer(0)}))},
                            {"size", call(global("torch", "Size"), tuple({shape({2, 3})}))}})},
           {"runs", list({tuple({real(1), dict({{"state_dict", ordered_dict({{"W", parameter}})}})})})},
           {"optimizer", dict({{"state", moments}})},
           {"losses", list({real(4.7), real(1e-7), none()})}})),
      "x");
  std::vector<std::string> paths;
  for (const WeightsFile::Group& group : file->groups()) paths.push_back(group.path);
  CHECK(paths == std::vector<std::string>{"optimizer.state.0", "runs.0.1.state_dict"});
  CHECK(values_at(*file, 1, 0).size() == 6);
}

TEST_CASE("a key that is set twice keeps its last value, as in Python", "[torch-archive]") {
  using namespace pickled;
  const auto file = parse_weights(archive_of(dict({{"W", tensor(six_floats(), 0, {1}, {1})},
                                                   {"V", tensor(six_floats(), 1, {1}, {1})},
                                                   {"W", tensor(six_floats(), 2, {1}, {1})}})),
                                  "x");
  CHECK(file->groups()[0].names == std::vector<std::string_view>{"W", "V"});
  CHECK(values_at(*file, 0, 0) == std::vector<float>{3});
}

TEST_CASE("zip64, comments and PyTorch's padding are read", "[torch-archive]") {
  const std::vector<ZipFile> files{{"m/data.pkl", pickled::file(one_tensor(six_floats(), 0, {6}, {1}))},
                                   {"m/data/0", bytes_of<float>({1, 2, 3, 4, 5, 6})}};
  ZipForm form;
  form.zip64 = GENERATE(false, true);
  form.comment = GENERATE("", "a comment with PK\x05\x06 in it");
  CHECK(values_at(*parse_weights(zip(files, form), "x"), 0, 0) == std::vector<float>{1, 2, 3, 4, 5, 6});
  const auto entries = zip_entries(zip(files, form), "x");
  CHECK(entries.at(1).name == "m/data/0");
}

TEST_CASE("CRC-32 is the one of zip", "[torch-archive]") {
  CHECK(crc32_of("123456789") == 0xCBF43926);
  CHECK(crc32_of("") == 0);
}

TEST_CASE("safetensors files have one dictionary", "[torch-archive]") {
  const std::string bytes = bytes_of<float>({1, 2, 3, 4, 5, 6});
  const std::vector<StoredTensor> tensors{{"W", StoredType::f32, {2, 3}, bytes}};
  const auto file = parse_weights(safetensors_header(tensors, {}) + bytes, "x");
  CHECK(values_at(*file, 0, 0) == std::vector<float>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("classes and functions are refused by name and nothing runs", "[torch-archive]") {
  using namespace pickled;
  const TemporaryFolder folder;
  const std::string mark = (folder / "ran").string();
  const std::string command = tuple({text("touch " + mark)});
  const std::string file = text("x");
  struct Foreign {
    std::string value, name;
  };
  const Foreign corpus[] = {
      {call(global("os", "system"), command), "os.system"},
      {call(global("posix", "system"), command), "posix.system"},
      {call(text("os") + text("system") + "\x93", command), "os.system"},
      {"(" + text("touch " + mark) + "ios\nsystem\n", "os.system"},
      {"(" + global("os", "system") + text("touch " + mark) + "o", "os.system"},
      {global("__main__", "Config") + tuple({}) + "\x81", "__main__.Config"},
      {call(global("builtins", "eval"), tuple({text("1")})), "builtins.eval"},
      {call(global("collections", "defaultdict"), tuple({})), "collections.defaultdict"},
      {call(global("numpy.core.multiarray", "_reconstruct"), tuple({})),
       "numpy.core.multiarray._reconstruct"},
      {call(global("torch._utils", "_rebuild_sparse_tensor"), tuple({})),
       "torch._utils._rebuild_sparse_tensor"},
      {global("torch", "ComplexFloatStorage"), "torch.ComplexFloatStorage"},
      {global("torch.nn.modules.linear", "Linear"), "torch.nn.modules.linear.Linear"},
      {global("collections.OrderedDict", "clear"), "collections.OrderedDict.clear"},
      {global("evil\x1b[31m", std::string(1000, 'a')), "evil [31m.aaaa"},
      // Behind tensors, and where nobody looks.
      {dict({{"W", tensor(six_floats(), 0, {6}, {1})}, {"hook", global("os", "system")}}), "os.system"},
      {global("os", "system") + "0" + file, "os.system"},
  };
  for (const Foreign& foreign : corpus) {
    const std::string line = problem_of(archive_of(foreign.value));
    INFO(line);
    CHECK(line.starts_with("x: archive/data.pkl: class or function = " + foreign.name));
    CHECK(line.find("nothing else is loaded or run") != std::string::npos);
    CHECK(line.size() < 400);
  }
  CHECK_FALSE(std::filesystem::exists(mark));
}

TEST_CASE("hostile archives are refused with a line that says where", "[torch-archive]") {
  using namespace pickled;
  struct Hostile {
    const char* why;
    std::string content;
    const char* part;  // of the line
  };
  const std::string six = bytes_of<float>({1, 2, 3, 4, 5, 6});
  const std::string good = archive_of(one_tensor(six_floats(), 0, {2, 3}, {3, 1}));
  REQUIRE(problem_of(good).empty());
  const std::string tar = std::string(257, 'a') + "ustar" + std::string(250, '\0');
  const auto with_pickle = [&](const std::string& pickle) {
    return zip({{"archive/data.pkl", pickle}, {"archive/data/0", six}});
  };
  const auto with_value = [&](const std::string& value) { return with_pickle(file(value)); };
  const auto view = [&](const char* of) {
    return call(global("torch._utils", "_rebuild_tensor_v2"),
                tuple({six_floats(), integer(0), shape({6}), shape({1}), truth(false), ordered_dict({}),
                       dict({{of, truth(true)}})}));
  };
  const ZipForm deflated{false, 8, 0x808, "", 0}, encrypted{false, 0, 0x809, "", 0},
      damaged{false, 0, 0x808, "", 1};
  std::string moved = good;
  moved[moved.find("archive/data/0")] = 'b';  // in the local header only
  const Hostile corpus[] = {
      // No archive of PyTorch's.
      {"empty", "", "a PyTorch archive (.pt, .pth: a zip file) or a safetensors file"},
      {"text", "not an archive\n", "a PyTorch archive"},
      {"a bare pickle", file(none()), "this is a bare pickle"},
      {"PyTorch before 1.6",
       std::string("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15) + "more",
       "the format of PyTorch before 1.6"},
      {"a tar archive", tar, "this is a tar archive"},
      {"a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
       "this is a Git LFS pointer"},
      {"a TorchScript program",
       zip({{"m/data.pkl", file(none())}, {"m/code/__torch__.py", ""}, {"m/constants.pkl", file(none())}},
           deflated),
       "this is a TorchScript program"},
      {"a zip of something else", zip({{"readme.txt", "hello"}}), "this zip file has no data.pkl"},
      {"two pickles", zip({{"a/data.pkl", file(none())}, {"b/data.pkl", file(none())}}), "it has several"},
      // Zip.
      {"only a local header", good.substr(0, 40), "its end is missing"},
      {"cut short", good.substr(0, good.size() / 2), "its end is missing"},
      {"the last byte missing", good.substr(0, good.size() - 1), "its end is missing"},
      {"the first byte missing", good.substr(1), "a PyTorch archive"},
      {"compressed", zip({{"a/data.pkl", file(none())}}, deflated), "stored, not compressed (method 8)"},
      {"encrypted", zip({{"a/data.pkl", file(none())}}, encrypted), "not encrypted"},
      {"damaged", zip({{"a/data.pkl", file(none())}}, damaged), "CRC-32"},
      {"one name twice", zip({{"a/data.pkl", file(none())}, {"a/data/0", "1"}, {"a/data/0", "2"}}),
       "each name once"},
      {"local and central names that differ", moved, "a local header like its entry"},
      {"written on a big-endian machine", zip({{"a/data.pkl", file(none())}, {"a/byteorder", "big"}}),
       "byteorder = big: expected little"},
      // Storages.
      {"no storage", zip({{"archive/data.pkl", file(one_tensor(six_floats(), 0, {6}, {1}))}}),
       "x: W: expected its storage data/0 in the archive"},
      {"a storage elsewhere", with_value(one_tensor(storage("FloatStorage", "../data.pkl", 6), 0, {6}, {1})),
       "x: W: expected its storage data/../data.pkl"},
      {"a storage that is too short", with_value(one_tensor(storage("FloatStorage", "0", 7), 0, {6}, {1})),
       "x: W = 24 bytes in data/0: expected the bytes of 7 elements of F32"},
      {"a storage that is too long", with_value(one_tensor(storage("FloatStorage", "0", 5), 0, {5}, {1})),
       "the bytes of 5 elements of F32"},
      {"a storage of another type", with_value(one_tensor(storage("DoubleStorage", "0", 6), 0, {6}, {1})),
       "the bytes of 6 elements of F64"},
      {"a storage of 2^62 elements",
       with_value(one_tensor(storage("FloatStorage", "0", int64_t{1} << 62), 0, {6}, {1})),
       "bytes of 4611686"},
      {"a storage of -1 elements", with_value(one_tensor(storage("FloatStorage", "0", -1), 0, {6}, {1})),
       "a persistent id that names a storage"},
      {"a persistent id of another kind",
       with_value(
           tuple({text("module"), global("torch", "FloatStorage"), text("0"), text("cpu"), integer(6)}) +
           "Q"),
       "a persistent id that names a storage"},
      {"a persistent id that is text", with_value(text("0") + "Q"), "arguments as a tuple"},
      // Tensors.
      {"a shape beyond its storage", with_value(one_tensor(six_floats(), 0, {7}, {1})),
       "x: W = F32 [7]: expected a shape, strides and offset that stay inside the 6 elements"},
      {"an offset beyond", with_value(one_tensor(six_floats(), 3, {2, 2}, {2, 1})),
       "stay inside the 6 elements"},
      {"strides beyond", with_value(one_tensor(six_floats(), 0, {2, 3}, {4, 1})),
       "stay inside the 6 elements"},
      {"strides of 0 that claim a billion elements", with_value(one_tensor(six_floats(), 0, {1 << 30}, {0})),
       "x: W = F32 [1073741824]: expected at most 67108864 elements where they repeat the 6 of data/0"},
      {"extents whose product is 2^64",
       with_value(one_tensor(six_floats(), 0, {int64_t{1} << 32, int64_t{1} << 32}, {0, 0})),
       "stay inside the 6 elements"},
      {"strides that wrap around",
       with_value(one_tensor(six_floats(), 0, {3, 2}, {int64_t{1} << 62, int64_t{1} << 62})), "stay inside"},
      {"a negative stride", with_value(one_tensor(six_floats(), 5, {6}, {-1})),
       "the arguments that _rebuild_tensor_v2 takes"},
      {"a negative offset", with_value(one_tensor(six_floats(), -1, {6}, {1})), "_rebuild_tensor_v2"},
      {"fewer strides than extents", with_value(one_tensor(six_floats(), 0, {2, 3}, {1})),
       "_rebuild_tensor_v2"},
      {"a tensor without arguments",
       with_value(call(global("torch._utils", "_rebuild_tensor_v2"), tuple({}))), "_rebuild_tensor_v2"},
      {"a tensor of a list",
       with_value(call(global("torch._utils", "_rebuild_tensor_v2"),
                       tuple({list({}), integer(0), shape({1}), shape({1})}))),
       "_rebuild_tensor_v2"},
      {"a view of negated numbers", with_value(view("neg")), "not a \"neg\" view of them"},
      {"a view of conjugated numbers", with_value(view("conj")), "not a \"conj\" view of them"},
      {"a parameter of a number",
       with_value(call(global("torch._utils", "_rebuild_parameter"), tuple({integer(1)}))),
       "_rebuild_parameter"},
      {"a storage class that is called",
       with_value(call(global("torch", "FloatStorage"), tuple({integer(9)}))), "no call of FloatStorage"},
      {"a dictionary that is called", with_value(call(dict({}), tuple({}))), "a function to call"},
      {"state for a tensor", with_value(tensor(six_floats(), 0, {6}, {1}) + dict({}) + "b"),
       "state only for a dictionary"},
      // The pickle's form.
      {"an empty pickle", with_pickle(""), "it ends inside a value"},
      {"protocol 0", with_pickle("I1\n."), "a pickle of protocol 2 to 5"},
      {"protocol 6", with_pickle(file(none(), 6)), "protocol 2 to 5, not 6"},
      {"no stop", with_pickle("\x80\x02N"), "it ends inside a value"},
      {"nothing to stop with", with_pickle("\x80\x02."), "a value on the stack"},
      {"text beyond the end", with_pickle("\x80\x02X\xff\xff\xff\x7fN."), "it ends inside a value"},
      {"text of 2^64 - 1 bytes", with_pickle("\x80\x04\x8d" + std::string(8, '\xff') + "N."),
       "it ends inside"},
      {"a number of 2^31 bytes", with_pickle(std::string("\x80\x02\x8b\x00\x00\x00\x80N.", 10)),
       "it ends inside"},
      {"a name without end",
       with_pickle("\x80\x02"
                   "ctorch\nFloat"),
       "it ends inside a name"},
      {"an opcode of protocol 0", with_value("I1\n"), "plain data, not 73 (I)"},
      {"an extension", with_value("\x82\x01"), "plain data, not 130"},
      {"a buffer from outside", with_value("\x97"), "plain data, not 151"},
      {"a memo that was never set", with_value("h\x05"), "a memo that was set, not 5"},
      {"an append to a number", with_value(integer(1) + integer(2) + "a"), "a list to append to"},
      {"a key without value", with_value("}(" + text("a") + "u"), "a value for each key"},
      {"an item for a list", with_value("]" + integer(1) + integer(2) + "s"), "a dictionary to set in"},
      {"no mark", with_value("t"), "a mark on the stack"},
      {"a value from below the mark", with_value(integer(1) + "(" + "\x85"), "1 values on the stack"},
      {"a name that is a number", with_pickle("\x80\x04" + text("os") + integer(1) + "\x93."),
       "a name as text"},
      {"dictionaries nested a hundred deep",
       with_value(repeated("}" + text("a"), 100) + one_tensor(six_floats(), 0, {6}, {1}) +
                  repeated("s", 100)),
       "at most 64 levels deep"},
      {"lists nested a million deep", with_value(repeated("]", 1000001) + repeated("a", 1000000)),
       "at most 64 levels deep"},
      {"marks without end", with_value(repeated("(", kMaxPickleValues + 1)), "at most 4194304 values"},
      {"values without end", with_value(repeated("N", kMaxPickleValues + 1)), "at most 4194304 values"},
      {"memos without end", with_pickle("\x80\x04N" + repeated("\x94", kMaxPickleValues + 1)),
       "at most 4194304 values"},
  };
  for (const Hostile& hostile : corpus) {
    const std::string line = problem_of(hostile.content);
    INFO(hostile.why << ": " << line);
    CHECK(line.starts_with("x"));
    CHECK(line.find(hostile.part) != std::string::npos);
    CHECK(line.find('\n') == std::string::npos);
    CHECK(line.size() < 400);
  }
}

TEST_CASE("values that hold themselves and values without number are walked once", "[torch-archive]") {
  using namespace pickled;
  const std::string tensors = one_tensor(six_floats(), 0, {6}, {1});
  // A list that holds itself and a dictionary; memo 1 far away, so that it may not cost what it says.
  const std::string far = std::string("r\xfe\xff\xff\xff", 5), get = std::string("j\xfe\xff\xff\xff", 5);
  const auto file = parse_weights(archive_of("]" + far + "(" + get + tensors + get + "e"), "x");
  REQUIRE(file->groups().size() == 1);
  CHECK(file->groups()[0].path == "1");

  // Sixty levels of ten references each to the level below: 10^60 paths to one dictionary.
  std::string levels = tensors + "q\x01";
  for (int level = 0; level < 60; ++level) levels += "0](" + repeated("h\x01", 10) + "eq\x01";
  CHECK(parse_weights(archive_of(levels), "x")->groups().size() == 1);
}

TEST_CASE("optimizer state is not looked at", "[torch-archive]") {
  using namespace pickled;
  const std::string broken = tensor(storage("FloatStorage", "17", 6), 0, {6}, {1});
  const auto file = parse_weights(archive_of(dict({{"model", one_tensor(six_floats(), 0, {6}, {1})},
                                                   {"optimizer", dict({{"exp_avg", broken}})}})),
                                  "x");
  REQUIRE(file->groups().size() == 2);
  CHECK(file->tensors(file->groups()[0]).size() == 1);
  CHECK(failure_of([&] { file->tensors(file->groups()[1]); }) ==
        "x: exp_avg: expected its storage data/17 in the archive");
}

TEST_CASE("every truncation and flipped bytes are refused or read whole, never worse", "[torch-archive]") {
  const std::string good = state_dict_archive({{"W", {2, 2}, {1, 2, 3, 4}}, {"b", {3}, {1, 2, 3}}});
  REQUIRE(problem_of(good).empty());
  for (size_t length = 0; length < good.size(); ++length)
    CHECK_FALSE(problem_of(good.substr(0, length)).empty());

  std::mt19937 random(11);
  int refused = 0;
  const int64_t trials = 20000 / kShorter;
  for (int64_t trial = 0; trial < trials; ++trial) {
    std::string bad = good;
    for (int flips = 1 + static_cast<int>(trial % 3); flips > 0; --flips)
      bad[random() % bad.size()] = static_cast<char>(random());
    refused += !problem_of(bad).empty();
  }
  CHECK(refused > trials / 2);

  // Inside the pickle, behind a CRC-32 that is right.
  const std::string pickle(zip_entries(good, "x").at(0).bytes);
  for (int64_t trial = 0; trial < trials; ++trial) {
    std::string bad = pickle;
    for (int flips = 1 + static_cast<int>(trial % 3); flips > 0; --flips)
      bad[random() % bad.size()] = static_cast<char>(random());
    const std::string line = problem_of(zip({{"archive/data.pkl", bad},
                                             {"archive/data/0", bytes_of<float>({1, 2, 3, 4})},
                                             {"archive/data/1", bytes_of<float>({1, 2, 3})}}));
    CHECK(line.find('\n') == std::string::npos);
  }
}
