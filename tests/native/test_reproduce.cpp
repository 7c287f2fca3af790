// `orrery reproduce`: the claims of this first chapter hold, and a claim that would not is told apart.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "native/reproduce/number_claim.h"
#include "tests/native/support.h"

using namespace orrery;
using namespace orrery::testing;

namespace {

size_t exact_loss_rows() {
  const auto claims = all_claims();
  return static_cast<size_t>(std::count_if(
      claims.begin(), claims.end(), [](const Claim& claim) { return claim.id.starts_with("exact-loss-"); }));
}

}  // namespace

/// What we don't find, and say so: the rows tell what we find instead.
const std::set<std::string> kFailed = {"phase-critical-importance-p070",
                                       "phase-critical-importance-p080",
                                       "phase-order-parameter-dense",
                                       "collapse-dense",
                                       "kgon-none",
                                       "dictionary-narrow-revived"};

TEST_CASE("every claim that doesn't take minutes has its verdict at its full number of seeds",
          "[reproduce]") {
  const TemporaryFolder folder;
  const std::string file = (folder / "claims.json").string();
  std::vector<std::string> arguments{"reproduce", "--short", "--json", "--out", file};
  if (kShorter > 1) arguments.insert(arguments.end(), {"--claim", "exact-loss", "--claim", "pentagon-seeds"});
  const Outcome outcome = run_orrery(arguments);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.out == read(file));
  const auto report = nlohmann::json::parse(outcome.out);
  const std::vector<Claim> all = all_claims();
  const auto quick =
      std::count_if(all.begin(), all.end(), [](const Claim& claim) { return !claim.takes_minutes; });
  CHECK(quick < static_cast<std::ptrdiff_t>(all.size()));
  REQUIRE(report["claims"].size() == (kShorter > 1 ? exact_loss_rows() + 1 : static_cast<size_t>(quick)));
  for (const auto& row : report["claims"]) {
    INFO(row.dump());
    for (const char* key :
         {"id", "paper", "statement", "source", "expected", "tolerance", "ours", "verdict", "command"})
      CHECK(row.contains(key));
    const std::string id = row["id"];
    const bool needs_weights = id.starts_with("published-");
    CHECK(row["verdict"] == (needs_weights && !std::getenv("ORRERY_PUBLISHED") ? "not checked"
                             : kFailed.contains(id)                            ? "failed"
                                                                               : "reproduced"));
  }
}

TEST_CASE("a claim is chosen by id or by the words it starts with", "[reproduce]") {
  const auto report = nlohmann::json::parse(
      run_orrery({"reproduce", "--json", "--claim", "exact-loss", "--claim", "five-features-k9", "--quick"})
          .out);
  REQUIRE(report["claims"].size() == exact_loss_rows() + 1);
  CHECK(report["claims"].back()["id"] == "five-features-k9");
  const Outcome unknown = run_orrery({"reproduce", "--claim", "five-feature"});
  CHECK(unknown.code == 2);
  CHECK(unknown.err ==
        "orrery: --claim = five-feature: expected a claim, such as five-features-k0, five-features-k1, "
        "five-features-k2 (orrery reproduce --list names all)\n");
  const Outcome list = run_orrery({"reproduce", "--list"});
  for (const Claim& claim : all_claims()) CHECK(list.out.find(claim.id + "\n    ") != std::string::npos);
  const Outcome words = run_orrery({"reproduce", "--claim", "exact-loss-pair"});
  CHECK(words.out.find("reproduced   exact-loss-pair") != std::string::npos);
  CHECK(words.err.find("1 of 1 claims reproduced") != std::string::npos);
}

TEST_CASE("with --resume, what stands in the file is not checked again", "[reproduce]") {
  const TemporaryFolder folder;
  const std::string file = (folder / "claims.json").string();
  const auto go_on = [&] {
    return run_orrery({"reproduce", "--claim", "exact-loss", "--out", file, "--resume"});
  };
  REQUIRE(go_on().code == 0);
  auto report = nlohmann::json::parse(read(file));
  REQUIRE(report["claims"].size() == exact_loss_rows());
  report["claims"][0]["ours"] = "kept";
  report["claims"][1]["statement"] = "what it said before";
  report["claims"].erase(2);
  write(file, report.dump());
  const Outcome second = go_on();
  CHECK(second.out.find(report["claims"][0]["id"].get<std::string>() + "\n") == std::string::npos);
  report = nlohmann::json::parse(read(file));
  REQUIRE(report["claims"].size() == exact_loss_rows());
  CHECK(report["claims"][0]["ours"] == "kept");
  CHECK(report["claims"][1]["statement"] != "what it said before");

  // What fewer seeds found does not stand for the whole; the whole does for them.
  report["claims"][2]["quick"] = true;
  report["claims"][2]["ours"] = "by fewer seeds";
  write(file, report.dump());
  REQUIRE(run_orrery({"reproduce", "--claim", "exact-loss", "--out", file, "--resume", "--quick"}).code == 0);
  CHECK(nlohmann::json::parse(read(file))["claims"][2]["ours"] == "by fewer seeds");
  REQUIRE(go_on().code == 0);
  report = nlohmann::json::parse(read(file));
  CHECK(report["claims"][0]["ours"] == "kept");
  CHECK(report["claims"][2]["ours"] != "by fewer seeds");
  CHECK_FALSE(report["claims"][2].contains("quick"));

  for (const char* const text : {"[1]", R"({"claims": [1]})", R"({"claims": [{"id": 1}]})"}) {
    write(file, text);
    const Outcome other = go_on();
    CHECK(other.code == 2);
    CHECK(is_one_line(other.err));
    CHECK(read(file) == text);
  }
  CHECK(run_orrery({"reproduce", "--claim", "exact-loss", "--resume"}).code == 2);
}

