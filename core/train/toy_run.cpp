#include "core/train/toy_run.h"

#include <algorithm>
#include <cstring>

#include "core/model/toy_kernel.h"
#include "core/numeric/aligned.h"
#include "core/numeric/random.h"
#include "core/train/adamw.h"
#include "core/train/run_fields.h"

namespace orrery {
namespace {

AdamWOptions adamw_options(const OptimizerSpec& spec) {
  return {spec.beta1, spec.beta2, spec.epsilon, spec.weight_decay};
}

/// Parameters, moments and gradient of one model, each as one array in which W [m, n] comes first and b_final [n] starts on
/// the next cache line.
class KernelToyRun final : public ToyRun {
 public:
  explicit KernelToyRun(const RunSpec& spec)
      : ToyRun(spec),
        kernel_(toy_kernel()),
        n_(static_cast<int>(spec.task.features)),
        m_(static_cast<int>(spec.model.hidden)),
        batch_(static_cast<int>(spec.batch)),
        b_offset_(padded_to_line(static_cast<size_t>(n_) * m_)),
        size_(b_offset_ + padded_to_line(n_)),
        parameters_(size_),
        gradient_(size_),
        m_moment_(size_),
        v_moment_(size_),
        gates_(3 * padded_to_line(n_)),
        scratch_(kernel_.scratch_bytes(n_, m_, batch_)),
        stream_(spec.seeds.data.value_or(spec.seed), StreamUse::data),
        adamw_(adamw_options(spec.optimizer)) {
    const SplitMix64 random(spec.seeds.init.value_or(spec.seed), StreamUse::init);
    const ToyParameters<float> initial = initial_toy_parameters(n_, m_, spec.model.init_scale, random);
    std::copy_n(initial.W.data(), initial.W.size(), parameters_.data());
    std::copy_n(initial.b_final.data(), initial.b_final.size(), parameters_.data() + b_offset_);
    adopt();
  }

  std::vector<StateTensor> state() override {
    std::vector<StateTensor> tensors;
    const auto add_parameters = [&](const char* prefix, AlignedArray<float>& array) {
      tensors.push_back({std::string(prefix) + "W", DType::f32, {m_, n_}, array.data()});
      tensors.push_back({std::string(prefix) + "b_final", DType::f32, {n_}, array.data() + b_offset_});
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
    return {Eigen::Map<const Matrix<float>>(parameters_.data(), m_, n_).cast<double>(),
            Eigen::Map<const Vector<float>>(parameters_.data() + b_offset_, n_).cast<double>()};
  }

  const SparseFeatures& features() const override { return features_; }

 protected:
  void update(double learning_rate) override {
    kernel_.gradient(batch(stream_), gradient_.data(), gradient_.data() + b_offset_, scratch_.data());
    // One pass over W, b_final and the padding between them, which is zero and stays zero.
    adamw_.update(learning_rate, parameters_.data(), gradient_.data(), m_moment_.data(), v_moment_.data(),
                  size_);
  }

  void adopt() override {
    features_ = sparse_features(current().task);
    const size_t line = padded_to_line(n_);
    for (int i = 0; i < n_; ++i) {
      const FeatureGate gate(features_.density[i]);
      gates_[i] = gate.threshold;
      gates_[line + i] = gate.scale;
      gates_[2 * line + i] = static_cast<float>(features_.importance[i]);
    }
    adamw_.set_options(adamw_options(current().optimizer));
  }

  void rewind() override { adamw_ = AdamW(adamw_options(current().optimizer), step()); }

 private:
  ToyBatch batch(LaneStream& stream) const {
    const size_t line = padded_to_line(n_);
    return {n_,
            m_,
            batch_,
            current().model.output == OutputActivation::relu,
            parameters_.data(),
            parameters_.data() + b_offset_,
            gates_.data(),
            gates_.data() + line,
            gates_.data() + 2 * line,
            &stream.state[0][0]};
  }

  const ToyKernel& kernel_;
  int n_, m_, batch_;
  size_t b_offset_, size_;
  AlignedArray<float> parameters_, gradient_, m_moment_, v_moment_;
  AlignedArray<float> gates_;  // threshold, scale and importance of each feature, a line-aligned row each
  AlignedArray<std::byte> scratch_;
  LaneStream stream_;
  AdamW adamw_;
  SparseFeatures features_;
};

}  // namespace

Result<std::unique_ptr<ToyRun>> make_toy_run(const RunSpec& spec) {
  return std::unique_ptr<ToyRun>(std::make_unique<KernelToyRun>(spec));
}

}  // namespace orrery
