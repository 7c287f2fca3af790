// The engine's C ABI: what a page, a node test or any other host calls, and all that it calls. Thin over core.
//
// Texts are UTF-8 and NUL-terminated both ways. A returned text lives until the next call; a null pointer stands for an
// error. Functions with a status return 0 for success. After either kind of failure orrery_last_error() says what was
// wrong. Handles count from 1; an unknown handle is an error, never undefined behaviour. Steps are doubles, so that
// JavaScript passes them without BigInt; they are exact up to 2^53.
#include <Eigen/Core>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "core/measure/measures.h"
#include "core/train/json_text.h"
#include "core/train/presets.h"
#include "core/train/run.h"
#include "core/train/run_fields.h"

#define ORRERY_EXPORT extern "C" __attribute__((used, visibility("default")))

namespace orrery {
namespace {

/// A description, and the run that it started. `spec` keeps what was set before the start, so that a second start is the
/// same start; the changes made since then are in run->spec().
struct Session {
  RunSpec spec;
  std::unique_ptr<Run> run;
};

std::vector<std::unique_ptr<Session>> sessions;  // handle - 1; null once freed
std::string returned;
View viewed;
Error last_error;

constexpr int kOk = 0, kFailed = 1;

/// What one run may take of a page's memory.
constexpr double kMaxRunBytes = 256e6;
constexpr double kMaxExact = 9007199254740992;  // 2^53

/// Without exceptions an allocation that fails would hand back null, and the program go on writing from address 0. A trap
/// ends the engine; its host starts another.
[[maybe_unused]] const std::new_handler no_memory = std::set_new_handler([] { std::abort(); });

const char* text(std::string value) {
  returned = std::move(value);
  return returned.c_str();
}

int failed(Error error) {
  last_error = std::move(error);
  return kFailed;
}

int status(const Result<void>& result) {
  return result ? kOk : failed(result.error());
}

Session* find(int handle) {
  const auto index = static_cast<size_t>(handle) - 1;
  if (index < sessions.size() && sessions[index]) return sessions[index].get();
  last_error = {"handle", std::to_string(handle), "a handle from orrery_new that was not freed"};
  return nullptr;
}

/// The session at `handle` if it was not started yet: only then may its description be written.
Session* find_unstarted(int handle) {
  Session* session = find(handle);
  if (!session || !session->run) return session;
  last_error = {"handle", std::to_string(handle),
                "a run that was not started (orrery_change changes a running one)"};
  return nullptr;
}

Run* find_run(int handle) {
  Session* session = find(handle);
  if (!session) return nullptr;
  if (!session->run) last_error = {"handle", std::to_string(handle), "a run that was started"};
  return session->run.get();
}

bool whole(std::string_view field, double value) {
  if (value >= 0 && value <= kMaxExact && value == std::floor(value)) return true;
  last_error = {std::string(field), json_number(value), "a whole number of at least 0"};
  return false;
}

const char* dtype_json(DType type) {
  switch (type) {
    case DType::f32:
      return "\"F32\"";
    case DType::f64:
      return "\"F64\"";
    case DType::u32:
      break;
  }
  return "\"U32\"";
}

std::string shape_json(const std::vector<int64_t>& shape) {
  std::string out = "[";
  for (const int64_t extent : shape) {
    if (out.size() > 1) out += ',';
    out += std::to_string(extent);
  }
  return out + "]";
}

std::string tensors_json(Run& run) {
  std::string out = "[";
  for (const StateTensor& tensor : run.state()) {
    if (out.size() > 1) out += ',';
    out += "{\"name\":" + json_string(tensor.name) + ",\"dtype\":" + dtype_json(tensor.dtype) +
           ",\"shape\":" + shape_json(tensor.shape) +
           ",\"pointer\":" + std::to_string(reinterpret_cast<uintptr_t>(tensor.data)) + "}";
  }
  return out + "]";
}

std::string presets_json() {
  std::string out = "[";
  for (const Preset& preset : presets()) {
    if (out.size() > 1) out += ',';
    out += "{\"name\":" + json_string(preset.name) + ",\"summary\":" + json_string(preset.summary) +
           ",\"set\":{";
    for (const auto& [path, value] : preset.assignments) {
      if (out.back() != '{') out += ',';
      out += json_string(path) + ":" + json_string(value);
    }
    out += "}}";
  }
  return out + "]";
}

}  // namespace
}  // namespace orrery

using namespace orrery;

/// The engine's version, `0.1.0`.
ORRERY_EXPORT const char* orrery_version() {
  return text(ORRERY_VERSION);
}

/// The vector instructions that Eigen was compiled for. In wasm it must name SSE4.1, which stands for SIMD128.
ORRERY_EXPORT const char* orrery_simd() {
  return text(Eigen::SimdInstructionSetsInUse());
}

