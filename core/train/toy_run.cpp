#include "core/train/toy_run.h"

#include <algorithm>
#include <cstring>

#include "core/model/parameter_layout.h"
#include "core/model/toy_attack.h"
#include "core/numeric/random.h"
#include "core/train/adamw.h"
#include "core/train/given_examples.h"
#include "core/train/hidden_of_examples.h"
#include "core/train/run_memory.h"

namespace orrery {
namespace {

AdamWOptions adamw_options(const OptimizerSpec& spec) {
  return {spec.beta1, spec.beta2, spec.epsilon, spec.weight_decay};
}

ParameterLayout toy_layout(int64_t n, int64_t m, bool tied) {
  ParameterLayout layout;
  layout.add(tied ? "W" : "W1", {m, n});
  if (!tied) layout.add("W2", {n, m});
  layout.add("b_final", {n});
  return layout;
}

/// Examples of a step.
int batch_of(const RunSpec& spec) {
  return static_cast<int>(spec.batch ? spec.batch : spec.task.samples);
}

/// `sets` must outlive the shape.
ToyShape shape_of(const RunSpec& spec, const std::vector<ToySet>& sets) {
  const ModelSpec& model = spec.model;
  return {static_cast<int>(spec.task.features),
          static_cast<int>(model.hidden),
          batch_of(spec),
          model.output == OutputActivation::relu,
          model.hidden_activation == HiddenActivation::relu,
          !model.tied,
          spec.task.signed_values,
          static_cast<int>(sets.size()),
          sets.data()};
}

/// What a run holds at once: four arrays of the layout, the kernel's scratch, and examples where they are given to it
/// (clean, input and target, with attacks also moved, by n x n moves in double).
double bytes_of(const RunSpec& spec) {
  const double n = static_cast<double>(spec.task.features), given = n * batch_of(spec);
  const std::vector<ToySet> sets = toy_task(spec.task).kernel_sets();
  return 16 * static_cast<double>(toy_layout(spec.task.features, spec.model.hidden, spec.model.tied).size()) +
         static_cast<double>(toy_kernel().scratch_bytes(shape_of(spec, sets))) +
         (spec.task.samples > 0 ? 12 * given : 0) + (spec.task.attack > 0 ? 16 * given + 16 * n * n : 0);
}

/// Parameters, moments and gradient of one model, each as one array in the layout's order.
class KernelToyRun final : public ToyRun {
 public:
  explicit KernelToyRun(const RunSpec& spec)
      : ToyRun(spec),
        kernel_(toy_kernel()),
        n_(static_cast<int>(spec.task.features)),
        m_(static_cast<int>(spec.model.hidden)),
        batch_(batch_of(spec)),
        layout_(toy_layout(n_, m_, spec.model.tied)),
        parameters_(layout_.size()),
        gradient_(layout_.size()),
        m_moment_(layout_.size()),
        v_moment_(layout_.size()),
        task_(toy_task(spec.task)),
        gates_(task_),
        scratch_(kernel_.scratch_bytes(shape())),
        stream_(spec.seeds.data.value_or(spec.seed), StreamUse::data),
        adamw_(adamw_options(spec.optimizer)) {
    const ToyParameters<float> initial =
        initial_toy_parameters(n_, m_, spec.model.init_scale,
                               {spec.seeds.init.value_or(spec.seed), StreamUse::init}, spec.model.tied);
    const auto put = [&](const char* name, const auto& values) {
      std::copy_n(values.data(), values.size(), parameters_.data() + layout_.find(name)->offset);
    };
    put(spec.model.tied ? "W" : "W1", initial.W);
    if (!spec.model.tied) put("W2", initial.W2);
    if (spec.task.samples) {
      examples_ = sample_set(task_, batch_, stream_);
      given_ = GivenExamples(batch_, n_);
      given_.put(examples_, examples_.cwiseAbs());
    }
    adopt();
  }

