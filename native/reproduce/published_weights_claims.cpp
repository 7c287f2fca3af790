// The papers' own weights, imported and measured: their losses, norms and accuracies. The files lie in the folder that
// ORRERY_PUBLISHED names; without them these claims are not checked.
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "native/failure.h"
#include "native/import/imported_run.h"
#include "native/reproduce/claim.h"
#include "native/reproduce/papers.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

struct PublishedModel {
  const char *id, *paper, *statement;
  const char *file, *config;  // below the folder; config empty: `config_text`
  const char* config_text;
  Layout layout;
  std::optional<double> train, test, all, norm;
  double tolerance;  // relative, of the losses
};

const PublishedModel kModels[] = {
    {"published-pizza",
     kClockPizza,
     "model A (p99zdpze5l): loss on all pairs, norm of the weights, accuracy",
     "clock-and-pizza/model_p99zdpze5l.pt",
     "clock-and-pizza/config_p99zdpze5l.json",
     "",
     Layout::clock_pizza,
     {},
     {},
     1.3843e-7,
     22.854,
     5e-5},
    {"published-clock",
     kClockPizza,
     "model B (l8k1hzciux): loss on all pairs, norm of the weights, accuracy",
     "clock-and-pizza/model_l8k1hzciux.pt",
     "clock-and-pizza/config_l8k1hzciux.json",
     "",
     Layout::clock_pizza,
     {},
     {},
     1.5609e-7,
     24.8139,
     5e-5},
    {"published-linear-beta",
     kClockPizza,
     "linear model beta (p71frej8t7): loss on all pairs, norm, accuracy",
     "clock-and-pizza/model_p71frej8t7.pt",
     "clock-and-pizza/config_p71frej8t7.json",
     "",
     Layout::clock_pizza_linear,
     {},
     {},
     6.1981e-7,
     32.4395,
     5e-5},
    {"published-s5-mlp", kGroups, "S5, MLP, seed 2: losses on the published split, norm, accuracy",
     "groups/S5_MLP_seed2/model.pt", "groups/S5_MLP_seed2/cfg.json", "", Layout::universality_mlp,
     1.5452263e-6, 2.9428896e-6, 2.3838243e-6, std::sqrt(5014.3999), 1e-6},
    {"published-c113-mlp", kGroups, "C113, MLP, seed 1: losses on the published split, norm, accuracy",
     "groups/C113_MLP_seed1/model.pt", "groups/C113_MLP_seed1/cfg.json", "", Layout::universality_mlp,
     1.6059522e-6, 2.8632828e-5, 2.0526247e-5, std::sqrt(5459.0107), 1e-6},
    {"published-s5-transformer",
     kGroups,
     "S5, transformer, seed 1: losses on the published split, accuracy",
     "groups/S5_T_seed1/model.pt",
     "groups/S5_T_seed1/cfg.json",
     "",
     Layout::universality_transformer,
     1.1472835e-7,
     1.4249892e-7,
     1.2583658e-7,
     {},
     1e-6},
    {"published-mod-addition-no-wd", kGrokking,
     "modulus 113 without weight decay: losses on the split of seed 0 and 90 % of the pairs, norm, accuracy",
     "grokking/mod_addition_no_wd.pth", "", R"({"p": 113, "train_fraction": 0.9, "split_seed": 0})",
     Layout::progress_measures, 1.68089e-10, 1.10963e-6, 1.11123e-7, std::sqrt(3847.1), 1e-5}};

/// What was published, with nothing found yet.
Finding expected_of(const PublishedModel& model) {
  Finding finding;
  finding.tolerance =
      fmt::format("losses within {:g} of themselves, norm within 0.001, every answer right", model.tolerance);
  const auto expect = [&](const char* name, const std::optional<double>& value) {
    if (value) finding.expected[name] = *value;
  };
  expect("train_loss", model.train);
  expect("test_loss", model.test);
  expect("all_loss", model.all);
  expect("norm", model.norm);
  finding.expected["accuracy"] = 1;
  return finding;
}

void check_weights(Finding& finding, const PublishedModel& model, const std::filesystem::path& folder,
                   const ReproduceOptions& options) {
  const std::filesystem::path file = folder / model.file;
  ImportRequest request;
  request.layout = model.layout;
  request.config = *model.config ? read_config(folder / model.config)
                                 : parse_config(model.config_text, std::string(model.id) + ".json");
  WorkerPool pool(options.threads);
  const std::unique_ptr<PairRun> run =
      imported_run(import_model(*read_weights(file), file.string(), request), {&pool});

  finding.holds = true;
  const auto compare = [&](const char* name, const std::optional<double>& expected, double ours,
                           double tolerance) {
    if (!expected) return;
    finding.ours[name] = ours;
    finding.holds = finding.holds && std::abs(ours - *expected) <= tolerance;
  };
  const auto loss = [&](const char* name, const std::optional<double>& expected, PairSet set) {
    if (expected) compare(name, expected, run->score(set)->loss, model.tolerance * *expected);
  };
  loss("train_loss", model.train, PairSet::train);
  loss("test_loss", model.test, PairSet::test);
  loss("all_loss", model.all, PairSet::all);
  double squares = 0;
  for (const double weight : run->parameters()) squares += weight * weight;
  compare("norm", model.norm, std::sqrt(squares), 1e-3);
  compare("accuracy", 1, run->score(PairSet::all)->accuracy, 0);
}

Finding finding_of(const PublishedModel& model, const ReproduceOptions& options) {
  Finding finding = expected_of(model);
  const char* const folder = std::getenv("ORRERY_PUBLISHED");
  if (!folder) {
    finding.not_checked = "ORRERY_PUBLISHED does not name the folder of the papers' weights";
    return finding;
  }
  try {
    check_weights(finding, model, folder, options);
  } catch (const Failure& failure) {
    // One file that is missing or damaged says nothing of the other claims.
    if (failure.code() != kBadInput) throw;
    finding.not_checked = failure.what();
  }
  return finding;
}

}  // namespace

std::vector<Claim> published_weights_claims() {
  std::vector<Claim> claims;
  for (const PublishedModel& model : kModels) {
    claims.push_back({model.id, model.paper, model.statement, "published",
                      [&model](const ReproduceOptions& options) { return finding_of(model, options); }});
  }
  return claims;
}

}  // namespace orrery
