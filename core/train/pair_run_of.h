// The run on pairs in one arithmetic: what pair_run.cpp makes by the folded step and pair_run_plain.cpp by the plain form.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/numeric/aligned.h"
#include "core/train/adamw.h"
#include "core/train/pair_run.h"

namespace orrery {

/// The pairs of minibatch `index` of a run: each epoch walks through the training pairs in an order of its own, which
/// follows from the seed and the epoch, so that a resumed run needs no state.
std::vector<int> minibatch(const std::vector<int>& train, int64_t batch, int64_t index, uint32_t seed);

/// Parameters, moments and gradient, each one array in the model's layout.
template <class T>
class PairRunOf final : public PairRun {
 public:
  /// `make(model)` makes the objective of the run's own model. `parallel` must outlive the run.
  template <class Make>
  PairRunOf(const RunSpec& spec, PairTask task, ParallelFor& parallel, const Make& make)
      : PairRun(spec, std::move(task)),
        parallel_(parallel),
        layout_(model().layout()),
        parameters_(layout_.size()),
        gradient_(layout_.size()),
        m_(layout_.size()),
        v_(layout_.size()),
        objective_(make(model())),
        adamw_(options()) {
    AlignedArray<float> initial(layout_.size());
    initialise_pair_model(model(), spec.model.init, spec.seeds.init.value_or(spec.seed),
                          spec.model.init_stream == InitStream::torch, spec.model.init_scale, initial.data());
    std::copy_n(initial.data(), initial.size(), parameters_.data());
  }

  std::vector<StateTensor> state() override {
    std::vector<StateTensor> tensors;
    const auto add = [&](const char* prefix, AlignedArray<T>& array, bool frozen_too) {
      for (const ParameterTensor& tensor : layout_.tensors()) {
        if (tensor.trained || frozen_too)
          tensors.push_back({prefix + tensor.name, sizeof(T) == 8 ? DType::f64 : DType::f32, tensor.shape,
                             array.data() + tensor.offset});
      }
    };
    add("", parameters_, true);
    add("optimizer.m.", m_, false);
    add("optimizer.v.", v_, false);
    return tensors;
  }

  double loss() override {
    const std::optional<PairResult> result = score(task().split_known ? PairSet::train : PairSet::all);
    return result->loss;
  }

  std::vector<double> parameters() const override {
    return {parameters_.data(), parameters_.data() + parameters_.size()};
  }

  std::optional<PairResult> score(PairSet set) override {
    if (!ready(set)) return std::nullopt;
    std::optional<PairResult>& known = scores_[static_cast<size_t>(set)];
    if (!known) known = finite() ? objective_->evaluate(set, parameters_.data()) : PairResult{NAN, NAN};
    return known;
  }

  std::vector<float> logits(PairSet set) override {
    if (!ready(set)) return {};
    const std::vector<T> values = logits_of(set);
    return {values.begin(), values.end()};
  }

  std::optional<View> view(std::string_view name) override {
    const auto shaped = [&](std::vector<float> values) {
      return View{{task().group.order, task().group.order}, std::move(values)};
    };
    if (name == kConfidence) return shaped(answers().confidence);
    if (name == kAnswers) return shaped(answers().classes);
    if (name == kTargets) return shaped({model().targets.begin(), model().targets.end()});
    if (name != kTrained) return std::nullopt;
    std::vector<float> trained(model().targets.size(), 0.0f);
    for (const int pair : task().split.train) trained[static_cast<size_t>(pair)] = 1;
    return shaped(std::move(trained));
  }

 protected:
  void update(double learning_rate) override {
    if (!task().split_known) return;
    const int64_t batch = current().batch;
    PairSet set = PairSet::train;
    ready(set);
    if (batch > 0 && batch < static_cast<int64_t>(task().split.train.size())) {
      set = PairSet::batch;
      objective_->set_pairs(
          set, minibatch(task().split.train, batch, step(), current().seeds.data.value_or(current().seed)));
    }
    objective_->differentiate(set, parameters_.data(), gradient_.data());
    adamw_.update(learning_rate, layout_.trained_spans(), parameters_.data(), gradient_.data(), m_.data(),
                  v_.data(), parallel_);
    forget();
  }

  void adopt() override { adamw_.set_options(options()); }

  void rewind() override {
    adamw_ = AdamW(options(), step());
    forget();
  }

 private:
  /// What the network says of every pair, in their order: views kAnswers and kConfidence.
  struct Answers {
    std::vector<float> classes, confidence;
  };

  /// Drops what was worked out for the parameters before.
  void forget() {
    scores_ = {};
    answers_.reset();
  }

  /// A network with a weight that is not finite computes nothing, though a ReLU may hide it: NaN is not above 0.
  bool finite() const {
    return std::all_of(parameters_.data(), parameters_.data() + parameters_.size(),
                       [](T x) { return std::isfinite(x); });
  }

  AdamWOptions options() const {
    const OptimizerSpec& optimizer = current().optimizer;
    return {optimizer.beta1, optimizer.beta2, optimizer.epsilon, optimizer.weight_decay, true};
  }

  /// Gives the objective the pairs of a set when it is first asked for; false if the split doesn't know them.
  bool ready(PairSet set) {
    if (set != PairSet::all && !task().split_known) return false;
    bool& is_ready = ready_[static_cast<size_t>(set)];
    if (!is_ready) objective_->set_pairs(set, task().pairs_of(set));
    return is_ready = true;
  }

  std::vector<T> logits_of(PairSet set) {
    const size_t pairs = set == PairSet::all     ? model().targets.size()
                         : set == PairSet::train ? task().split.train.size()
                                                 : task().split.test.size();
    std::vector<T> values(pairs * static_cast<size_t>(model().classes()));
    objective_->evaluate(set, parameters_.data(), values.data());
    return values;
  }

  const Answers& answers() {
    if (!answers_) answers_ = work_out_answers();
    return *answers_;
  }

  Answers work_out_answers() {
    ready(PairSet::all);
    const std::vector<T> logits = logits_of(PairSet::all);
    const auto classes = static_cast<Eigen::Index>(model().classes());
    Answers out;
    out.classes.reserve(model().targets.size());
    out.confidence.reserve(model().targets.size());
    for (size_t pair = 0; pair < model().targets.size(); ++pair) {
      const Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>> row(
          logits.data() + static_cast<Eigen::Index>(pair) * classes, classes);
      Eigen::Index leader = 0;
      const T top = row.maxCoeff(&leader);
      const double sure = model().loss == Loss::mse ? std::clamp(static_cast<double>(top), 1e-6, 1.0)
                                                    : 1 / (row - top).exp().template cast<double>().sum();
      out.classes.push_back(static_cast<float>(leader));
      out.confidence.push_back(static_cast<float>(leader == model().targets[pair] ? sure : -sure));
    }
    return out;
  }

  ParallelFor& parallel_;
  ParameterLayout layout_;
  AlignedArray<T> parameters_, gradient_, m_, v_;
  std::unique_ptr<PairObjective<T>> objective_;
  AdamW adamw_;
  std::array<bool, kPairSets> ready_{};
  std::array<std::optional<PairResult>, kPairSets> scores_{};
  std::optional<Answers> answers_;
};

/// The run by the plain form, which all in double and networks of more layers need. It stands in a file of its own, so that
/// the page's engine can leave it out.
Result<std::unique_ptr<PairRun>> make_plain_pair_run(const RunSpec& spec, PairTask task,
                                                     const RunMeans& means);

}  // namespace orrery
