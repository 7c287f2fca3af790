#include "core/train/toy_ensemble.h"

#include <algorithm>

#include "core/model/toy_kernel.h"
#include "core/numeric/aligned.h"
#include "core/numeric/random.h"
#include "core/train/toy_task.h"

namespace orrery {
namespace {

constexpr size_t kModels = ToyLanes::kModels;

/// The shape that an ensemble's models have, `n` features each.
ToyShape shape_of(const ToyEnsemble& ensemble, int n) {
  return {n,
          ensemble.hidden,
          ensemble.batch,
          ensemble.activations.output == OutputActivation::relu,
          ensemble.activations.hidden == HiddenActivation::relu,
          !ensemble.tied,
          ensemble.signed_values,
          static_cast<int>(ensemble.sets.size()),
          ensemble.sets.data()};
}

/// One model's arrays, or sixteen models': there, `lanes` is 16 and every element is a row of models.
struct Arrays {
  const ToyShape shape;
  const size_t n, weights, weights2, lanes;
  AlignedArray<float> parameters, gradient, m, v;    // [m n + n + m n if untied, lanes]: W, b, W2
  AlignedArray<float> threshold, scale, importance;  // [n, lanes]

  Arrays(const ToyShape& models, size_t width)
      : shape(models),
        n(static_cast<size_t>(shape.features)),
        weights(n * static_cast<size_t>(shape.hidden)),
        weights2(shape.untied ? weights : 0),
        lanes(width),
        parameters((weights + n + weights2) * lanes),
        gradient(parameters.size()),
        m(parameters.size()),
        v(parameters.size()),
        threshold(n * lanes),
        scale(n * lanes),
        importance(n * lanes) {}

  /// Where W2 and b start in `parameters` and its like.
  size_t b() const { return weights * lanes; }
  size_t W2() const { return (weights + n) * lanes; }

  void put(size_t lane, const ToyMember& member) {
    const ToyParameters<float> initial = initial_toy_parameters(
        shape.features, shape.hidden, member.init_scale, {member.seed, StreamUse::init}, !shape.untied);
    for (size_t p = 0; p < weights; ++p) parameters[p * lanes + lane] = initial.W.data()[p];
    for (size_t p = 0; p < weights2; ++p) parameters[W2() + p * lanes + lane] = initial.W2.data()[p];
    for (size_t i = 0; i < n; ++i) {
      const FeatureGate gate(member.features.density[i]);
      threshold[i * lanes + lane] = gate.threshold;
      scale[i * lanes + lane] = gate.scale;
      importance[i * lanes + lane] = static_cast<float>(member.features.importance[i]);
    }
  }

  ToyParameters<float> get(size_t lane) const {
    ToyParameters<float> result{Matrix<float>(shape.hidden, shape.features), Vector<float>(shape.features)};
    if (shape.untied) result.W2.resize(shape.features, shape.hidden);
    for (size_t p = 0; p < weights; ++p) result.W.data()[p] = parameters[p * lanes + lane];
    for (size_t p = 0; p < weights2; ++p) result.W2.data()[p] = parameters[W2() + p * lanes + lane];
    for (size_t i = 0; i < n; ++i) result.b_final.data()[i] = parameters[b() + i * lanes + lane];
    return result;
  }

  /// ToyBatch or ToyLanes: the same arrays.
  template <class Batch>
  Batch batch(uint32_t* stream) const {
    const float* const at = parameters.data();
    return {shape, at, at + W2(), at + b(), threshold.data(), scale.data(), importance.data(), stream};
  }

  ToySlopes slopes() { return {gradient.data(), gradient.data() + W2(), gradient.data() + b()}; }

