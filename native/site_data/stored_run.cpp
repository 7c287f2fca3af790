#include "native/site_data/stored_run.h"

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/measure/measures.h"
#include "core/train/run_fields.h"
#include "native/io/measures_json.h"
#include "native/site_data/base64.h"
#include "native/terminal/interrupt.h"

namespace orrery {
namespace {

/// Parameters are what a figure draws; the rest is what a resumed run needs besides.
bool is_parameter(const StateTensor& tensor) {
  return tensor.dtype == DType::f32 && !tensor.name.starts_with("optimizer.") &&
         !tensor.name.starts_with("stream.");
}

/// One measure as JSON, null where it is undefined here.
Json measured(Run& run, const std::string& path) {
  const Json all = Json::parse(measures_json(measure(run, path)));
  return rounded_all(all.contains(path) ? all[path] : Json(nullptr));
}

}  // namespace

std::vector<int64_t> frame_steps(int64_t last, int count) {
  std::vector<int64_t> steps;
  for (int k = 0; k < count; ++k) {
    const double part = static_cast<double>(k) / (count - 1);
    const int64_t step = std::llround(static_cast<double>(last) * part * part);
    if (steps.empty() || step > steps.back()) steps.push_back(step);
  }
  return steps;
}

Json rounded(double value) {
  if (!std::isfinite(value)) return nullptr;
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return std::strtod(text, nullptr);
}

Json rounded_all(Json json) {
  if (json.is_number_float()) return rounded(json.get<double>());
  if (json.is_structured())
    for (Json& entry : json) entry = rounded_all(entry);
  return json;
}

uint16_t half_bits(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const auto sign = static_cast<uint16_t>(bits >> 16 & 0x8000);
  const float size = std::abs(value);
  if (std::isnan(value)) return static_cast<uint16_t>(sign | 0x7e00);
  if (size >= 65520) return static_cast<uint16_t>(sign | 0x7c00);
  // Below 2^-14 halves are evenly spaced, 2^-24 apart.
  if (size < 0x1p-14f)
    return static_cast<uint16_t>(sign | static_cast<uint16_t>(std::nearbyint(size * 0x1p24f)));
  // Half of the last place kept, less one where it is even; a carry runs into the exponent, as it should.
  const uint32_t magnitude = (bits & 0x7fffffff) + 0xfff + (bits >> 13 & 1);
  return static_cast<uint16_t>(sign | ((magnitude >> 13) - (112u << 10)));
}

Json stored_tensor(const std::vector<int64_t>& shape, const std::vector<float>& values, bool half) {
  std::string bytes;
  for (const float value : values) {
    const uint32_t word = half ? half_bits(value) : std::bit_cast<uint32_t>(value);
    for (int k = 0; k < (half ? 2 : 4); ++k) bytes.push_back(static_cast<char>(word >> 8 * k & 0xff));
  }
  return {{"shape", shape}, {"type", half ? "f16" : "f32"}, {"data", base64(bytes)}};
}

Json stored_run(Run& run, const StoredRunPlan& plan) {
  std::vector<StateTensor> parameters;
  for (const StateTensor& tensor : run.state())
    if (is_parameter(tensor)) parameters.push_back(tensor);

  std::vector<std::vector<float>> frames(parameters.size());
  std::vector<View> views(plan.views.size());  // all frames one after another
  Json measures = Json::object(), constants = Json::object(), tensors = Json::object();
  for (const std::string& path : plan.measures) measures[path] = Json::array();
  for (const int64_t step : plan.steps) {
    stop_if_interrupted();
    run.advance(step - run.step());
    for (const std::string& path : plan.measures) measures[path].push_back(measured(run, path));
    for (size_t i = 0; i < parameters.size(); ++i) {
      const auto* data = static_cast<const float*>(parameters[i].data);
      frames[i].insert(frames[i].end(), data, data + parameters[i].count());
    }
    for (size_t i = 0; i < views.size(); ++i) {
      const View view = *run.view(plan.views[i]);
      views[i].shape = view.shape;
      views[i].values.insert(views[i].values.end(), view.values.begin(), view.values.end());
    }
  }
  for (size_t i = 0; i < parameters.size(); ++i)
    tensors[parameters[i].name] = stored_tensor(parameters[i].shape, frames[i], plan.half);
  for (size_t i = 0; i < views.size(); ++i)
    tensors[plan.views[i]] = stored_tensor(views[i].shape, views[i].values, plan.half);
  for (const std::string& prefix : plan.constants)
    constants.update(rounded_all(Json::parse(measures_json(measure(run, prefix)))));
  return {{"format", 2},          {"spec", Json::parse(spec_json(run.spec()))},
          {"steps", plan.steps},  {"tensors", tensors},
          {"measures", measures}, {"constants", constants}};
}

}  // namespace orrery
