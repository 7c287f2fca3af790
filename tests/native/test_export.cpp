// `orrery export`: the state dictionary of TransformerLens's HookedTransformer, checked against a fixture of its keys and
// shapes, by importing it again, and by computing its logits in PyTorch.
#include <cstdlib>
#include <sstream>

#include "core/model/pair_model.h"
#include "core/train/pair_run.h"
#include "native/failure.h"
#include "native/io/checkpoint.h"
#include "native/io/safetensors.h"
#include "tests/native/support.h"

using namespace orrery;
using namespace orrery::testing;

namespace {

/// HookedTransformer.state_dict() of TransformerLens 2.x for n_layers 1, d_model 8, n_heads 2, d_head 4, d_mlp 12, n_ctx 3,
/// d_vocab 8, d_vocab_out 8, normalization_type None, act_fn "relu".
constexpr const char* kHookedTransformer = R"(embed.W_E F32 [8,8]
pos_embed.W_pos F32 [3,8]
blocks.0.attn.W_Q F32 [2,8,4]
blocks.0.attn.W_K F32 [2,8,4]
blocks.0.attn.W_V F32 [2,8,4]
blocks.0.attn.W_O F32 [2,4,8]
blocks.0.attn.b_Q F32 [2,4]
blocks.0.attn.b_K F32 [2,4]
blocks.0.attn.b_V F32 [2,4]
blocks.0.attn.b_O F32 [8]
blocks.0.attn.mask BOOL [3,3]
blocks.0.attn.IGNORE F32 []
blocks.0.mlp.W_in F32 [8,12]
blocks.0.mlp.b_in F32 [12]
blocks.0.mlp.W_out F32 [12,8]
blocks.0.mlp.b_out F32 [8]
unembed.W_U F32 [8,8]
unembed.b_U F32 [8]
)";

const std::vector<std::string> kSmall{"--set",           "task.kind=pairs",
                                      "task.group=C7",   "model.kind=transformer",
                                      "model.d_model=8", "model.heads=2",
                                      "model.d_mlp=12",  "batch=0",
                                      "steps=40",        "optimizer.learning_rate=0.01"};

/// A trained network's last checkpoint.
std::string trained(const TemporaryFolder& folder, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"train", "--out", (folder / "run").string()};
  arguments.insert(arguments.end(), kSmall.begin(), kSmall.end());
  arguments.insert(arguments.end(), more.begin(), more.end());
  REQUIRE(run_orrery(arguments).code == 0);
  return (folder / "run/checkpoints/step_0000040.safetensors").string();
}

/// Logits [49, 8] of all pairs in their order, computed in PyTorch from the exported file alone, without TransformerLens.
constexpr const char* kLogits = R"(
import json, struct, sys
import torch
def load(path):
    data = open(path, 'rb').read()
    size = struct.unpack('<Q', data[:8])[0]
    header = json.loads(data[8:8 + size])
    types = {'F32': torch.float32, 'BOOL': torch.bool}
    state = {}
    for name, entry in header.items():
        if name == '__metadata__':
            continue
        first, last = entry['data_offsets']
        raw = bytearray(data[8 + size + first:8 + size + last])
        state[name] = torch.frombuffer(raw, dtype=types[entry['dtype']]).reshape(entry['shape'])
    return state
