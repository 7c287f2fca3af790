#include "core/train/toy_ensemble.h"

#include <algorithm>

#include "core/model/toy_kernel.h"
#include "core/numeric/aligned.h"
#include "core/numeric/random.h"

namespace orrery {
namespace {

constexpr size_t kModels = ToyLanes::kModels;

/// One model's arrays, or sixteen models': there, `lanes` is 16 and every element is a row of models.
struct Arrays {
  size_t weights, features, lanes;
  AlignedArray<float> parameters, gradient, m, v;    // [m n + n, lanes], W before b
  AlignedArray<float> threshold, scale, importance;  // [n, lanes]

  Arrays(size_t n, size_t hidden, size_t width)
      : weights(n * hidden),
        features(n),
        lanes(width),
        parameters((weights + n) * lanes),
        gradient((weights + n) * lanes),
        m((weights + n) * lanes),
        v((weights + n) * lanes),
        threshold(n * lanes),
        scale(n * lanes),
        importance(n * lanes) {}

  float* b() { return parameters.data() + weights * lanes; }
  float* gradient_b() { return gradient.data() + weights * lanes; }

  void put(size_t lane, const ToyMember& member, int hidden) {
    const ToyParameters<float> initial = initial_toy_parameters(
        member.features.count(), hidden, member.init_scale, {member.seed, StreamUse::init});
    for (size_t p = 0; p < weights; ++p) parameters[p * lanes + lane] = initial.W.data()[p];
    for (size_t i = 0; i < features; ++i) {
      const FeatureGate gate(member.features.density[i]);
      threshold[i * lanes + lane] = gate.threshold;
      scale[i * lanes + lane] = gate.scale;
      importance[i * lanes + lane] = static_cast<float>(member.features.importance[i]);
    }
  }

  ToyParameters<float> get(size_t lane) const {
    const auto n = static_cast<Eigen::Index>(features),
               hidden = static_cast<Eigen::Index>(weights / features);
    ToyParameters<float> result{Matrix<float>(hidden, n), Vector<float>(n)};
    for (size_t p = 0; p < weights; ++p) result.W.data()[p] = parameters[p * lanes + lane];
    for (size_t i = 0; i < features; ++i) result.b_final.data()[i] = parameters[(weights + i) * lanes + lane];
    return result;
  }

  void update(AdamW& adamw, double learning_rate) {
    adamw.update(learning_rate, parameters.data(), gradient.data(), m.data(), v.data(), parameters.size());
  }
};

ToyParameters<float> train_alone(const ToyEnsemble& ensemble, const ToyMember& member) {
  const ToyKernel& kernel = toy_kernel();
  const int n = member.features.count();
  Arrays model(static_cast<size_t>(n), static_cast<size_t>(ensemble.hidden), 1);
  model.put(0, member, ensemble.hidden);
  LaneStream stream(member.seed, StreamUse::data);
  AlignedArray<std::byte> scratch(kernel.scratch_bytes(n, ensemble.hidden, ensemble.batch));
  const ToyBatch batch{n,
                       ensemble.hidden,
                       ensemble.batch,
                       ensemble.output == OutputActivation::relu,
                       model.parameters.data(),
                       model.b(),
                       model.threshold.data(),
                       model.scale.data(),
                       model.importance.data(),
                       &stream.state[0][0]};
  AdamW adamw(ensemble.optimizer);
  for (const double learning_rate : ensemble.learning_rates) {
    kernel.gradient(batch, model.gradient.data(), model.gradient_b(), scratch.data());
    model.update(adamw, learning_rate);
  }
  return model.get(0);
}

/// At most sixteen members; lanes left over repeat the first.
void train_in_lanes(const ToyEnsemble& ensemble, const ToyMember* members, size_t count,
                    ToyParameters<float>* results) {
  const ToyKernel& kernel = toy_kernel();
  const int n = members[0].features.count();
  Arrays models(static_cast<size_t>(n), static_cast<size_t>(ensemble.hidden), kModels);
  AlignedArray<uint32_t> streams(LaneStream::kLanes * 4 * kModels);
  for (size_t lane = 0; lane < kModels; ++lane) {
    const ToyMember& member = members[lane < count ? lane : 0];
    models.put(lane, member, ensemble.hidden);
    const LaneStream stream(member.seed, StreamUse::data);
    for (size_t virtual_lane = 0; virtual_lane < LaneStream::kLanes; ++virtual_lane)
      for (size_t word = 0; word < 4; ++word)
        streams[(virtual_lane * 4 + word) * kModels + lane] = stream.state[word][virtual_lane];
  }
  AlignedArray<std::byte> scratch(kernel.lanes_scratch_bytes(n, ensemble.hidden, ensemble.batch));
  const ToyLanes batch{n,
                       ensemble.hidden,
                       ensemble.batch,
                       ensemble.output == OutputActivation::relu,
                       models.parameters.data(),
                       models.b(),
                       models.threshold.data(),
                       models.scale.data(),
                       models.importance.data(),
                       streams.data()};
  AdamW adamw(ensemble.optimizer);
  for (const double learning_rate : ensemble.learning_rates) {
    kernel.gradient_lanes(batch, models.gradient.data(), models.gradient_b(), scratch.data());
    models.update(adamw, learning_rate);
  }
  for (size_t lane = 0; lane < count; ++lane) results[lane] = models.get(lane);
}

}  // namespace

std::vector<ToyParameters<float>> train_toy_ensemble(const ToyEnsemble& ensemble,
                                                     const std::vector<ToyMember>& members,
                                                     ParallelFor& parallel) {
  std::vector<ToyParameters<float>> results(members.size());
  if (members.empty()) return results;
  // Whole groups go into lanes, and so does a rest that is large enough; unless that leaves threads idle.
  const auto worth = static_cast<size_t>(
      toy_kernel().lanes_from(members[0].features.count(), ensemble.hidden, ensemble.batch));
  size_t groups = members.size() / kModels + (members.size() % kModels >= worth);
  if (worth > kModels || groups < static_cast<size_t>(parallel.workers())) groups = 0;
  const size_t in_lanes = std::min(groups * kModels, members.size());
  parallel(static_cast<int>(groups + members.size() - in_lanes), [&](int task, int) {
    const auto index = static_cast<size_t>(task);
    if (index < groups) {
      const size_t first = index * kModels;
      train_in_lanes(ensemble, &members[first], std::min(kModels, members.size() - first), &results[first]);
    } else {
      const size_t member = in_lanes + index - groups;
      results[member] = train_alone(ensemble, members[member]);
    }
  });
  return results;
}

}  // namespace orrery
