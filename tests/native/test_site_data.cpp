// `orrery site-data`: the stored run says what the run was, its manifest tells the truth, and made again it
// keeps its bytes.
#include <cstring>

#include <nlohmann/json.hpp>

#include "core/measure/measures.h"
#include "core/measure/phase_boundaries.h"
#include "native/io/sha256.h"
#include "native/io/spec_json.h"
#include "native/site_data/base64.h"
#include "native/site_data/stored_run.h"
#include "native/train/train_seeds.h"
#include "tests/native/support.h"

using namespace orrery;
using namespace orrery::testing;

namespace {

std::string unbase64(const std::string& text) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned group = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == '=') break;
    REQUIRE(digits.find(c) != std::string::npos);
    group = group << 6 | static_cast<unsigned>(digits.find(c));
    bits += 6;
    if (bits >= 8) out += static_cast<char>(group >> (bits -= 8) & 255);
  }
  return out;
}

Outcome make(const TemporaryFolder& folder, const char* date, std::vector<std::string> more = {},
             const char* figure = "five-features") {
  more.insert(more.begin(), {"site-data", "--out", folder.path().string(), "--figure", figure});
  return run_orrery(more, [date] { ::setenv("SOURCE_DATE_EPOCH", date, 1); });
}

}  // namespace

