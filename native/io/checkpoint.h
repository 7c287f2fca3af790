// A run at one step in one safetensors file: its whole state, its description under
// __metadata__["orrery.spec"] and the step under "orrery.step". The same run gives the same bytes.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/model/parameter_layout.h"
#include "core/train/run.h"
#include "native/io/safetensors.h"

namespace orrery {

/// The metadata that tell a checkpoint: its description, and its step.
inline constexpr const char* kSpecKey = "orrery.spec";
inline constexpr const char* kStepKey = "orrery.step";

struct Checkpoint {
  std::string source;  // the file's name, for errors
  RunSpec spec;
  int64_t step = 0;
  SafetensorsFile file;
};

void write_checkpoint(const std::filesystem::path& path, Run& run);

/// Weights that were trained elsewhere, without optimizer or streams: enough to measure. `parameters` has the
/// size of `layout`.
void write_weights(const std::filesystem::path& path, const RunSpec& spec, int64_t step,
                   const ParameterLayout& layout, const float* parameters);

/// Reads a file and its description. Throws bad input when there is none, or one that can't be read.
Checkpoint read_checkpoint(const std::filesystem::path& path);

enum class Restore {
  whole,      // every tensor of the run's state must be there: to train on
  parameters  // optimizer.* and stream.* may be absent, as in a file that was shared: to measure
};

/// Overwrites the state of `run`, which was made from the same description. Throws bad input, the run then
/// unchanged, when the file holds another model: a tensor is missing, unknown, or of another type or shape.
/// Returns whether the random streams were there, without which "the next batch" is not this run's.
bool restore(Run& run, const Checkpoint& checkpoint, Restore what);

/// The run of a checkpoint at its step.
std::unique_ptr<Run> run_from(const Checkpoint& checkpoint, Restore what);

}  // namespace orrery