w = load(sys.argv[1])
n = 7
tokens = torch.tensor([[a, b, n] for a in range(n) for b in range(n)])
x = w['embed.W_E'][tokens] + w['pos_embed.W_pos']
q = torch.einsum('bpd,hde->bphe', x, w['blocks.0.attn.W_Q']) + w['blocks.0.attn.b_Q']
k = torch.einsum('bpd,hde->bphe', x, w['blocks.0.attn.W_K']) + w['blocks.0.attn.b_K']
v = torch.einsum('bpd,hde->bphe', x, w['blocks.0.attn.W_V']) + w['blocks.0.attn.b_V']
scores = torch.einsum('bqhe,bkhe->bhqk', q, k) / q.shape[-1] ** 0.5
scores = torch.where(w['blocks.0.attn.mask'], scores, w['blocks.0.attn.IGNORE'])
z = torch.einsum('bhqk,bkhe->bqhe', scores.softmax(-1), v)
x = x + torch.einsum('bqhe,hed->bqd', z, w['blocks.0.attn.W_O']) + w['blocks.0.attn.b_O']
hidden = torch.relu(x @ w['blocks.0.mlp.W_in'] + w['blocks.0.mlp.b_in'])
x = x + hidden @ w['blocks.0.mlp.W_out'] + w['blocks.0.mlp.b_out']
logits = (x @ w['unembed.W_U'] + w['unembed.b_U'])[:, -1]
for row in logits.tolist():
    print(*row)
)";

}  // namespace

TEST_CASE("an exported network has the keys and shapes of a HookedTransformer", "[export]") {
  const TemporaryFolder folder;
  const std::string out = (folder / "lens.safetensors").string();
  for (const char* biases : {"on", "off", "frozen"}) {
    const TemporaryFolder own;
    const std::string checkpoint = trained(own, {std::string("model.biases=") + biases});
    REQUIRE(run_orrery({"export", checkpoint, "--layout", "transformer-lens", "-o", out}).code == 0);
    std::string listed;
    for (const StoredTensor& tensor : read_safetensors(out).tensors)
      listed += tensor.name + " " + tensor.type_and_shape() + "\n";
    CHECK(listed == kHookedTransformer);
  }
}

TEST_CASE("an exported network comes back by import", "[export]") {
  const std::vector<std::vector<std::string>> networks = {
      {}, {"model.layers=2", "model.activation=gelu"}, {"model.layers=4", "model.d_mlp=0"}};
  for (const auto& settings : networks) {
    const TemporaryFolder own;
    const std::string checkpoint = trained(own, settings);
    const std::string lens = (own / "lens.safetensors").string(), back = (own / "back.safetensors").string();
    REQUIRE(run_orrery({"export", checkpoint, "--layout", "transformer-lens", "-o", lens}).code == 0);
    REQUIRE(run_orrery({"import", lens, "--layout", "transformer-lens", "-o", back}).code == 0);
    const Checkpoint ours = read_checkpoint(checkpoint), theirs = read_checkpoint(back);
    for (const StoredTensor& tensor : theirs.file.tensors) {
      INFO(tensor.name);
      const StoredTensor* found = ours.file.find(tensor.name);
      REQUIRE(found);
      CHECK(found->bytes == tensor.bytes);
    }
    CHECK(theirs.spec.model.layers == ours.spec.model.layers);
    CHECK(theirs.spec.model.d_mlp == ours.spec.model.d_mlp);
    CHECK(theirs.spec.model.activation == ours.spec.model.activation);
  }
}

TEST_CASE("a configuration is checked against an exported network", "[export]") {
  const TemporaryFolder folder;
  const std::string checkpoint = trained(folder);
  const std::string lens = (folder / "lens.safetensors").string(),
                    back = (folder / "back.safetensors").string();
  REQUIRE(run_orrery({"export", checkpoint, "--layout", "transformer-lens", "-o", lens}).code == 0);
  // A configuration that says the network has no MLP is not its own.
  const auto with_config = [&](const std::string& config) {
    write(folder / "config.json", config);
    return run_orrery({"import", lens, "--layout", "transformer-lens", "--config",
                       (folder / "config.json").string(), "-o", back});
  };
  CHECK(with_config(R"({"attn_only": false})").code == 0);
  const Outcome refused = with_config(R"({"attn_only": true})");
  CHECK(refused.code == 2);
  CHECK(refused.err.find("attention only, as the configuration's attn_only says") != std::string::npos);
}

