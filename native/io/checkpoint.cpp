#include "native/io/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "core/train/pair_run.h"
#include "core/train/run_fields.h"
#include "native/failure.h"
#include "native/io/spec_json.h"

namespace orrery {
namespace {

/// How a tensor of the run's state is stored; `bytes` points into the run.
StoredTensor stored(const StateTensor& tensor) {
  StoredTensor out;
  out.name = tensor.name;
  out.type = tensor.dtype == DType::f32   ? StoredType::f32
             : tensor.dtype == DType::f64 ? StoredType::f64
                                          : StoredType::u32;
  out.shape.assign(tensor.shape.begin(), tensor.shape.end());
  out.bytes = {static_cast<const char*>(tensor.data), tensor.bytes()};
  return out;
}

/// A run in double can take over what one in float wrote.
bool readable_as(StoredType ours, StoredType theirs) {
  return ours == theirs || (ours == StoredType::f64 && theirs == StoredType::f32);
}

void copy_into(const StateTensor& tensor, const StoredTensor& found) {
  if (tensor.dtype != DType::f64 || found.type == StoredType::f64) {
    std::memcpy(tensor.data, found.bytes.data(), found.bytes.size());
    return;
  }
  auto* const out = static_cast<double*>(tensor.data);
  for (size_t i = 0; i < tensor.count(); ++i) {
    float value;
    std::memcpy(&value, found.bytes.data() + i * sizeof value, sizeof value);
    out[i] = static_cast<double>(value);
  }
}

Metadata metadata_of(const RunSpec& spec, int64_t step) {
  return {{kSpecKey, spec_json(spec)}, {kStepKey, std::to_string(step)}};
}

constexpr const char* kOfModel = " (the model that its orrery.spec describes)";

/// The file's tensor of that name, null where there is none; refuses one of another type or shape.
const StoredTensor* matching(const Checkpoint& checkpoint, StoredTensor ours) {
  const StoredTensor* found = checkpoint.file.find(ours.name);
  if (!found) return nullptr;
  if (readable_as(ours.type, found->type)) ours.type = found->type;
  if (ours.type != found->type || found->shape != ours.shape)
    throw bad_input({ours.name, found->type_and_shape(), ours.type_and_shape() + kOfModel},
                    checkpoint.source);
  return found;
}

[[noreturn]] void refuse_missing(const Checkpoint& checkpoint, const StoredTensor& ours) {
  throw bad_input(checkpoint.source, "", "the tensor " + ours.name + " " + ours.type_and_shape() + kOfModel);
}

/// A network on pairs is compared with its description before it is made: a few words can describe one that needs more
/// memory than there is.
void check_pair_tensors(const Checkpoint& checkpoint) {
  const ParameterLayout layout =
      value_or_throw(make_pair_task(checkpoint.spec), checkpoint.source).model.layout();
  const bool in_double = checkpoint.spec.precision == Precision::float64;
  for (const ParameterTensor& tensor : layout.tensors()) {
    const StoredTensor ours{tensor.name,
                            in_double ? StoredType::f64 : StoredType::f32,
                            {tensor.shape.begin(), tensor.shape.end()},
                            {}};
    if (!matching(checkpoint, ours)) refuse_missing(checkpoint, ours);
  }
}

bool is_stream(std::string_view name) {
  return name.starts_with("stream.");
}
bool is_parameter(std::string_view name) {
  return !is_stream(name) && !name.starts_with("optimizer.");
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, Run& run) {
  std::vector<StoredTensor> tensors;
  for (const StateTensor& tensor : run.state()) tensors.push_back(stored(tensor));
  write_safetensors(path, tensors, metadata_of(run.spec(), run.step()));
}

void write_weights(const std::filesystem::path& path, const RunSpec& spec, int64_t step,
                   const ParameterLayout& layout, const float* parameters) {
  std::vector<StoredTensor> tensors;
  for (const ParameterTensor& tensor : layout.tensors()) {
    tensors.push_back(
        {tensor.name,
         StoredType::f32,
         {tensor.shape.begin(), tensor.shape.end()},
         {reinterpret_cast<const char*>(parameters + tensor.offset), tensor.count() * sizeof(float)}});
  }
  write_safetensors(path, tensors, metadata_of(spec, step));
}

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  Checkpoint checkpoint;
  checkpoint.source = path.string();
  checkpoint.file = read_safetensors(path);
  const Metadata& metadata = checkpoint.file.metadata;

  const auto spec = metadata.find(kSpecKey), step = metadata.find(kStepKey);
  for (const auto& [at, key] : {std::pair{spec, kSpecKey}, std::pair{step, kStepKey}}) {
    if (at == metadata.end()) {
      throw bad_input(checkpoint.source + ": __metadata__", "",
                      std::string(key) + ", as in a checkpoint that orrery wrote");
    }
  }
  checkpoint.spec = parse_spec(spec->second, checkpoint.source + ": " + kSpecKey);
  const std::string& text = step->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), checkpoint.step);
  if (error != std::errc() || end != text.data() + text.size() || checkpoint.step < 0) {
    throw bad_input({kStepKey, text, "a whole number of at least 0"}, checkpoint.source);
  }
  if (checkpoint.spec.task.kind == TaskKind::pairs) check_pair_tensors(checkpoint);
  return checkpoint;
}

bool restore(Run& run, const Checkpoint& checkpoint, Restore what) {
  const std::vector<StateTensor> state = run.state();
  bool streams = true;
  for (const StateTensor& tensor : state) {
    const StoredTensor ours = stored(tensor);
    if (matching(checkpoint, ours)) continue;
    if (what == Restore::whole || is_parameter(tensor.name)) refuse_missing(checkpoint, ours);
    streams &= !is_stream(tensor.name);
  }
  for (const StoredTensor& tensor : checkpoint.file.tensors) {
    if (std::none_of(state.begin(), state.end(),
                     [&](const StateTensor& ours) { return ours.name == tensor.name; })) {
      throw bad_input(checkpoint.source, "", "no tensor " + one_line(tensor.name, 60) + kOfModel);
    }
  }
  for (const StateTensor& tensor : state) {
    const StoredTensor* found = checkpoint.file.find(tensor.name);
    if (found && !found->bytes.empty()) copy_into(tensor, *found);
  }
  run.restored(checkpoint.step);
  return streams;
}

std::unique_ptr<Run> run_from(const Checkpoint& checkpoint, Restore what) {
  std::unique_ptr<Run> run = value_or_throw(make_run(checkpoint.spec), checkpoint.source);
  restore(*run, checkpoint, what);
  return run;
}

}  // namespace orrery