/// Every field of a run's description: [{path, type, default, help, minimum, exclusive, maximum, choices, live}].
ORRERY_EXPORT const char* orrery_fields() {
  return text(fields_json());
}

/// Named starting points: [{name, summary, set: {path: JSON literal}}].
ORRERY_EXPORT const char* orrery_presets() {
  return text(presets_json());
}

/// What the last failed call objected to: {field, value, expected}.
ORRERY_EXPORT const char* orrery_last_error() {
  return text("{\"field\":" + json_string(last_error.field) + ",\"value\":" + json_string(last_error.value) +
              ",\"expected\":" + json_string(last_error.expected) + "}");
}

/// A handle to the default description, not started.
ORRERY_EXPORT int orrery_new() {
  size_t index = 0;
  while (index < sessions.size() && sessions[index]) ++index;
  if (index == sessions.size()) sessions.emplace_back();
  sessions[index] = std::make_unique<Session>();
  return static_cast<int>(index) + 1;
}

/// Frees the run and its handle. Freeing an unknown handle does nothing.
ORRERY_EXPORT void orrery_free(int handle) {
  if (find(handle)) sessions[static_cast<size_t>(handle) - 1].reset();
}

/// Sets one field from a JSON literal, before the start.
ORRERY_EXPORT int orrery_set(int handle, const char* path, const char* value) {
  Session* session = find_unstarted(handle);
  return session ? status(set_field(session->spec, path, value)) : kFailed;
}

/// Appends a change to the description, before the start: the field takes the value before update `step`.
ORRERY_EXPORT int orrery_add_change(int handle, double step, const char* path, const char* value) {
  Session* session = find_unstarted(handle);
  if (!session || !whole("changes.step", step)) return kFailed;
  return status(add_change(session->spec, {static_cast<int64_t>(step), path, value}));
}

/// Starts the run at step 0, or starts it again at the same start: the changes made since are forgotten.
ORRERY_EXPORT int orrery_start(int handle) {
  Session* session = find(handle);
  if (!session) return kFailed;
  Result<std::unique_ptr<Run>> run = make_run(session->spec, {nullptr, kMaxRunBytes});
  if (!run) return failed(run.error());
  session->run = std::move(*run);
  return kOk;
}

/// Applies that many updates.
ORRERY_EXPORT int orrery_step(int handle, double updates) {
  Run* run = find_run(handle);
  if (!run || !whole("updates", updates)) return kFailed;
  if (const Result<void> trainable = run->trainable(); !trainable) return failed(trainable.error());
  run->advance(static_cast<int64_t>(updates));
  return kOk;
}

/// Number of updates applied; -1 on error.
ORRERY_EXPORT double orrery_steps_done(int handle) {
  const Run* run = find_run(handle);
  return run ? static_cast<double>(run->step()) : -1;
}

/// The description as JSON: as set before the start, with every change made since once it runs.
ORRERY_EXPORT const char* orrery_spec(int handle) {
  const Session* session = find(handle);
  if (!session) return nullptr;
  return text(spec_json(session->run ? session->run->spec() : session->spec));
}

/// Gives a live field a new value before the next update, and writes the change into the description.
ORRERY_EXPORT int orrery_change(int handle, const char* path, const char* value) {
  Run* run = find_run(handle);
  return run ? status(run->change(path, value)) : kFailed;
}

/// Every measure at or below `prefix` as {path: value}, without disturbing the run.
ORRERY_EXPORT const char* orrery_measure(int handle, const char* prefix) {
  Run* run = find_run(handle);
  return run ? text(measures_json(measure(*run, prefix))) : nullptr;
}

/// The run's whole state: [{name, dtype, shape, pointer}]. Pointers stay valid until the next start or free.
ORRERY_EXPORT const char* orrery_tensors(int handle) {
  Run* run = find_run(handle);
  return run ? text(tensors_json(*run)) : nullptr;
}

/// An array worked out from the run's state for a picture, float32: {shape, pointer}. The pointer stays valid until the
/// next call of this function.
ORRERY_EXPORT const char* orrery_view(int handle, const char* name) {
  Run* run = find_run(handle);
  if (!run) return nullptr;
  std::optional<View> view = run->view(name);
  if (!view) {
    last_error = {"view", name, "a view that this run has"};
    return nullptr;
  }
  viewed = std::move(*view);
  return text("{\"shape\":" + shape_json(viewed.shape) +
              ",\"pointer\":" + std::to_string(reinterpret_cast<uintptr_t>(viewed.values.data())) + "}");
}

/// Says that all tensors were overwritten with the state of step `step`.
ORRERY_EXPORT int orrery_restored(int handle, double step) {
  Run* run = find_run(handle);
  if (!run || !whole("step", step)) return kFailed;
  run->restored(static_cast<int64_t>(step));
  return kOk;
}
