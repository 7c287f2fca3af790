// Group composition (Chughtai et al. 2023): training from scratch with the published split, initial weights and updates.
#include <cmath>

#include <fmt/format.h>

#include "core/train/pair_run.h"
#include "core/train/presets.h"
#include "native/command/spec_options.h"
#include "native/failure.h"
#include "native/reproduce/claim.h"
#include "native/reproduce/papers.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

/// Rows of the published metrics: losses of epoch k are ours after k + 1 updates.
struct Row {
  int epoch;
  double train, test;
  double sum_of_squares = 0;  // of all weights; 0: not published, or wrongly
};

/// The mainline's description with other settings, `path=value` words, in double.
RunSpec described(const std::string& settings) {
  RunSpec spec = value_or_throw(preset_spec("group-mainline"));
  spec.precision = Precision::float64;
  for (size_t from = 0; from < settings.size();) {
    const size_t end = std::min(settings.find(' ', from), settings.size());
    apply_setting(spec, settings.substr(from, end - from));
    from = end + 1;
  }
  return spec;
}

std::string command_of(const std::string& settings, int64_t steps) {
  return fmt::format(
      "orrery train --preset group-mainline --set precision=float64 {}{}steps={} record.metrics_every=1 "
      "--out runs/rows",
      settings, settings.empty() ? "" : " ", steps);
}

Finding follows(const std::string& settings, const std::vector<Row>& rows, double tolerance,
                const ReproduceOptions& options) {
  WorkerPool pool(options.threads);
  const std::unique_ptr<Run> run = value_or_throw(make_run(described(settings), {&pool}));
  auto& pairs = static_cast<PairRun&>(*run);
  double worst = 0;
  bool weights_agree = true;
  Finding finding;
  for (const Row& row : rows) {
    run->advance(row.epoch + 1 - run->step());
    const double train = pairs.score(PairSet::train)->loss, test = pairs.score(PairSet::test)->loss;
    worst = std::max({worst, std::abs(train - row.train), std::abs(test - row.test)});
    double squares = 0;
    for (const double weight : pairs.parameters()) squares += weight * weight;
    weights_agree =
        weights_agree && (row.sum_of_squares == 0 || std::abs(squares / row.sum_of_squares - 1) <= 1e-6);
    const std::string epoch = fmt::format("epoch_{}", row.epoch);
    finding.expected[epoch] = {row.train, row.test};
    finding.ours[epoch] = {train, test};
  }
  finding.ours["largest_difference"] = worst;
  finding.tolerance = fmt::format(
      "training and test loss within {:.0e}, sums of squared weights (where published) within 1e-6 of "
      "themselves",
      tolerance);
  finding.holds = worst <= tolerance && weights_agree;
  finding.command = command_of(settings, rows.back().epoch + 1);
  return finding;
}

Claim follows_claim(const char* id, const char* statement, std::string settings, std::vector<Row> rows,
                    double tolerance, bool takes_minutes = false) {
  return {id,
          kGroups,
          statement,
          "published",
          [=](const ReproduceOptions& options) { return follows(settings, rows, tolerance, options); },
          takes_minutes};
}

/// The demo notebook's network: loss on the training pairs before any update, and on the test pairs after one.
Finding notebook(const ReproduceOptions& options) {
  const std::string settings = "seeds.init=0 seeds.split=2";
  constexpr double kTrain = 4.788640449630546, kTest = 4.789846160405907, kNear = 2e-9;
  WorkerPool pool(options.threads);
  const std::unique_ptr<Run> run = value_or_throw(make_run(described(settings), {&pool}));
  auto& pairs = static_cast<PairRun&>(*run);
  const double train = pairs.score(PairSet::train)->loss;
  run->advance(1);
  const double test = pairs.score(PairSet::test)->loss;
  return {{kTrain, kTest},
          fmt::format("each within {:g}", kNear),
          {train, test},
          std::abs(train - kTrain) <= kNear && std::abs(test - kTest) <= kNear,
          command_of(settings, 1)};
}

}  // namespace

std::vector<Claim> group_claims() {
  return {
      follows_claim("group-s5-mlp-seed2-rows",
                    "S5, MLP, seed 2: the first twenty epochs of training from scratch", "",
                    {{0, 4.783957648, 4.790347954},
                     {1, 4.77993136, 4.79199930},
                     {2, 4.77604741, 4.79365218},
                     {5, 4.76496788, 4.79867431},
                     {10, 4.74724920, 4.80759180},
                     {20, 4.70742479, 4.83049595}},
                    2e-8),
      follows_claim("group-s5-mlp-seed1-row", "S5, MLP, seed 1: the first row", "seed=1",
                    {{0, 4.7834159051, 4.7902630096, 490.05536}}, 2e-8),
      follows_claim("group-a5-mlp-seed1-row", "A5, MLP, seed 1: the first row",
                    "seed=1 task.group=A5 task.train_fraction=0.5",
                    {{0, 4.0900032863, 4.0989772156, 308.799}}, 2e-8),
      follows_claim("group-d59-mlp-seed1-row", "D59, MLP, seed 1: the first row",
                    "seed=1 task.group=D59 task.train_fraction=0.3",
                    {{0, 4.7665980240, 4.7726543042, 484.28607}}, 2e-8),
      follows_claim("group-s6-mlp-seed1-row", "S6, MLP, seed 1: the first row",
                    "seed=1 task.group=S6 task.train_fraction=0.25",
                    {{0, 6.5787695406, 6.5804466498, 2288.462}}, 2e-8, true),
      {"group-s5-notebook", kGroups,
       "S5, the demo notebook's network: loss on training pairs before any update, on test pairs after one",
       "published", notebook},
      follows_claim("group-s5-transformer-seed1-row", "S5, transformer, seed 1: the first row",
                    "seed=1 task.train_fraction=0.6 model.kind=transformer model.biases=frozen "
                    "model.classes=elements model.init=transformer-lens",
                    {{0, 4.7875735904, 4.7956416974}}, 1e-6)};
}

}  // namespace orrery