  void update(AdamW& adamw, double learning_rate) {
    adamw.update(learning_rate, parameters.data(), gradient.data(), m.data(), v.data(), parameters.size());
  }
};

ToyParameters<float> train_alone(const ToyEnsemble& ensemble, const ToyMember& member) {
  const ToyKernel& kernel = toy_kernel();
  Arrays model(shape_of(ensemble, member.features.count()), 1);
  model.put(0, member);
  LaneStream stream(member.seed, StreamUse::data);
  AlignedArray<std::byte> scratch(kernel.scratch_bytes(model.shape));
  const auto batch = model.batch<ToyBatch>(&stream.state[0][0]);
  AdamW adamw(ensemble.optimizer);
  for (const double learning_rate : ensemble.learning_rates) {
    kernel.gradient(batch, model.slopes(), scratch.data());
    model.update(adamw, learning_rate);
  }
  return model.get(0);
}

/// At most sixteen members; lanes left over repeat the first.
void train_in_lanes(const ToyEnsemble& ensemble, const ToyMember* members, size_t count,
                    ToyParameters<float>* results) {
  const ToyKernel& kernel = toy_kernel();
  Arrays models(shape_of(ensemble, members[0].features.count()), kModels);
  AlignedArray<uint32_t> streams(LaneStream::kLanes * 4 * kModels);
  for (size_t lane = 0; lane < kModels; ++lane) {
    const ToyMember& member = members[lane < count ? lane : 0];
    models.put(lane, member);
    const LaneStream stream(member.seed, StreamUse::data);
    for (size_t virtual_lane = 0; virtual_lane < LaneStream::kLanes; ++virtual_lane)
      for (size_t word = 0; word < 4; ++word)
        streams[(virtual_lane * 4 + word) * kModels + lane] = stream.state[word][virtual_lane];
  }
  AlignedArray<std::byte> scratch(kernel.lanes_scratch_bytes(models.shape));
  const auto batch = models.batch<ToyLanes>(streams.data());
  AdamW adamw(ensemble.optimizer);
  for (const double learning_rate : ensemble.learning_rates) {
    kernel.gradient_lanes(batch, models.slopes(), scratch.data());
    models.update(adamw, learning_rate);
  }
  for (size_t lane = 0; lane < count; ++lane) results[lane] = models.get(lane);
}

}  // namespace

ToyEnsemble toy_ensemble(const RunSpec& spec) {
  const OptimizerSpec& o = spec.optimizer;
  const ToyTask task = toy_task(spec.task);
  ToyEnsemble ensemble{static_cast<int>(spec.model.hidden),
                       static_cast<int>(spec.batch),
                       toy_activations(spec.model),
                       {o.beta1, o.beta2, o.epsilon, o.weight_decay},
                       {},
                       spec.model.tied,
                       task.signed_values,
                       task.kernel_sets()};
  // The rate of each update, as a run computes it.
  for (int64_t step = 0; step < spec.steps; ++step)
    ensemble.learning_rates.push_back(o.learning_rate * schedule_factor(o.schedule, o.floor, o.warmup_steps,
                                                                        spec.steps, step,
                                                                        o.warmup_from_zero));
  return ensemble;
}

ToyMember toy_member(const RunSpec& spec, uint32_t seed) {
  const ToyTask task = toy_task(spec.task);
  ToyMember member{seed, {{}, task.features.importance}, spec.model.init_scale};
  member.features.density.resize(task.features.importance.size());
  for (const FeatureSet& set : task.features.sets)
    for (const int i : set.members) member.features.density[static_cast<size_t>(i)] = set.probability;
  return member;
}

std::vector<ToyParameters<float>> train_toy_ensemble(const ToyEnsemble& ensemble,
                                                     const std::vector<ToyMember>& members,
                                                     ParallelFor& parallel) {
  std::vector<ToyParameters<float>> results(members.size());
  if (members.empty()) return results;
  // Whole groups go into lanes, and so does a rest that is large enough; unless that leaves threads idle.
  const auto worth =
      static_cast<size_t>(toy_kernel().lanes_from(shape_of(ensemble, members[0].features.count())));
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
