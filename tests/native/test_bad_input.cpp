// Bad input from outside: each case gets one line on stderr that names the field, the value and what was
// expected, its exit code, and leaves what was there as it was.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "native/io/files.h"
#include "native/io/safetensors.h"
#include "tests/native/support.h"

using namespace orrery;
using namespace orrery::testing;
namespace fs = std::filesystem;

namespace {

constexpr unsigned kNobody = 65534;

/// In the child: gives up root's right to write everywhere.
void drop_privileges() {
  if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) ::_exit(126);
}

std::string trained(const TemporaryFolder& folder) {
  REQUIRE(run_orrery({"train", "--preset", "superposition-quick", "--set", "steps=100", "--out",
                      (folder / "run").string()})
              .code == 0);
  return (folder / "run" / "checkpoints" / "step_0000100.safetensors").string();
}

}  // namespace

TEST_CASE("a bad description stops the program before it makes a folder", "[bad-input]") {
  const TemporaryFolder folder;
  write(folder / "notjson.json", "steps: 10\n");
  write(folder / "unknown.json", R"({"task": {"sparsity": 0.9}})");
  write(folder / "twice.json", R"({"seed": 1, "seed": 2})");
  write(folder / "format.json", R"({"format": 7})");
  const std::string out = (folder / "out").string();
  struct Bad {
    std::vector<std::string> arguments;
    std::string line;
  };
  const Bad corpus[] = {
      {{"--spec", "notjson.json"},
       "orrery: notjson.json: expected JSON: line 1, column 1: syntax error while parsing value - invalid "
       "literal; last read: 's'\n"},
      {{"--spec", "unknown.json"},
       "orrery: unknown.json: task.sparsity = 0.9: expected a field of the run description (orrery schema "
       "lists them)\n"},
      {{"--spec", "twice.json"}, "orrery: twice.json: expected JSON: the key \"seed\" stands twice\n"},
      {{"--spec", "format.json"},
       "orrery: format.json: format = 7: expected a whole number from 1 to 1 (a newer orrery may read this "
       "file)\n"},
      {{"--preset", "grokking-live", "--set", "task.group=C9999"},
       "orrery: task.group = C9999: expected a group of at most 2048 elements; this one has 9999, and its "
       "product "
       "table alone would take 200.0 MB\n"},
      {{"--preset", "grokking-live", "--set", "task.group=C1"},
       "orrery: task.group = C1: expected a group of at least 2 elements: with one there is one answer\n"},
      {{"--preset", "grokking-live", "--set", "task.group=five"},
       "orrery: task.group = five: expected C<n>, D<m> of order 2m, S3 to S6, A4 to A6, Q8, Z2^<k>, F20, "
       "F21, or a "
       "product of these such as C3xS3\n"},
      {{"--preset", "grokking-live", "--set", "task.train_fraction=1e-9"},
       "orrery: task.train_fraction = 1e-9: expected a fraction that leaves at least one of 3481 pairs to "
       "train "
       "on and one to test with\n"},
      {{"--preset", "grokking-live", "--set", "task.split=unknown"},
       "orrery: task.split = unknown: expected orrery, torch or cpython: without a split there is nothing to "
       "train on\n"},
      {{"--preset", "grokking-mainline", "--set", "model.heads=5"},
       "orrery: model.heads = 5: expected a number that divides model.d_model = 128, or model.d_head to be "
       "given\n"},
      {{"--preset", "grokking-mainline", "--set", "model.kind=toy-autoencoder"},
       "orrery: model.kind = \"toy-autoencoder\": expected transformer or pair-network, the networks of "
       "task.kind "
       "pairs\n"},
      {{"--spec", "missing.json"}, "orrery: can't read missing.json: No such file or directory\n"},
      {{"--spec", "."}, "orrery: can't read .: Is a directory\n"},
      {{"--set", "task.features=0"}, "orrery: task.features = 0: expected a whole number from 1 to 4096\n"},
      {{"--set", "task.density=2"},
       "orrery: task.density = 2: expected a number (or a list of them) above 0 and at most 1\n"},
      {{"--set", "task.importance=[1,1,-1,1,1]"},
       "orrery: task.importance = -1: expected a number (or a list of them) from 0 to 1000000\n"},
      {{"--set", "task.sparsity=0.9"},
       "orrery: task.sparsity = 0.9: expected a field of the run description (orrery schema lists them)\n"},
      {{"--set", "model.output=tanh"}, "orrery: model.output = tanh: expected relu or linear\n"},
      {{"--set", "steps"}, "orrery: --set = steps: expected path=value\n"},
      {{"--set", "task.density=[0.1,0.2]"},
       "orrery: task.density = [0.1,0.2]: expected one number or 5 numbers, one a feature\n"},
      {{"--preset", "nosuch"}, "orrery: preset = nosuch: expected one of superposition-intro, "},
      {{"--backend", "torch"},
       "orrery: --backend = torch: expected eigen, the only backend of this installation"},
      {{"--backend", "jax"}, "orrery: --backend: jax not in {eigen,torch}"},
      {{"--device", "cuda"}, "orrery: --device = cuda: expected cpu; the eigen backend has no other"},
      {{"--preset", "superposition-quick", "--spec", "unknown.json"}, "orrery: --preset excludes --spec"},
      {{"--nosuch"}, "orrery: The following argument was not expected: --nosuch"},
  };
  for (const Bad& bad : corpus) {
    std::vector<std::string> arguments{"train", "--out", out};
    arguments.insert(arguments.end(), bad.arguments.begin(), bad.arguments.end());
    const Outcome outcome = run_orrery(arguments, {}, folder.path());
    INFO(bad.line);
    CHECK(outcome.code == 2);
    CHECK(outcome.err.substr(0, bad.line.size()) == bad.line);
    CHECK(is_one_line(outcome.err));
    CHECK(outcome.out.empty());
    CHECK_FALSE(fs::exists(out));
  }
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{}, {"nosuch"}, {"train"}, {"measure"}}) {
    const Outcome outcome = run_orrery(arguments);
    CHECK(outcome.code == 2);
    CHECK(is_one_line(outcome.err));
  }
  CHECK(run_orrery({"nosuch"})
            .err.starts_with("orrery: SUBCOMMAND = nosuch: expected one of train, measure, "));
}

