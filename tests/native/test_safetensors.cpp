// safetensors: what is written reads back to the byte, and a corpus of hostile files gets one clear line
// each.
#include "native/io/safetensors.h"

#include <cstring>
#include <random>

#include <nlohmann/json.hpp>

#include "tests/native/support.h"

using namespace orrery;
using namespace orrery::testing;

namespace {

std::string length_bytes(uint64_t length) {
  std::string out(8, '\0');
  std::memcpy(out.data(), &length, 8);
  return out;
}

/// A file with this header text and this many bytes of data.
std::string file_of(const std::string& header, size_t data) {
  return length_bytes(header.size()) + header + std::string(data, '\x01');
}

std::string problem_of(const std::string& content) {
  return failure_of([&] { parse_safetensors(content, "x"); });
}

StoredTensor tensor(std::string name, StoredType type, std::vector<uint64_t> shape, std::string_view bytes) {
  return {std::move(name), type, std::move(shape), bytes};
}

/// A header with one entry, its parts as JSON text.
std::string one(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return R"({"W":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
}

}  // namespace

TEST_CASE("a file reads back what was written, in order, gap-free, its data on 64 bytes", "[safetensors]") {
  const TemporaryFolder folder;
  const std::string a(24, 'a'), b(12, 'b'), c(16, 'c');
  const std::vector<StoredTensor> tensors{
      tensor("W", StoredType::f32, {2, 3}, a), tensor("none", StoredType::f64, {0, 7}, ""),
      tensor("stream.data", StoredType::u32, {3}, b), tensor("counts", StoredType::i64, {2, 1}, c),
      tensor("scalar", StoredType::u8, {}, "x")};
  const Metadata metadata{{"orrery.spec", "{\"a\": \"\\n \u00e9\"}"}, {"empty", ""}};
  write_safetensors(folder / "t.safetensors", tensors, metadata);

  const std::string bytes = read(folder / "t.safetensors");
  uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  CHECK((8 + length) % 64 == 0);
  CHECK(bytes.substr(8 + length) == a + b + c + "x");

  const SafetensorsFile file = read_safetensors(folder / "t.safetensors");
  CHECK(file.metadata == metadata);
  REQUIRE(file.tensors.size() == tensors.size());
  for (const StoredTensor& expected : tensors) {
    const StoredTensor* found = file.find(expected.name);
    REQUIRE(found);
    CHECK(found->type == expected.type);
    CHECK(found->shape == expected.shape);
    CHECK(found->bytes == expected.bytes);
  }
  CHECK(file.find("absent") == nullptr);
}

TEST_CASE("entries may stand in another order than their data, and without metadata", "[safetensors]") {
  const SafetensorsFile file = parse_safetensors(
      file_of(
          R"({"b":{"shape":[1],"dtype":"U8","data_offsets":[4,5]},"a":{"data_offsets":[0,4],"dtype":"F32","shape":[]}}  )",
          5),
      "x");
  REQUIRE(file.tensors.size() == 2);
  CHECK(file.tensors[0].name == "a");
  CHECK(file.tensors[1].bytes.size() == 1);
  CHECK(parse_safetensors(file_of("{}", 0), "x").tensors.empty());
}

