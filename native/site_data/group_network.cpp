// The first picture of the page on groups: a network that memorises a part of an addition table and later groks the rest.
// The table at moments that lie evenly on the curves' logarithmic time axis.
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string>
#include <vector>

#include "core/measure/measures.h"
#include "core/train/pair_run.h"
#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/io/measures_json.h"
#include "native/site_data/base64.h"
#include "native/site_data/figure.h"
#include "native/train/train_seeds.h"

namespace orrery {
namespace {

/// The test accuracy from which the run counts as grokked, and how much further the picture goes.
constexpr double kGrokked = 0.99, kBeyond = 1.25;

/// Steps evenly spaced in their logarithm, from 0 to the last.
std::vector<int64_t> frame_steps(int64_t last, int count) {
  std::vector<int64_t> steps = {0};
  for (int k = 0; k < count; ++k) {
    const double part = static_cast<double>(k) / (count - 1);
    const int64_t step = std::llround(std::pow(static_cast<double>(last), part));
    if (step > steps.back()) steps.push_back(step);
  }
  return steps;
}

/// The step at which the test pairs are learned.
int64_t grokking_step(const RunSpec& spec) {
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  while (run->step() < spec.steps) {
    run->advance(5);
    if (measured_number(*run, "accuracy.test") >= kGrokked) return run->step();
  }
  throw Failure(kRunFailed,
                "group-network: the run does not grok; the preset grokking-live wants another seed");
}

/// Shades of a cell. The page's first load has room for few: a cell is at most an eighth off, its sign never.
constexpr std::array kShades = {-1.0, -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, 1.0};

/// The letter of the nearest shade of the same sign.
char as_letter(float value) {
  const auto distance = [value](double shade) {
    return std::signbit(value) == std::signbit(shade) ? std::abs(value - shade) : 3.0;
  };
  const auto nearest = std::min_element(kShades.begin(), kShades.end(),
                                        [&](double a, double b) { return distance(a) < distance(b); });
  return static_cast<char>('a' + (nearest - kShades.begin()));
}

/// Six digits are more than a curve shows.
Json rounded(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return std::strtod(text, nullptr);
}

std::string whole_numbers(const View& view) {
  std::string bytes;
  for (const float value : view.values) bytes += static_cast<char>(static_cast<unsigned char>(value));
  return bytes;
}

}  // namespace

FigureData group_network_data(const FigureOptions& options) {
  RunSpec spec = value_or_throw(preset_spec("grokking-live"));
  const auto last = std::llround(kBeyond * static_cast<double>(grokking_step(spec)));
  spec.steps = last;
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));

  Json steps = Json::array(), measures = Json::object();
  std::vector<std::string> tables;
  View view;
  for (const int64_t step : frame_steps(last, options.quick ? 10 : 24)) {
    run->advance(step - run->step());
    steps.push_back(step);
    for (const char* path : {"loss.train", "loss.test", "accuracy.train", "accuracy.test"})
      measures[path].push_back(rounded(measured_number(*run, path)));
    view = *run->view(PairRun::kConfidence);
    std::transform(view.values.begin(), view.values.end(), std::back_inserter(tables.emplace_back()),
                   as_letter);
  }
  // A cell's moments side by side: they are alike, and pack to half of what whole tables do.
  std::string confidence;
  for (size_t cell = 0; cell < view.values.size(); ++cell)
    for (const std::string& table : tables) confidence += table[cell];
  const auto constant = [&](std::string_view name) {
    return Json{{"shape", view.shape},
                {"type", "u8"},
                {"constant", true},
                {"data", base64(whole_numbers(*run->view(name)))}};
  };
  return {spec,
          {{"run.json",
            {{"format", 2},
             {"spec", spec_value(spec)},
             {"steps", steps},
             {"tensors",
              {{"confidence",
                {{"shape", view.shape}, {"type", "letters"}, {"levels", kShades}, {"data", confidence}}},
               {"targets", constant(PairRun::kTargets)},
               {"trained", constant(PairRun::kTrained)}}},
             {"measures", measures},
             {"constants", Json::parse(measures_json(measure(*run, "task")))}}}}};
}

}  // namespace orrery