TEST_CASE("a large file that is something else is refused by how it begins", "[bad-input]") {
  const TemporaryFolder folder;
  constexpr auto kTooLarge = uint64_t{1} << 36;  // with holes; to read it would take minutes
  for (const char* name : {"zeros.pt", "text.pt"}) {
    write(folder / name, name[0] == 't' ? std::string(600, 't') : "");
    fs::resize_file(folder / name, kTooLarge);
  }
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"import", "zeros.pt", "--layout", "clock-pizza", "-o", "out"},
        {"import", "text.pt", "--layout", "clock-pizza", "-o", "out"},
        {"measure", "zeros.pt"},
        {"measure", "text.pt"}}) {
    const Outcome outcome = run_orrery(arguments, {}, folder.path());
    CHECK(outcome.code == 2);
    CHECK(outcome.err.find("a safetensors file") != std::string::npos);
  }
}

TEST_CASE(
    "a checkpoint whose description asks for more memory than there is, is compared with its tensors first",
    "[bad-input]") {
  const TemporaryFolder folder;
  const std::string run = (folder / "run").string();
  REQUIRE(
      run_orrery({"train", "--preset", "grokking-live", "--set", "task.group=C5", "steps=1", "--out", run})
          .code == 0);
  const SafetensorsFile file = read_safetensors(folder / "run" / "checkpoints" / "step_0000001.safetensors");
  Metadata metadata = file.metadata;
  std::string& spec = metadata.at("orrery.spec");
  spec.replace(spec.find("\"C5\""), 4, "\"C2048\"");
  write_safetensors(folder / "large", file.tensors, metadata);
  const auto little_memory = [] {
    const rlimit limit{uint64_t{1} << 30, uint64_t{1} << 30};  // its logits alone would take 69 GB
    if (::setrlimit(RLIMIT_DATA, &limit) != 0) ::_exit(126);
  };
  const Outcome outcome = run_orrery({"measure", (folder / "large").string()}, little_memory);
  CHECK(outcome.code == 2);
  CHECK(is_one_line(outcome.err));
  CHECK(outcome.err.find("W_x = F32 [") != std::string::npos);
}