TEST_CASE("published weights that are not there leave their claims unchecked, and --resume tries them again",
          "[reproduce]") {
  const TemporaryFolder folder;
  const std::string file = (folder / "claims.json").string();
  write(folder / "clock-and-pizza", "not a folder");
  const auto go_on = [&] {
    return run_orrery(
        {"reproduce", "--claim", "published-pizza", "--claim", "exact-loss-pair", "--out", file, "--resume"},
        [&] { ::setenv("ORRERY_PUBLISHED", folder.path().c_str(), 1); });
  };
  for (int call = 0; call < 2; ++call) {
    const Outcome outcome = go_on();
    CHECK(outcome.code == 0);
    CHECK(outcome.out.find("not checked  published-pizza") != std::string::npos);
    CHECK(outcome.out.find("can't read " + (folder / "clock-and-pizza").string()) != std::string::npos);
    CHECK(outcome.err.find("1 of 2 claims reproduced, 1 not checked") != std::string::npos);
  }
}

TEST_CASE("claims have names of their own, and findings don't depend on the number of threads",
          "[reproduce]") {
  std::set<std::string> ids;
  for (const Claim& claim : all_claims()) {
    CAPTURE(claim.id);
    CHECK(ids.insert(claim.id).second);
    CHECK(claim.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos);
  }
  const auto found = [](const char* threads) {
    const auto report = nlohmann::json::parse(
        run_orrery({"reproduce", "--json", "--claim", "phase", "--claim", "kgon", "--threads", threads}).out);
    return report["claims"];
  };
  CHECK(found("1") == found("3"));
}

TEST_CASE("a row of numbers must match in every place and in length", "[reproduce]") {
  const auto verdict = [](std::vector<double> ours) {
    return row_claim({"row", "", "", "derived"}, {1, 2}, 0.1, [=] { return ours; }).check({}).holds;
  };
  CHECK(verdict({1.05, 1.95}));
  CHECK_FALSE(verdict({1.05, 2.2}));
  CHECK_FALSE(verdict({1}));
  CHECK_FALSE(verdict({1, std::nan("")}));
  const auto number = [](double ours) {
    return number_claim({"number", "", "", "derived"}, 1, 0.1, [=] { return ours; }).check({}).holds;
  };
  CHECK(number(0.95));
  CHECK_FALSE(number(0.85));
  CHECK_FALSE(number(std::nan("")));
}

TEST_CASE("the command that a claim names shows the same network", "[reproduce]") {
  const TemporaryFolder folder;
  const auto report = nlohmann::json::parse(
      run_orrery({"reproduce", "--json", "--claim", "five-features-k9", "--quick"}).out);
  const auto& row = report["claims"][0];
  std::vector<std::string> arguments;
  std::istringstream words(row["command"].get<std::string>());
  for (std::string word; words >> word;) arguments.push_back(word);
  REQUIRE(arguments.front() == "orrery");
  arguments.erase(arguments.begin());
  REQUIRE(run_orrery(arguments, {}, folder.path()).code == 0);
  const auto summary = nlohmann::json::parse(read(folder / arguments.back() / "summary.json"));
  CHECK(summary["measures"]["superposition"]["exact_loss"].get<double>() / 5 ==
        Approx(row["ours"]["loss_per_feature"].get<double>()).epsilon(1e-12));
}

TEST_CASE("bench tells median and minimum of each case", "[bench]") {
  const auto report =
      nlohmann::json::parse(run_orrery({"bench", "--quick", "--json", "--case", "toy-5-2-batch-128", "--case",
                                        "toy-5-2-ten-instances"})
                                .out);
  REQUIRE(report["cases"].size() == 2);
  for (const auto& row : report["cases"]) {
    CHECK(row["ms_per_step"]["minimum"].get<double>() > 0);
    CHECK(row["ms_per_step"]["median"].get<double>() >= row["ms_per_step"]["minimum"].get<double>());
  }
  CHECK(report["cases"][1]["instances"] == 10);
  CHECK(run_orrery({"bench", "--case", "nosuch"}).code == 2);
}

TEST_CASE("bench tells networks' steps by kernel and number of threads, as fractions of the peak",
          "[bench]") {
  const auto report =
      nlohmann::json::parse(run_orrery({"bench", "--quick", "--json", "--case", "mlp-59"}).out);
  CHECK(report["cases"].empty());
  REQUIRE(report["networks"].size() == 1);
  const auto& network = report["networks"][0];
  CHECK(network["training_pairs"] == 2784);
  CHECK(network["spec"]["model"]["hidden"] == 512);
  std::set<std::string> kernels;
  for (const auto& row : network["times"]) {
    kernels.insert(row["kernel"].get<std::string>());
    CHECK(row["weights"] == "fresh");
    // Tables 2 * 59 * 128 * 512 and logits 2784 * 512 * 59, forwards and twice backwards.
    CHECK(row["operations_a_step"] == 6.0 * (2.0 * 59 * 128 * 512 + 2784.0 * 512 * 59));
    CHECK(row["fraction_of_peak"]["best"].get<double>() >= row["fraction_of_peak"]["median"].get<double>());
  }
  CHECK(kernels.contains("portable"));
  for (const std::string& kernel : kernels) CHECK(report["peak_gflops"][kernel].get<double>() > 1);
}

TEST_CASE("bench times whole phase diagrams", "[bench]") {
  const auto report =
      nlohmann::json::parse(run_orrery({"bench", "--quick", "--json", "--case", "phase-diagram"}).out);
  CHECK(report["cases"].empty());
  REQUIRE(report["diagrams"].size() == 2);
  for (const auto& row : report["diagrams"]) CHECK(row["seconds"].get<double>() > 0);
  CHECK(report["diagrams"][1]["features"] == 3);
}