TEST_CASE("an exported network says itself what it computes, and --config has the last word", "[export]") {
  const TemporaryFolder folder;
  const std::string checkpoint = trained(folder, {"model.activation=gelu"});
  const std::string lens = (folder / "lens.safetensors").string(),
                    back = (folder / "back.safetensors").string();
  REQUIRE(run_orrery({"export", checkpoint, "--layout", "transformer-lens", "-o", lens}).code == 0);
  const auto activation = [&](const std::string& config) {
    std::vector<std::string> arguments{"import", lens, "--layout", "transformer-lens", "-o", back};
    if (!config.empty()) {
      write(folder / "config.json", config);
      arguments.insert(arguments.end(), {"--config", (folder / "config.json").string()});
    }
    REQUIRE(run_orrery(arguments).code == 0);
    return read_checkpoint(back).spec.model.activation;
  };
  CHECK(activation("") == Activation::gelu);
  CHECK(activation(R"({"p": 7, "train_fraction": 0.5, "split_seed": 1})") == Activation::gelu);
  CHECK(activation(R"({"act_fn": "relu"})") == Activation::relu);
}

TEST_CASE("a checkpoint of ours is not imported, and what is read is not written over", "[export][import]") {
  const TemporaryFolder folder;
  const std::string checkpoint = trained(folder), link = (folder / "link").string();
  std::filesystem::create_hard_link(checkpoint, link);
  const std::string before = read(checkpoint);
  const Outcome import =
      run_orrery({"import", checkpoint, "--layout", "transformer-lens", "-o", (folder / "out").string()});
  CHECK(import.err ==
        "orrery: " + checkpoint +
            ": expected weights that others wrote: it is a checkpoint already (orrery measure reads "
            "it)\n");
  for (const char* command : {"import", "export"}) {
    const Outcome same = run_orrery({command, checkpoint, "--layout", "transformer-lens", "-o", link});
    CHECK(same.code == 2);
    CHECK(same.err ==
          "orrery: --out = " + link + ": expected another file than " + checkpoint + ", which is read\n");
  }
  CHECK(read(checkpoint) == before);
}

TEST_CASE("PyTorch computes our logits from the exported file", "[export]") {
  if (std::system("/usr/bin/python3 -c 'import torch' 2>/dev/null") != 0) {
    WARN("skipped: python3-torch is not installed");
    return;
  }
  const TemporaryFolder folder;
  const std::string checkpoint = trained(folder), lens = (folder / "lens.safetensors").string();
  REQUIRE(run_orrery({"export", checkpoint, "--layout", "transformer-lens", "-o", lens}).code == 0);
  write(folder / "logits.py", kLogits);
  const std::string command = "/usr/bin/python3 '" + (folder / "logits.py").string() + "' '" + lens +
                              "' > '" + (folder / "logits.txt").string() + "'";
  REQUIRE(std::system(command.c_str()) == 0);
  std::istringstream theirs(read(folder / "logits.txt"));
  const std::unique_ptr<Run> run = run_from(read_checkpoint(checkpoint), Restore::parameters);
  const std::vector<float> ours = static_cast<PairRun&>(*run).logits(PairSet::all);
  REQUIRE(ours.size() == 49 * 8);
  for (const float logit : ours) {
    double other = 0;
    REQUIRE(theirs >> other);
    CHECK(static_cast<double>(logit) == Approx(other).epsilon(1e-4).margin(1e-4));
  }
}

TEST_CASE("what a HookedTransformer can't hold is refused by the field that says it", "[export]") {
  const std::pair<std::string, std::string> refused[] = {
      {"model.attention_rate=0.5", "model.attention_rate = 0.5"},
      {"model.causal=false", "model.causal = false"},
      {"model.activation=quadratic", "model.activation = \"quadratic\""},
      {"model.kind=pair-network", "model.kind = \"pair-network\""}};
  for (const auto& [setting, words] : refused) {
    const TemporaryFolder folder;
    const std::string checkpoint = trained(folder, {setting});
    const std::string out = (folder / "lens.safetensors").string();
    const Outcome outcome = run_orrery({"export", checkpoint, "--layout", "transformer-lens", "-o", out});
    CHECK(outcome.code == 2);
    CHECK(is_one_line(outcome.err));
    CHECK(outcome.err.find(words) != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(out));
  }
}