TEST_CASE("what is read from a file reaches the terminal as printable text", "[bad-input]") {
  CHECK(one_line("p\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80") == "p\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  CHECK(one_line("\xff\xc3 \xe2\x82") == "?? ??");
  CHECK(one_line("\x1b[31m\xc2\x9b\n") == " [31m  ");
  CHECK(one_line("\xed\xa0\x80\xc0\x80") == "?????");  // a surrogate, an overlong zero
}

TEST_CASE("help and version go to standard output", "[bad-input]") {
  const Outcome version = run_orrery({"--version"});
  CHECK(version.code == 0);
  CHECK(version.out.starts_with("orrery "));
  for (const char* command : {"train", "measure", "presets", "schema", "bench", "site-data", "reproduce"}) {
    const Outcome help = run_orrery({command, "--help"});
    CHECK(help.code == 0);
    CHECK(help.out.find("Example") != std::string::npos);
    CHECK(help.err.empty());
  }
}

TEST_CASE("a checkpoint that is not this program's gets one line", "[bad-input]") {
  const TemporaryFolder folder;
  const std::string good = trained(folder);
  const SafetensorsFile file = read_safetensors(good);
  const std::string bytes = read(good);
  const auto with = [&](const std::string& name, std::vector<StoredTensor> tensors, Metadata metadata) {
    write_safetensors(folder / name, tensors, metadata);
    return name;
  };
  const auto without = [&](const std::string& gone) {
    std::vector<StoredTensor> tensors = file.tensors;
    std::erase_if(tensors, [&](const StoredTensor& tensor) { return tensor.name == gone; });
    return tensors;
  };
  const auto metadata = [&](const std::string& key, const std::string& value) {
    Metadata changed = file.metadata;
    changed[key] = value;
    return changed;
  };
  write(folder / "truncated", bytes.substr(0, bytes.size() - 100));
  write(folder / "half-header", bytes.substr(0, 200));
  write(folder / "text", "this is no checkpoint at all");
  write(folder / "archive", "PK\x03\x04 and so on");
  write(folder / "pointer", "version https://git-lfs.github.com/spec/v1\n");
  write(folder / "pickle", std::string("\x80\x02}q\x00", 5));
  std::vector<StoredTensor> renamed = file.tensors;
  renamed[0].name = "embed.W_E";
  std::vector<StoredTensor> flat = file.tensors;
  flat[0].shape = {10};
  std::vector<StoredTensor> unsigned_ = file.tensors;
  unsigned_[0].type = StoredType::u32;
  std::string other = file.metadata.at("orrery.spec");
  other.replace(other.find("\"features\":5"), 12, "\"features\":7");

  struct Bad {
    std::string file;
    const char* part;
  };
  const Bad corpus[] = {
      {"truncated", "truncated: stream.data.data_offsets = "},
      {"half-header", "half-header: expected a safetensors file: its header claims"},
      {"text", "text: expected a safetensors file: its header claims"},
      {"pickle", "pickle: expected a safetensors file: it has 5 bytes"},
      {"missing", "can't read missing: No such file"},
      {".", ".: expected a checkpoint, or a run's folder that holds one"},
      {"archive",
       "archive: expected a safetensors file; this is a zip archive, as PyTorch's are (orrery import "
       "reads those)"},
      {"pointer", "pointer: expected a safetensors file; this is a Git LFS pointer"},
      {with("bare", file.tensors, {}), "bare: __metadata__: expected orrery.spec"},
      {with("stepless", file.tensors, {{"orrery.spec", file.metadata.at("orrery.spec")}}),
       "stepless: __metadata__: expected orrery.step"},
      {with("badstep", file.tensors, metadata("orrery.step", "-3")), "badstep: orrery.step = -3: expected"},
      {with("badspec", file.tensors, metadata("orrery.spec", "{")),
       "badspec: orrery.spec: expected JSON: line 1"},
      {with("newer", file.tensors, metadata("orrery.spec", "{\"format\":9}")),
       "newer: orrery.spec: format = 9"},
      {with("other", file.tensors, metadata("orrery.spec", other)),
       "other: W = F32 [2,5]: expected F32 [2,7]"},
      {with("lost", without("W"), file.metadata), "lost: expected the tensor W F32 [2,5]"},
      {with("renamed", renamed, file.metadata), "renamed: expected the tensor W F32 [2,5]"},
      {with("flat", flat, file.metadata), "flat: W = F32 [10]: expected F32 [2,5]"},
      {with("unsigned", unsigned_, file.metadata), "unsigned: W = U32 [2,5]: expected F32 [2,5]"},
  };
  for (const Bad& bad : corpus) {
    const Outcome outcome = run_orrery({"measure", bad.file, "--json"}, {}, folder.path());
    INFO(bad.part);
    CHECK(outcome.code == 2);
    CHECK(is_one_line(outcome.err));
    CHECK(outcome.err.find(bad.part) != std::string::npos);
    CHECK(outcome.out.empty());
  }
}

TEST_CASE("a shared checkpoint without optimizer and streams is measured, its next batch unknown",
          "[measure]") {
  const TemporaryFolder folder;
  const std::string good = trained(folder);
  const SafetensorsFile file = read_safetensors(good);
  std::vector<StoredTensor> parameters{*file.find("W"), *file.find("b_final")};
  write_safetensors(folder / "shared", parameters, file.metadata);
  const Outcome whole = run_orrery({"measure", good, "--json"});
  const Outcome shared = run_orrery({"measure", (folder / "shared").string(), "--json"});
  REQUIRE(whole.code == 0);
  REQUIRE(shared.code == 0);
  auto a = nlohmann::json::parse(whole.out), b = nlohmann::json::parse(shared.out);
  CHECK(a["loss"].is_number());
  CHECK(b["loss"].is_null());
  CHECK(a["superposition"] == b["superposition"]);
  CHECK(nlohmann::json::parse(read(folder / "run" / "summary.json"))["measures"] == a);
  CHECK(run_orrery({"measure", (folder / "run").string(), "--json"}).out == whole.out);
  const Outcome table = run_orrery({"measure", good});
  CHECK(table.out.find("superposition.exact_loss") != std::string::npos);
}

TEST_CASE("a folder that can't be written is bad input", "[bad-input]") {
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms::owner_all | fs::perms::others_all);
  fs::create_directory(folder / "closed");
  fs::permissions(folder / "closed", fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                                         fs::perms::others_exec);
  write(folder / "file", "not a folder");
  for (const char* out : {"closed", "closed/inner", "file", "file/inner", "/proc/nosuch"}) {
    const Outcome outcome = run_orrery({"train", "--preset", "superposition-quick", "--out", out},
                                       drop_privileges, folder.path());
    INFO(out);
    CHECK(outcome.code == 2);
    CHECK(is_one_line(outcome.err));
    CHECK(outcome.err.find(out) != std::string::npos);
  }
  CHECK(read(folder / "file") == "not a folder");
}

