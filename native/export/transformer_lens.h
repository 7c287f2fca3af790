// A transformer of ours as the state dictionary of TransformerLens's HookedTransformer (versions 0.2 to 2): our names
// and shapes are its own, so that only the biases that it always has and the buffers of its attention are added.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "native/io/checkpoint.h"
#include "native/io/safetensors.h"

namespace orrery {

struct HookedTransformerState {
  std::vector<StoredTensor>
      tensors;  // in HookedTransformer's order; bytes point into the checkpoint and `added`
  std::vector<std::unique_ptr<std::string>> added;
  std::string config;  // HookedTransformerConfig's arguments as JSON
};

/// Throws bad input that names what a HookedTransformer can't hold: another network than a transformer, an
/// attention rate other than 1, unmasked attention, an activation that it doesn't know.
HookedTransformerState hooked_transformer_state(const Checkpoint& checkpoint);

/// Writes it as safetensors, the configuration under __metadata__["hooked_transformer_config"].
void write_hooked_transformer(const std::filesystem::path& path, const HookedTransformerState& state);

}  // namespace orrery
