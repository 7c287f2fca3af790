// Grokking (Nanda et al. 2023): the mainline run with its phases, and the small network that groks in seconds.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include <fmt/format.h>

#include "core/train/pair_run.h"
#include "core/train/presets.h"
#include "native/failure.h"
#include "native/reproduce/claim.h"
#include "native/reproduce/papers.h"
#include "native/threads/worker_pool.h"

namespace orrery {
namespace {

constexpr const char* kCommand = "orrery train --preset grokking-mainline --out runs/mainline";

struct Moment {
  int64_t step;
  double train, test, sum_of_squares;
};

Moment moment_of(PairRun& run) {
  double squares = 0;
  for (const double weight : run.parameters()) squares += weight * weight;
  return {run.step(), run.score(PairSet::train)->loss, run.score(PairSet::test)->loss, squares};
}

/// The mainline run, trained once for all of its claims: every step at first, then every tenth.
const std::vector<Moment>& mainline(const ReproduceOptions& options) {
  static const std::vector<Moment> moments = [&] {
    WorkerPool pool(options.threads);
    const std::unique_ptr<Run> run =
        value_or_throw(make_run(value_or_throw(preset_spec("grokking-mainline")), {&pool}));
    auto& pairs = static_cast<PairRun&>(*run);
    std::vector<Moment> seen = {moment_of(pairs)};
    while (run->step() < run->spec().steps) {
      run->advance(run->step() < 1600 ? 1 : 10);
      seen.push_back(moment_of(pairs));
    }
    return seen;
  }();
  return moments;
}

int64_t first_step_below(const std::vector<Moment>& moments, double Moment::*loss, double bound) {
  for (const Moment& moment : moments)
    if (moment.*loss < bound) return moment.step;
  return -1;
}

const Moment& largest(const std::vector<Moment>& moments, double Moment::*value) {
  return *std::max_element(moments.begin(), moments.end(),
                           [&](const Moment& a, const Moment& b) { return a.*value < b.*value; });
}

/// A number that has to lie in a range, with the name that it has in the row.
struct Bounded {
  const char* name;
  double published, ours, lowest, highest;
};

Finding within(const std::vector<Bounded>& numbers, const char* command) {
  Finding finding;
  finding.holds = true;
  for (const Bounded& number : numbers) {
    finding.expected[number.name] = number.published;
    finding.ours[number.name] = number.ours;
    finding.tolerance += fmt::format("{}{} in {:.4g} to {:.4g}", finding.tolerance.empty() ? "" : ", ",
                                     number.name, number.lowest, number.highest);
    finding.holds = finding.holds && number.ours >= number.lowest && number.ours <= number.highest;
  }
  finding.command = command;
  return finding;
}

Finding start(const ReproduceOptions& options) {
  const std::vector<Moment>& run = mainline(options);
  Finding finding = within({{"loss", 4.756, run[0].train, 4.70, 4.85},
                            {"sum_of_squares", 1783, run[0].sum_of_squares, 1740, 1830}},
                           kCommand);
  finding.tolerance += ", the first update without effect";
  finding.holds = finding.holds && run[1].train == run[0].train;
  return finding;
}

Finding memorises(const ReproduceOptions& options) {
  const std::vector<Moment>& run = mainline(options);
  const auto first = [&](double bound) {
    return static_cast<double>(first_step_below(run, &Moment::train, bound));
  };
  return within({{"step_below_1", 113, first(1), 90, 160},
                 {"step_below_1e-2", 200, first(1e-2), 140, 350},
                 {"step_below_1e-6", 1300, first(1e-6), 800, 1500}},
                kCommand);
}

Finding peaks(const ReproduceOptions& options) {
  const std::vector<Moment>& run = mainline(options);
  const Moment &test = largest(run, &Moment::test), &weights = largest(run, &Moment::sum_of_squares);
  return within({{"test_loss", 25.8, test.test, 20, 40},
                 {"at_step", 1300, static_cast<double>(test.step), 900, 2000},
                 {"sum_of_squares", 3658, weights.sum_of_squares, 3300, 4000},
                 {"weights_at_step", 900, static_cast<double>(weights.step), 150, 1500}},
                kCommand);
}

Finding groks(const ReproduceOptions& options) {
  const std::vector<Moment>& run = mainline(options);
  const auto memorised = std::find_if(run.begin(), run.end(), [](const Moment& m) { return m.step >= 1000; });
  const std::vector<Moment> after(memorised, run.end());
  return within({{"step_test_below_1", 9800, static_cast<double>(first_step_below(after, &Moment::test, 1)),
                  5000, 16000}},
                kCommand);
}

Finding ends(const ReproduceOptions& options) {
  const Moment& last = mainline(options).back();
  return within({{"test_loss", 3.0e-7, last.test, 1e-7, 1e-6},
                 {"train_loss", 9.95e-8, last.train, 0.7e-7, 1.5e-7},
                 {"sum_of_squares", 955, last.sum_of_squares, 850, 1200}},
                kCommand);
}

/// Seeds of the preset that the page trains live which first know all training pairs while they fail on most others, and
/// in the end know 99 % of those too.
Finding live_seeds(const ReproduceOptions& options) {
  RunSpec spec = value_or_throw(preset_spec("grokking-live"));
  int grokked = 0;
  Json steps = Json::array();
  WorkerPool pool(options.threads);
  for (uint32_t seed = 0; seed < 10; ++seed) {
    spec.seed = seed;
    const std::unique_ptr<Run> run = value_or_throw(make_run(spec, {&pool}));
    auto& pairs = static_cast<PairRun&>(*run);
    int64_t memorised = -1, generalised = -1;
    while (run->step() < spec.steps && generalised < 0) {
      run->advance(5);
      const double train = pairs.score(PairSet::train)->accuracy, test = pairs.score(PairSet::test)->accuracy;
      if (memorised < 0 && train == 1 && test < 0.5) memorised = run->step();
      if (test >= 0.99) generalised = run->step();
    }
    grokked += memorised >= 0 && generalised >= 0;
    steps.push_back({memorised, generalised});
  }
  return {10,
          "at least 9 of 10 seeds",
          {{"seeds", grokked}, {"steps_memorised_generalised", steps}},
          grokked >= 9};
}

}  // namespace

std::vector<Claim> grokking_claims() {
  const auto of_mainline = [](const char* id, const char* statement, auto check) {
    Claim claim{id, kGrokking, statement, "published", check};
    claim.takes_minutes = true;
    return claim;
  };
  return {
      of_mainline("grokking-mainline-start", "loss and sum of squared weights before training", start),
      of_mainline("grokking-mainline-memorises", "the training loss falls first: steps at which it does",
                  memorises),
      of_mainline("grokking-mainline-peaks", "meanwhile the test loss and the weights rise to a peak", peaks),
      of_mainline("grokking-mainline-groks", "the test loss falls below 1 thousands of steps later", groks),
      of_mainline("grokking-mainline-ends", "losses and weights after 40,000 steps", ends),
      {"grokking-live-seeds", kGrokking,
       "a quadratic network on 25 % of the sums modulo 59 memorises, then groks within 1,500 steps",
       "derived", live_seeds}};
}

}  // namespace orrery
