// Networks of ours, stored as the papers' authors store theirs, and what is imported of them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/model/pair_model.h"
#include "core/train/pair_run.h"
#include "core/train/run_fields.h"
#include "native/command/spec_options.h"
#include "native/failure.h"
#include "native/import/import.h"
#include "tests/native/support.h"
#include "tests/native/torch_files.h"

namespace orrery::testing {

/// A network of ours with its initial weights.
struct Original {
  RunSpec spec;
  ParameterLayout layout;
  AlignedArray<float> parameters;

  explicit Original(const std::vector<std::string>& settings) {
    spec.task.kind = TaskKind::pairs;
    spec.batch = 0;
    for (const std::string& setting : settings) apply_setting(spec, setting);
    const PairTask task = value_or_throw(make_pair_task(spec));
    layout = task.model.layout();
    parameters = AlignedArray<float>(layout.size());
    initialise_pair_model(task.model, spec.model.init, 5, false, 1, parameters.data());
    // Biases start at zero: they too must be told apart.
    for (const ParameterTensor& tensor : layout.tensors()) {
      if (tensor.name.find("b_") == std::string::npos || !tensor.trained) continue;
      for (size_t i = 0; i < tensor.count(); ++i)
        parameters[tensor.offset + i] = 0.01f * static_cast<float>(i + 1);
    }
  }

  /// Entry [i, j, k] of a tensor in our order.
  float at(const std::string& name, std::initializer_list<int64_t> index) const {
    const ParameterTensor* tensor = layout.find(name);
    REQUIRE(tensor);
    size_t place = 0;
    auto extent = tensor->shape.begin();
    for (const int64_t i : index) place = place * static_cast<size_t>(*extent++) + static_cast<size_t>(i);
    return parameters[tensor->offset + place];
  }
  int64_t extent(const std::string& name, size_t axis) const { return layout.find(name)->shape[axis]; }

  FloatTensor as_it_is(const std::string& name, const std::string& theirs) const {
    const ParameterTensor* tensor = layout.find(name);
    const float* const data = parameters.data() + tensor->offset;
    return {theirs, tensor->shape, {data, data + tensor->count()}};
  }
  FloatTensor transposed(const std::string& name, const std::string& theirs) const {
    const int64_t rows = extent(name, 0), columns = extent(name, 1);
    FloatTensor out{theirs, {columns, rows}, {}};
    for (int64_t j = 0; j < columns; ++j)
      for (int64_t i = 0; i < rows; ++i) out.values.push_back(at(name, {i, j}));
    return out;
  }
};

/// As Nanda et al. and Zhong et al. store a transformer: W_E [d, V], heads [H, e, d], W_O [d, H e], the MLP transposed.
inline std::vector<FloatTensor> as_in_the_papers(const Original& net, int layers) {
  std::vector<FloatTensor> out{net.transposed("embed.W_E", "embed.W_E"),
                               net.as_it_is("pos_embed.W_pos", "pos_embed.W_pos")};
  for (int layer = 0; layer < layers; ++layer) {
    const std::string block = fmt::format("blocks.{}.", layer);
    const int64_t H = net.extent(block + "attn.W_O", 0), e = net.extent(block + "attn.W_O", 1),
                  d = net.extent(block + "attn.W_O", 2);
    for (const char* name : {"attn.W_K", "attn.W_Q", "attn.W_V"}) {
      FloatTensor tensor{block + name, {H, e, d}, {}};
      for (int64_t h = 0; h < H; ++h)
        for (int64_t j = 0; j < e; ++j)
          for (int64_t i = 0; i < d; ++i) tensor.values.push_back(net.at(block + name, {h, i, j}));
      out.push_back(tensor);
    }
    FloatTensor W_O{block + "attn.W_O", {d, H * e}, {}};
    for (int64_t i = 0; i < d; ++i)
      for (int64_t h = 0; h < H; ++h)
        for (int64_t j = 0; j < e; ++j) W_O.values.push_back(net.at(block + "attn.W_O", {h, j, i}));
    out.push_back(W_O);
    const int64_t n = net.extent("pos_embed.W_pos", 0);
    FloatTensor mask{block + "attn.mask", {n, n}, {}};
    for (int64_t q = 0; q < n; ++q)
      for (int64_t k = 0; k < n; ++k) mask.values.push_back(k <= q ? 1.0f : 0.0f);
    out.push_back(mask);
    out.push_back(net.transposed(block + "mlp.W_in", block + "mlp.W_in"));
    out.push_back(net.as_it_is(block + "mlp.b_in", block + "mlp.b_in"));
    out.push_back(net.transposed(block + "mlp.W_out", block + "mlp.W_out"));
    out.push_back(net.as_it_is(block + "mlp.b_out", block + "mlp.b_out"));
  }
  out.push_back(net.as_it_is("unembed.W_U", "unembed.W_U"));
  return out;
}

/// As TransformerLens stores a transformer, which is as we do.
inline std::vector<FloatTensor> as_in_transformer_lens(const Original& net) {
  std::vector<FloatTensor> out;
  for (const ParameterTensor& tensor : net.layout.tensors())
    out.push_back(net.as_it_is(tensor.name, tensor.name));
  return out;
}

/// The assumptions of an import, as the command tells them.
inline std::string assumed_of(const ImportedModel& imported) {
  std::string out;
  for (const Assumption& one : imported.assumed) out += one.what + " (" + one.fields + ")\n";
  return out;
}

inline ImportedModel import_tensors(const std::vector<FloatTensor>& tensors, Layout layout,
                                    const std::string& config = "", const std::string& group = "") {
  const TemporaryFolder folder;
  ImportRequest request;
  request.layout = layout;
  request.group = group;
  if (!config.empty()) {
    write(folder / "config.json", config);
    request.config = read_config(folder / "config.json");
  }
  return import_model(*parse_weights(state_dict_archive(tensors), "model.pt"), "model.pt", request);
}

/// The line that refuses it, config.json named without its folder.
inline std::string refusal(const std::vector<FloatTensor>& tensors, Layout layout, const std::string& config,
                           const std::string& group = "") {
  std::string line = failure_of([&] { import_tensors(tensors, layout, config, group); });
  if (const size_t at = line.find("/config.json"); at != std::string::npos) {
    const size_t start = line.rfind(' ', at) + 1;
    line.erase(start, at + 1 - start);
  }
  return line;
}

inline void check_same(const ImportedModel& imported, const Original& original) {
  REQUIRE(imported.layout.tensors().size() == original.layout.tensors().size());
  for (const ParameterTensor& tensor : original.layout.tensors()) {
    INFO(tensor.name);
    const ParameterTensor* found = imported.layout.find(tensor.name);
    REQUIRE(found);
    CHECK(found->shape == tensor.shape);
    CHECK(std::equal(original.parameters.data() + tensor.offset,
                     original.parameters.data() + tensor.offset + tensor.count(),
                     imported.parameters.data() + found->offset));
  }
}

inline const std::vector<std::string> kGrokking{"task.group=C7", "model.kind=transformer", "model.d_model=8",
                                                "model.heads=2", "model.d_mlp=12"};

inline const std::vector<std::string> kPizza{
    "task.group=C7",    "task.sequence=ab", "model.kind=transformer", "model.causal=false",
    "model.d_model=11", "model.d_head=2",   "model.d_mlp=12"};

inline std::vector<std::string> with(std::vector<std::string> settings,
                                     const std::vector<std::string>& more) {
  settings.insert(settings.end(), more.begin(), more.end());
  return settings;
}

}  // namespace orrery::testing
