#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "native/command/program.h"
#include "native/export/transformer_lens.h"
#include "native/failure.h"
#include "native/io/files.h"

namespace orrery {
namespace {

constexpr const char* kFooter =
    R"(The file holds the state dictionary of TransformerLens's HookedTransformer, and its configuration. In Python:

  import json
  from safetensors import safe_open
  from transformer_lens import HookedTransformer, HookedTransformerConfig

  with safe_open("grokked-lens.safetensors", framework="pt") as file:
      config = json.loads(file.metadata()["hooked_transformer_config"])
      state = {name: file.get_tensor(name) for name in file.keys()}
  model = HookedTransformer(HookedTransformerConfig(**config))
  model.load_state_dict(state)
  logits = model(tokens)[:, -1]  # tokens [batch, n_ctx]: a, b and, where n_ctx is 3, d_vocab - 1

A HookedTransformer has no attention rate other than 1, no unmasked attention in this layout, and of our activations
relu and gelu: other networks are refused.

Example:
  orrery export runs/grok/checkpoints/step_0040000.safetensors --layout transformer-lens -o grokked-lens.safetensors)";

struct Options {
  std::string checkpoint, layout, out;
};

int export_file(const Options& options) {
  if (options.layout != "transformer-lens") throw bad_input("--layout", options.layout, "transformer-lens");
  refuse_same_file(options.checkpoint, options.out);
  const Checkpoint checkpoint = read_checkpoint(options.checkpoint);
  const HookedTransformerState state = hooked_transformer_state(checkpoint);
  write_hooked_transformer(options.out, state);
  fmt::print(stderr, "{}: {} tensors of a HookedTransformer\n", options.out, state.tensors.size());
  return kDone;
}

}  // namespace

void add_export(Program& program) {
  CLI::App* command = program.app.add_subcommand("export", "write a checkpoint's weights for other programs");
  const auto options = std::make_shared<Options>();
  command->add_option("checkpoint", options->checkpoint, "a safetensors file with its run's description")
      ->required();
  command->add_option("--layout", options->layout, "for whom: transformer-lens")->required();
  command->add_option("-o,--out", options->out, "the safetensors file to write")->required();
  command->footer(kFooter);
  command->callback([options, &program] { program.exit_code = export_file(*options); });
}

}  // namespace orrery