TEST_CASE("SHA-256 gives the standard's values", "[site-data]") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256(std::string(1000000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("base64 gives the standard's values", "[site-data]") {
  const char* pairs[][2] = {{"", ""},
                            {"f", "Zg=="},
                            {"fo", "Zm8="},
                            {"foo", "Zm9v"},
                            {"foob", "Zm9vYg=="},
                            {"fooba", "Zm9vYmE="},
                            {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : pairs) CHECK(base64(plain) == coded);
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  CHECK(unbase64(base64(all)) == all);
}

TEST_CASE("half precision is IEEE's, to nearest and ties to even", "[site-data]") {
  const std::pair<float, uint16_t> values[] = {
      {0.0f, 0x0000},         {-0.0f, 0x8000},           {1.0f, 0x3c00},         {-2.0f, 0xc000},
      {65504.0f, 0x7bff},     {65519.0f, 0x7bff},        {65520.0f, 0x7c00},     {0x1p-14f, 0x0400},
      {0x1p-24f, 0x0001},     {0x1p-26f, 0x0000},        {1 + 0x1p-11f, 0x3c00}, {1 + 0x3p-11f, 0x3c02},
      {1 + 0x1p-10f, 0x3c01}, {0.333251953125f, 0x3555}, {2 - 0x1p-12f, 0x4000}};
  for (const auto& [value, bits] : values) CHECK(half_bits(value) == bits);
}

TEST_CASE("frames are densest at the beginning", "[site-data]") {
  const std::vector<int64_t> steps = frame_steps(4000, 90);
  CHECK(steps.front() == 0);
  CHECK(steps.back() == 4000);
  for (size_t k = 1; k < steps.size(); ++k) CHECK(steps[k] > steps[k - 1]);
  CHECK(steps[1] - steps[0] < (steps.back() - steps[steps.size() - 2]) / 20);
}

TEST_CASE("the chapter's sweep trains each density and says what theory expects", "[site-data]") {
  const TemporaryFolder folder;
  REQUIRE(make(folder, "86400", {"--quick"}, "geometry-sweep").code == 0);
  const auto file = nlohmann::json::parse(read(folder / "geometry-sweep" / "sweep.json"));
  const size_t densities = file["densities"].size();
  CHECK(file["densities"][0] == 1);
  CHECK(file["W"]["shape"] == nlohmann::json({6, 60}));
  CHECK(unbase64(file["W"]["data"]).size() == densities * 6 * 60 * 2);
  REQUIRE(file["components"].size() == densities);
  for (const auto& components : file["components"]) CHECK(!components.empty());
  const auto& theory = file["theory"];
  CHECK(theory["benefits"]["digon"].size() == theory["densities"].size());
  CHECK(theory["best"].size() == theory["densities"].size());
}

TEST_CASE("the stored networks on finite sets have their hidden vectors, and a run has them in each frame",
          "[site-data]") {
  const TemporaryFolder folder;
  REQUIRE(make(folder, "86400", {"--quick"}, "memorisation-live").code == 0);
  const auto file = nlohmann::json::parse(read(folder / "memorisation-live" / "run.json"));
  const size_t sizes = file["samples"].size(), n = file["spec"]["task"]["features"].get<size_t>();
  CHECK(unbase64(file["W"]["data"]).size() == sizes * 2 * n * 2);
  REQUIRE(file["hidden"].size() == sizes);
  for (size_t k = 0; k < sizes; ++k)
    CHECK(file["hidden"][k]["shape"] == nlohmann::json({file["samples"][k], 2}));
  const auto& run = file["run"];
  CHECK(run["tensors"]["hidden"]["shape"] == nlohmann::json({5, 2}));
  CHECK(unbase64(run["tensors"]["hidden"]["data"]).size() == run["steps"].size() * 5 * 2 * 2);
  CHECK(run["measures"]["loss_unseen"].size() == run["steps"].size());
}

TEST_CASE("the attacks' data has a number for each density, represented feature and seed", "[site-data]") {
  const TemporaryFolder folder;
  REQUIRE(make(folder, "86400", {"--quick"}, "adversarial-price").code == 0);
  const auto file = nlohmann::json::parse(read(folder / "adversarial-price" / "attacks.json"));
  const auto& networks = file["networks"];
  REQUIRE(networks["densities"].size() == 4);
  for (const char* name : {"vulnerability", "features_per_dimension"}) CHECK(networks[name].size() == 4);
  CHECK(networks["vulnerability"][0].get<double>() == Approx(1).epsilon(0.1));
  CHECK(networks["vulnerability"][3].get<double>() > 3);
  for (size_t k = 0; k < 4; ++k) {
    CHECK(!networks["theory"][k].empty());
    CHECK(networks["theory"][k].size() == networks["measured"][k].size());
  }
  const auto& training = file["training"];
  CHECK(training["strengths"] == nlohmann::json({0, 0.4, 0.8, 1.2}));
  for (const char* name : {"features_per_dimension", "superposition"}) {
    REQUIRE(training[name].size() == 4);
    for (const auto& seeds : training[name]) CHECK(seeds.size() == 1);
    CHECK(training[name][3][0] < training[name][0][0]);
  }
}

TEST_CASE("the stored phase diagrams hold a byte for each cell and measure", "[site-data]") {
  const TemporaryFolder folder;
  REQUIRE(make(folder, "86400", {"--quick"}, "phase-diagram").code == 0);
  const auto file = nlohmann::json::parse(read(folder / "phase-diagram" / "diagrams.json"));
  const size_t cells = file["side"].get<size_t>() * file["side"].get<size_t>();
  REQUIRE(file["diagrams"].size() == 2);
  for (const auto& diagram : file["diagrams"]) {
    const bool three = diagram["spec"]["task"]["features"] == 3;
    for (const char* kind : {"exact", "trained"}) {
      for (const char* name : {"phase", "norm", "superposition"})
        CHECK(unbase64(diagram[kind][name]["data"]).size() == cells);
      CHECK(diagram[kind].contains("null") == three);
      if (three) CHECK(unbase64(diagram[kind]["null"]["data"]).size() == 3 * cells);
      // Sparse on top: there the extra feature shares its dimension wherever it matters less than the others.
      CHECK(unbase64(diagram[kind]["phase"]["data"])[0] ==
            static_cast<char>(ThreeFeaturePhase::extra_antipodal));
    }
    CHECK(diagram["agree"][1] > cells / 4);
    CHECK(diagram["agree"][0] >= diagram["agree"][1].get<double>() * 0.9);
  }
}

TEST_CASE("the stored run of five features is the run that its description names", "[site-data]") {
  const TemporaryFolder folder;
  REQUIRE(make(folder, "86400").code == 0);
  const auto file = nlohmann::json::parse(read(folder / "five-features" / "run.json"));
  CHECK(file["format"] == 2);
  const RunSpec spec = parse_spec(file["spec"].dump(), "run.json");
  const size_t n = 5, m = 2, frames = file["steps"].size();
  CHECK(frames > 100);
  CHECK(frames < 140);
  CHECK(file["steps"][0] == 0);
  CHECK(file["steps"][frames - 1] == spec.steps);
  const auto& exact_loss = file["measures"]["superposition.exact_loss"];
  CHECK(exact_loss.size() == frames);
  CHECK(file["measures"]["superposition.geometry"].size() == frames);
  CHECK(file["measures"]["superposition.geometry"][frames - 1] == "pentagon");
  CHECK(file["made_by"]["date"] == "1970-01-02");
  const auto constant = [&](const char* path) { return file["constants"][path].size(); };
  CHECK(constant("superposition.levels.names") >= 3);
  CHECK(constant("superposition.levels.names") == constant("superposition.levels.losses"));
  CHECK(constant("superposition.regimes.names") == constant("superposition.regimes.from"));
  CHECK(constant("superposition.regimes.names") == constant("superposition.regimes.to"));

  CHECK(file["tensors"].size() == 2);
  CHECK(file["tensors"]["W"]["shape"] == nlohmann::json({m, n}));
  CHECK(file["tensors"]["b_final"]["type"] == "f16");
  const std::string W = unbase64(file["tensors"]["W"]["data"]),
                    b_final = unbase64(file["tensors"]["b_final"]["data"]);
  REQUIRE(W.size() == frames * m * n * 2);
  REQUIRE(b_final.size() == frames * n * 2);
  const auto same = [](const StateTensor& tensor, const char* stored) {
    for (size_t i = 0; i < tensor.count(); ++i) {
      uint16_t bits = 0;
      std::memcpy(&bits, stored + 2 * i, sizeof bits);
      if (bits != half_bits(static_cast<const float*>(tensor.data)[i])) return false;
    }
    return true;
  };
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  for (size_t t = 0; t < frames; ++t) {
    run->advance(file["steps"][t].get<int64_t>() - run->step());
    const std::vector<StateTensor> state = run->state();
    CHECK(same(state[0], W.data() + t * m * n * 2));
    CHECK(same(state[1], b_final.data() + t * n * 2));
    if (t % 20 == 0)
      CHECK(exact_loss[t].get<double>() ==
            Approx(measured_number(*run, "superposition.exact_loss")).epsilon(1e-8));
  }
}

TEST_CASE("data made again keeps its bytes and its date; other data does not", "[site-data]") {
  const TemporaryFolder folder;
  REQUIRE(make(folder, "86400", {"--quick"}).code == 0);
  const auto first = snapshot(folder.path());
  REQUIRE(first.size() == 2);
  const auto manifest = nlohmann::json::parse(read(folder / "manifest.json"));
  const auto row = manifest["figures"]["five-features"];
  for (const char* key : {"command", "spec", "versions", "device", "date", "files"}) CHECK(row.contains(key));
  const std::string run = read(folder / "five-features" / "run.json");
  CHECK(row["files"][0]["path"] == "five-features/run.json");
  CHECK(row["files"][0]["size"] == run.size());
  CHECK(row["files"][0]["sha256"] == sha256(run));

  const Outcome again = make(folder, "999999999", {"--quick"});
  CHECK(again.err.find("as it was") != std::string::npos);
  CHECK(snapshot(folder.path()) == first);

  std::string older = run;
  older.replace(older.find("\"steps\":["), 9, "\"steps\":[1,");
  write(folder / "five-features" / "run.json", older);
  CHECK(make(folder, "999999999", {"--quick"}).err.find("written") != std::string::npos);
  CHECK(nlohmann::json::parse(read(folder / "manifest.json"))["figures"]["five-features"]["date"] ==
        "2001-09-09");

  auto others = nlohmann::ordered_json::parse(read(folder / "manifest.json"));
  others["figures"]["another"] = {{"files", nlohmann::ordered_json::array()}};
  write(folder / "manifest.json", others.dump());
  REQUIRE(make(folder, "86400", {"--quick"}).code == 0);
  CHECK(nlohmann::json::parse(read(folder / "manifest.json"))["figures"].contains("another"));

  const Outcome unknown = run_orrery({"site-data", "--figure", "nosuch", "--out", folder.path().string()});
  CHECK(unknown.code == 2);
  CHECK(unknown.err.find("orrery: --figure = nosuch: expected one of five-features, ") == 0);
  write(folder / "manifest.json", "{");
  CHECK(make(folder, "86400").code == 2);
}

TEST_CASE("the committed data is what its manifest says, made by this program's command", "[site-data]") {
  const std::filesystem::path data = std::filesystem::path(ORRERY_SOURCE_DIR) / "site" / "data";
  const auto manifest = nlohmann::json::parse(read(data / "manifest.json"));
  REQUIRE(manifest["figures"].contains("five-features"));
  for (const auto& [name, row] : manifest["figures"].items()) {
    for (const auto& file : row["files"]) {
      const std::string content = read(data / file["path"].get<std::string>());
      CHECK(file["size"] == content.size());
      CHECK(file["sha256"] == sha256(content));
    }
  }
}