#if !defined(__SANITIZE_ADDRESS__)  // which takes terabytes of addresses for itself
TEST_CASE("memory that runs out ends the run with its line, threads that run out are done without",
          "[bad-input]") {
  const TemporaryFolder folder;
  const auto limited = [&](rlim_t bytes, const char* threads, std::vector<std::string> settings) {
    std::vector<std::string> arguments{"train",  "--preset", "superposition-quick",       "--threads",
                                       threads,  "--out",    (folder / threads).string(), "--set",
                                       "steps=1"};
    arguments.insert(arguments.end(), settings.begin(), settings.end());
    return run_orrery(arguments, [bytes] {
      const rlimit value{bytes, bytes};
      ::setrlimit(RLIMIT_AS, &value);
    });
  };
  const Outcome large = limited(800'000'000, "1", {"task.features=61", "batch=1048576", "task.attack=0.1"});
  CHECK(large.code == 3);
  CHECK(large.err == "orrery: out of memory\n");
  CHECK(limited(3'000'000'000, "4096", {}).code == 0);
}
#endif

TEST_CASE("a full disk ends the run with its line and leaves what was there", "[bad-input]") {
  const TemporaryFolder folder;
  const std::vector<std::string> first{
      "train",         "--out",    (folder / "run").string(), "--set",
      "steps=3000000", "batch=16", "record.metrics_every=50", "record.checkpoint_every=20000"};
  // A limit on a file's size stands in for the disk: rows reach it first, the checkpoints before them stay.
  const auto limit = [](rlim_t bytes) {
    return [bytes] {
      const rlimit value{bytes, bytes};
      ::setrlimit(RLIMIT_FSIZE, &value);
    };
  };
  const Outcome outcome = run_orrery(first, limit(300000));
  CHECK(outcome.code == 3);
  CHECK(is_one_line(outcome.err));
  CHECK(outcome.err.find("can't write") != std::string::npos);
  CHECK(outcome.err.find("metrics.jsonl: File too large") != std::string::npos);
  const auto left = snapshot(folder / "run");
  REQUIRE(left.size() > 2);
  for (const auto& [name, content] : left) {
    if (name.ends_with(".safetensors")) CHECK_NOTHROW(parse_safetensors(content, name));
    if (name == "metrics.jsonl") CHECK(content.ends_with("}\n"));
    CHECK_FALSE(name.ends_with(".tmp"));
  }

  // No room for a single checkpoint: going on fails and changes none of the earlier ones.
  const Outcome again = run_orrery({"train", "--out", (folder / "run").string(), "--resume"}, limit(100));
  CHECK(again.code == 3);
  for (const auto& [name, content] : left) {
    if (name.ends_with(".safetensors") || name == "spec.json") CHECK(read(folder / "run" / name) == content);
  }
}

TEST_CASE("what is no file does not become one, and a link leads to what is written", "[files]") {
  const TemporaryFolder folder;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(failure_of([&] { write_atomically(folder / "pipe", std::string_view("new")); }) ==
        (folder / "pipe").string() + ": expected a file, or a name for a new one, not a device or a pipe");
  CHECK(fs::is_fifo(folder / "pipe"));
  // A link that only the kernel can follow.
  const Descriptor pipe(::open((folder / "pipe").c_str(), O_RDWR | O_CLOEXEC));
  const std::string link = "/proc/self/fd/" + std::to_string(pipe.get());
  CHECK(failure_of([&] {
          write_atomically(link, std::string_view("new"));
        }).starts_with(link + ": expected a file"));
  fs::create_symlink("there", folder / "link");
  for (const char* content : {"first", "second"}) {
    write_atomically(folder / "link", std::string_view(content));
    CHECK(fs::is_symlink(folder / "link"));
    CHECK(read(folder / "there") == content);
  }
}

TEST_CASE("a full device is told from a bad path", "[files]") {
  AppendFile full("/dev/full", 0);
  try {
    full.append("row\n");
    FAIL("wrote to a full device");
  } catch (const Failure& failure) {
    CHECK(failure.code() == kRunFailed);
    CHECK(std::string(failure.what()).find("No space left on device") != std::string::npos);
  }
}

TEST_CASE("an atomic write that fails leaves the old file and no other", "[files]") {
  const TemporaryFolder folder;
  write_atomically(folder / "a", std::string_view("old"));
  const rlimit small{10, RLIM_INFINITY};
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  const std::string line =
      failure_of([&] { write_atomically(folder / "a", std::string_view("much more than ten bytes")); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
  CHECK(line.find("File too large") != std::string::npos);
  CHECK(read(folder / "a") == "old");
  CHECK(snapshot(folder.path()).size() == 1);
}

TEST_CASE("a real file system without room, where the tests may mount one", "[bad-input]") {
  const TemporaryFolder folder;
  const fs::path disk = folder / "disk";
  fs::create_directory(disk);
  bool mounted = false;
  const auto mount_small = [&] {
    // In the child's own view of the file systems: nothing to clean up.
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=64k") != 0) {
      ::_exit(125);
    }
  };
  const Outcome outcome = run_orrery({"train", "--out", (disk / "run").string(), "--set", "steps=3000000",
                                      "batch=16", "record.metrics_every=50"},
                                     mount_small);
  mounted = outcome.code != 125;
  if (!mounted) {
    WARN("not allowed to mount a small file system: the limit on file sizes stands alone");
    return;
  }
  CHECK(outcome.code == 3);
  CHECK(is_one_line(outcome.err));
  CHECK(outcome.err.find("No space left on device") != std::string::npos);
}