TEST_CASE("hostile files are refused with a line that says where", "[safetensors]") {
  struct Hostile {
    const char* why;
    std::string content;
    const char* part;  // of the line
  };
  const std::string good = one("\"F32\"", "[2]", "[0,8]");
  const Hostile corpus[] = {
      {"empty", "", "it has 0 bytes"},
      {"shorter than the length", "abc", "it has 3 bytes"},
      {"header beyond the file", length_bytes(100) + "{}", "claims 100 bytes, the file has 2 more"},
      {"header of 2^64 - 1", length_bytes(~uint64_t{0}) + "{}", "claims 18446744073709551615 bytes"},
      {"header over the limit", length_bytes(kMaxHeaderBytes + 1) + std::string(kMaxHeaderBytes + 1, ' '),
       "headers have 2 to 100000000"},
      {"no header", file_of("", 0), "claims 0 bytes"},
      {"not JSON", file_of("{\"W\":", 0), "JSON: line 1, column 6"},
      {"a list", file_of("[]", 0), "a JSON object, not a list"},
      {"a number", file_of("77", 0), "a JSON object, not a number"},
      {"junk behind the header", file_of("{} {}", 0), "JSON: line 1"},
      {"not UTF-8", file_of("{\"\xff\":1}", 0), "JSON"},
      {"a zero byte in the padding", file_of(std::string("{}\0", 3), 0), "JSON"},
      {"duplicate names",
       file_of(
           R"({"W":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"W":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
           1),
       "\"W\" stands twice"},
      {"duplicate metadata", file_of(R"({"__metadata__":{"a":"1","a":"2"}})", 0), "\"a\" stands twice"},
      {"two metadata", file_of(R"({"__metadata__":{},"__metadata__":{}})", 0),
       "\"__metadata__\" stands twice"},
      {"a key twice in an entry",
       file_of(R"({"W":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1), "\"dtype\" in W"},
      {"an unknown key in an entry", file_of(R"({"W":{"dtype":"U8","strides":[1]}})", 1), "\"strides\" in W"},
      {"no dtype", file_of(R"({"W":{"shape":[1],"data_offsets":[0,1]}})", 1), "W to have dtype"},
      {"no shape", file_of(R"({"W":{"dtype":"U8","data_offsets":[0,1]}})", 1), "W to have dtype"},
      {"no offsets", file_of(R"({"W":{"dtype":"U8","shape":[1]}})", 1), "W to have dtype"},
      {"a number for an entry", file_of(R"({"W":7})", 0), "an object for each name, not a number"},
      {"metadata that is a number", file_of(R"({"__metadata__":{"a":1}})", 0),
       "text in __metadata__, not a number"},
      {"metadata that is nested", file_of(R"({"__metadata__":{"a":{}}})", 0),
       "text in __metadata__, not an object"},
      {"metadata that is null", file_of(R"({"__metadata__":null})", 0), "not null"},
      {"unknown dtype", file_of(one("\"F7\"", "[2]", "[0,8]"), 8), "W.dtype = F7: expected one of BOOL, U8"},
      {"dtype that is a number", file_of(one("32", "[2]", "[0,8]"), 8), "not a number in W"},
      {"shape that is text", file_of(one("\"F32\"", "\"2\"", "[0,8]"), 8), "not text in W"},
      {"a negative extent", file_of(one("\"F32\"", "[-2]", "[0,8]"), 8), "not a negative number in W"},
      {"a fractional extent", file_of(one("\"F32\"", "[2.0]", "[0,8]"), 8), "not whole"},
      {"an extent over 64 bits", file_of(one("\"F32\"", "[18446744073709551616]", "[0,8]"), 8), "too large"},
      {"a nested shape", file_of(one("\"F32\"", "[[2]]", "[0,8]"), 8), "not a list in W"},
      {"a product that overflows to the right length",
       file_of(one("\"F32\"", "[4611686018427387904,4,2]", "[0,0]"), 0), "a size that 64 bits can hold"},
      {"2^62 floats", file_of(one("\"F32\"", "[4611686018427387904]", "[0,0]"), 0),
       "a size that 64 bits can hold"},
      {"one offset", file_of(one("\"F32\"", "[2]", "[0]"), 8), "two data_offsets in W"},
      {"three offsets", file_of(one("\"F32\"", "[2]", "[0,8,8]"), 8), "not a number in W"},
      {"offsets reversed", file_of(one("\"F32\"", "[2]", "[8,0]"), 8), "[8,0]: expected offsets inside"},
      {"offsets beyond the file", file_of(one("\"F32\"", "[4]", "[0,16]"), 8),
       "[0,16]: expected offsets inside the data's 8 bytes"},
      {"offsets near 2^64", file_of(one("\"F32\"", "[2]", "[18446744073709551608,18446744073709551615]"), 8),
       "offsets inside"},
      {"wrong length for the shape", file_of(one("\"F32\"", "[3]", "[0,8]"), 8),
       "expected 12 bytes, as F32 [3] needs"},
      {"truncated data", file_of(good, 7), "offsets inside the data's 7 bytes"},
      {"data left over", file_of(good, 9), "8 bytes of data, as its header says, not 9"},
      {"a gap at the start", file_of(one("\"F32\"", "[2]", "[4,12]"), 12), "leave gaps"},
      {"a gap between",
       file_of(
           R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}})",
           5),
       "leave gaps"},
      {"overlap",
       file_of(
           R"({"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[3],"data_offsets":[2,5]}})",
           5),
       "overlap"},
      {"the same bytes twice",
       file_of(
           R"({"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}})",
           3),
       "overlap"},
      {"nested a hundred thousand deep", file_of(R"({"W":)" + std::string(100000, '['), 0), "not a list"},
      {"a name with line breaks", file_of(R"({"a\nb":7})", 0), "an object for each name"},
  };
  for (const Hostile& hostile : corpus) {
    INFO(hostile.why);
    const std::string line = problem_of(hostile.content);
    CHECK(line.starts_with("x"));
    CHECK(line.find(hostile.part) != std::string::npos);
    CHECK(line.find('\n') == std::string::npos);
    CHECK(line.size() < 500);
    if (line.find(hostile.part) == std::string::npos) UNSCOPED_INFO(line);
  }
}

TEST_CASE("every truncation and every flipped byte is refused or read whole, never worse", "[safetensors]") {
  const std::string bytes(40, 'w');
  const std::vector<StoredTensor> tensors{tensor("W", StoredType::f32, {2, 5}, bytes)};
  const std::string good = safetensors_header(tensors, {{"k", "v"}}) + bytes;
  REQUIRE(problem_of(good).empty());
  for (size_t length = 0; length < good.size(); ++length)
    CHECK_FALSE(problem_of(good.substr(0, length)).empty());

  std::mt19937 random(7);
  int refused = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    std::string bad = good;
    for (int flips = 1 + trial % 3; flips > 0; --flips)
      bad[random() % (good.size() - bytes.size())] = static_cast<char>(random());
    try {
      const SafetensorsFile file = parse_safetensors(bad, "x");
      uint64_t total = 0;
      for (const StoredTensor& t : file.tensors) total += t.bytes.size();
      CHECK(total == bytes.size());
    } catch (const Failure& failure) {
      ++refused;
      CHECK(std::string(failure.what()).find('\n') == std::string::npos);
    }
  }
  CHECK(refused > 10000);
}