  std::vector<StateTensor> state() override {
    std::vector<StateTensor> tensors;
    const auto add_parameters = [&](const char* prefix, AlignedArray<float>& array) {
      for (const ParameterTensor& tensor : layout_.tensors())
        tensors.push_back({prefix + tensor.name, DType::f32, tensor.shape, array.data() + tensor.offset});
    };
    add_parameters("", parameters_);
    add_parameters("optimizer.m.", m_moment_);
    add_parameters("optimizer.v.", v_moment_);
    tensors.push_back({"stream.data", DType::u32, {4, LaneStream::kLanes}, stream_.state});
    return tensors;
  }

  double loss() override {
    LaneStream ahead = stream_;
    return kernel_.loss(batch(ahead), scratch_.data());
  }

  ToyParameters<double> parameters() const override {
    ToyParameters<double> values{Eigen::Map<const Matrix<float>>(parameters_.data(), m_, n_).cast<double>(),
                                 Eigen::Map<const Vector<float>>(b(parameters_), n_).cast<double>()};
    if (const float* const W2 = second(parameters_))
      values.W2 = Eigen::Map<const Matrix<float>>(W2, n_, m_).cast<double>();
    return values;
  }

  const ToyTask& task() const override { return task_; }
  const Matrix<float>& examples() const override { return examples_; }
  std::optional<View> view(std::string_view name) override { return view_of_examples(*this, name); }

 protected:
  void update(double learning_rate) override {
    kernel_.gradient(
        batch(stream_),
        {gradient_.data(), const_cast<float*>(second(gradient_)), const_cast<float*>(b(gradient_))},
        scratch_.data());
    // One pass over all tensors and the padding between them, which is zero and stays zero.
    adamw_.update(learning_rate, parameters_.data(), gradient_.data(), m_moment_.data(), v_moment_.data(),
                  layout_.size());
  }

  void adopt() override {
    task_ = toy_task(current().task);
    sets_ = task_.kernel_sets();
    gates_ = ToyGates(task_);
    adamw_.set_options(adamw_options(current().optimizer));
  }

  void rewind() override { adamw_ = AdamW(adamw_options(current().optimizer), step()); }

 private:
  /// W2 and b_final in an array of the layout; W comes first. W2 is null in a tied model.
  const float* second(const AlignedArray<float>& array) const {
    return layout_.tensors().size() == 3 ? array.data() + layout_.tensors()[1].offset : nullptr;
  }
  const float* b(const AlignedArray<float>& array) const {
    return array.data() + layout_.tensors().back().offset;
  }

  ToyShape shape() const { return shape_of(current(), sets_); }

  /// The next batch of `stream`: given where the set is finite or the examples are attacked, else for the kernel to draw.
  ToyBatch batch(LaneStream& stream) {
    ToyBatch batch{shape(),
                   parameters_.data(),
                   second(parameters_),
                   b(parameters_),
                   gates_.threshold.data(),
                   gates_.scale.data(),
                   gates_.importance.data(),
                   &stream.state[0][0]};
    if (current().task.attack > 0) {
      const Matrix<float> clean = examples_.size() ? examples_ : sample_batch(task_, batch_, stream);
      if (attacked_.empty()) attacked_ = GivenExamples(batch_, n_);
      attacked_.put(attack_at_random(parameters(), current().task.attack, clean, stream), clean.cwiseAbs());
      attacked_.give(batch);
    } else if (!given_.empty()) {
      given_.give(batch);
    }
    return batch;
  }

  const ToyKernel& kernel_;
  int n_, m_, batch_;
  ParameterLayout layout_;
  AlignedArray<float> parameters_, gradient_, m_moment_, v_moment_;
  ToyTask task_;
  std::vector<ToySet> sets_;
  ToyGates gates_;
  AlignedArray<std::byte> scratch_;
  LaneStream stream_;
  AdamW adamw_;
  Matrix<float> examples_;  // [samples, n]
  GivenExamples given_, attacked_;
};

}  // namespace

Result<std::unique_ptr<ToyRun>> make_toy_run(const RunSpec& spec, double max_bytes) {
  if (auto fits = check_memory("model.hidden", std::to_string(spec.model.hidden), bytes_of(spec), max_bytes);
      !fits)
    return fits.error();
  return std::unique_ptr<ToyRun>(std::make_unique<KernelToyRun>(spec));
}

}  // namespace orrery
