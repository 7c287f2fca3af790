// The home page's first picture: five features fold into a pentagon. Every frame of a short run, denser
// early, when most happens.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/measure/measures.h"
#include "core/train/presets.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/io/measures_json.h"
#include "native/site_data/base64.h"
#include "native/site_data/figure.h"
#include "native/train/train_seeds.h"

namespace orrery {
namespace {

/// Steps evenly spaced in their square root, from 0 to the last.
std::vector<int64_t> frame_steps(int64_t last, int count) {
  std::vector<int64_t> steps;
  for (int k = 0; k < count; ++k) {
    const double part = static_cast<double>(k) / (count - 1);
    const int64_t step = std::llround(static_cast<double>(last) * part * part);
    if (steps.empty() || step > steps.back()) steps.push_back(step);
  }
  return steps;
}

/// Nine digits: all that a picture or a float32 needs, in fewer bytes.
Json rounded(double value) {
  if (!std::isfinite(value)) return nullptr;
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return std::strtod(text, nullptr);
}

Json rounded_all(Json json) {
  for (Json& entry : json) {
    if (entry.is_structured()) entry = rounded_all(entry);
    if (entry.is_number_float()) entry = rounded(entry.get<double>());
  }
  return json;
}

}  // namespace

FigureData five_features_data(const FigureOptions& options) {
  const RunSpec spec = value_or_throw(preset_spec("superposition-live"));
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  const std::vector<StateTensor> state = run->state();
  const auto tensor = [&](const char* name) {
    return *std::find_if(state.begin(), state.end(), [&](const StateTensor& t) { return t.name == name; });
  };
  const StateTensor W = tensor("W"), b_final = tensor("b_final");

  Json steps = Json::array(), losses = Json::array(), geometry = Json::array();
  std::string W_frames, b_frames;
  for (const int64_t step : frame_steps(spec.steps, options.quick ? 30 : 130)) {
    run->advance(step - run->step());
    steps.push_back(step);
    losses.push_back(rounded(measured_number(*run, "superposition.exact_loss")));
    geometry.push_back(measured_name(*run, "superposition.geometry"));
    W_frames.append(static_cast<const char*>(W.data), W.bytes());
    b_frames.append(static_cast<const char*>(b_final.data), b_final.bytes());
  }
  if (geometry.back() != "pentagon") {
    throw Failure(kRunFailed, "five-features: the run ends as " + geometry.back().get<std::string>() +
                                  ", not as a pentagon; the preset superposition-live wants another seed");
  }
  const Json measures = rounded_all(nested_json(measure(*run, "")))["superposition"];
  return {spec,
          {{"run.json",
            {{"format", 1},
             {"spec", Json::parse(spec_json(spec))},
             {"steps", steps},
             {"exact_loss", losses},
             {"W", base64(W_frames)},
             {"b_final", base64(b_frames)},
             {"geometry", geometry},
             {"levels", measures.at("levels")},
             {"regimes", measures.at("regimes")}}}}};
}

}  // namespace orrery
