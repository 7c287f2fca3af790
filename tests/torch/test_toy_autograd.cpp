// LibTorch's autograd as oracle: our hand-derived gradients against a framework that derives them itself.
#include <torch/torch.h>  // before Catch2: glog's CHECK would replace Catch's

#undef CHECK
#include "core/model/toy_autoencoder.h"
#include "core/model/toy_kernel.h"
#include "core/numeric/aligned.h"
#include "core/task/sparse_features.h"
#include "core/train/adamw.h"
#include "tests/catch.h"

using namespace orrery;

namespace {

struct Case {
  int features, hidden, batch;
  OutputActivation output;
};

const Case kCases[] = {{5, 2, 128, OutputActivation::relu},
                       {5, 2, 1024, OutputActivation::linear},
                       {3, 1, 17, OutputActivation::relu},
                       {20, 5, 100, OutputActivation::relu},
                       {33, 12, 64, OutputActivation::relu}};

struct Problem {
  SparseFeatures task;
  ToyParameters<float> model;
  LaneStream stream;
  Matrix<float> x;  // [B, n], what the kernel draws from `stream`
};

Problem make_problem(const Case& c, uint32_t seed) {
  Problem problem;
  problem.task.density.assign(static_cast<size_t>(c.features), 0.3);
  for (int i = 0; i < c.features; ++i) problem.task.importance.push_back(std::pow(0.9, i));
  problem.model = initial_toy_parameters(c.features, c.hidden, 1.0, SplitMix64(seed, StreamUse::init));
  // Biases off zero, where an all-zero sample would sit on the ReLU's kink.
  SplitMix64 random(seed + 100, StreamUse::init);
  for (int i = 0; i < c.features; ++i) problem.model.b_final(i) = static_cast<float>(0.1 * random.normal());
  problem.stream = LaneStream(seed, StreamUse::data);
  LaneStream copy = problem.stream;
  problem.x = sample_batch(problem.task, c.batch, copy);
  return problem;
}

torch::Tensor tensor(const float* data, std::vector<int64_t> shape) {
  return torch::from_blob(const_cast<float*>(data), shape, torch::kFloat32).to(torch::kFloat64).clone();
}

/// dL/dW and dL/db by autograd, in double.
std::pair<torch::Tensor, torch::Tensor> autograd(const Case& c, const Problem& p) {
  torch::Tensor W = tensor(p.model.W.data(), {c.hidden, c.features}).requires_grad_();
  torch::Tensor b = tensor(p.model.b_final.data(), {c.features}).requires_grad_();
  const torch::Tensor x = tensor(p.x.data(), {c.batch, c.features});
  const torch::Tensor importance = torch::tensor(std::vector<double>(p.task.importance), torch::kFloat64);
  torch::Tensor out = torch::matmul(torch::matmul(x, W.t()), W) + b;
  if (c.output == OutputActivation::relu) out = torch::relu(out);
  const torch::Tensor loss = ((out - x).square() * importance).sum(1).mean();
  loss.backward();
  return {W.grad(), b.grad()};
}

double largest(const torch::Tensor& t) {
  return t.abs().max().item<double>();
}

}  // namespace

TEST_CASE("the plain gradient in double is autograd's", "[torch]") {
  for (const Case& c : kCases) {
    const Problem p = make_problem(c, 11);
    const auto [dW, db] = autograd(c, p);
    Vector<double> importance(c.features);
    for (int i = 0; i < c.features; ++i) importance(i) = p.task.importance[static_cast<size_t>(i)];
    const ToyParameters<double> model{p.model.W.cast<double>(), p.model.b_final.cast<double>()};
    ToyParameters<double> ours = toy_gradient<double>(model, c.output, importance, p.x.cast<double>());
    const auto ours_W = torch::from_blob(ours.W.data(), {c.hidden, c.features}, torch::kFloat64);
    const auto ours_b = torch::from_blob(ours.b_final.data(), {c.features}, torch::kFloat64);
    CHECK(largest(ours_W - dW) <= 1e-12 * largest(dW));
    CHECK(largest(ours_b - db) <= 1e-12 * largest(db));
  }
}

TEST_CASE("every kernel's gradient in float is autograd's to 1e-5", "[torch]") {
  for (const char* name : {"portable", "avx2", "avx512"}) {
    const ToyKernel* kernel = toy_kernel_named(name);
    if (!kernel) continue;  // this CPU has no such vectors
    for (const Case& c : kCases) {
      Problem p = make_problem(c, 12);
      const auto [dW, db] = autograd(c, p);
      std::vector<float> threshold, scale, importance(p.task.importance.begin(), p.task.importance.end());
      for (const double density : p.task.density) {
        threshold.push_back(FeatureGate(density).threshold);
        scale.push_back(FeatureGate(density).scale);
      }
      std::vector<float> grad_W(static_cast<size_t>(c.hidden) * c.features),
          grad_b(static_cast<size_t>(c.features));
      const ToyShape shape{c.features, c.hidden, c.batch, c.output == OutputActivation::relu};
      AlignedArray<std::byte> scratch(kernel->scratch_bytes(shape));
      kernel->gradient({shape, p.model.W.data(), nullptr, p.model.b_final.data(), threshold.data(),
                        scale.data(), importance.data(), &p.stream.state[0][0]},
                       {grad_W.data(), nullptr, grad_b.data()}, scratch.data());
      INFO(name << " n=" << c.features << " m=" << c.hidden << " B=" << c.batch);
      CHECK(largest(tensor(grad_W.data(), {c.hidden, c.features}) - dW) <= 1e-5 * largest(dW));
      CHECK(largest(tensor(grad_b.data(), {c.features}) - db) <= 1e-5 * largest(db));
    }
  }
}

TEST_CASE("AdamW takes LibTorch's steps", "[torch]") {
  SplitMix64 random(5, StreamUse::init);
  const int count = 37;
  torch::Tensor theirs = torch::zeros({count}, torch::kFloat64);
  for (int i = 0; i < count; ++i) theirs[i] = random.normal();
  std::vector<double> ours(theirs.data_ptr<double>(), theirs.data_ptr<double>() + count), m(count), v(count);
  theirs.requires_grad_();

  torch::optim::AdamW oracle({theirs},
                             torch::optim::AdamWOptions(3e-3).betas({0.9, 0.98}).eps(1e-8).weight_decay(0.1));
  AdamW adamw({0.9, 0.98, 1e-8, 0.1});
  for (int step = 0; step < 50; ++step) {
    std::vector<double> gradient(count);
    for (double& g : gradient) g = random.normal();
    theirs.mutable_grad() = torch::tensor(gradient, torch::kFloat64);
    oracle.step();
    adamw.update(3e-3, ours.data(), gradient.data(), m.data(), v.data(), count);
  }
  const auto ours_tensor = torch::from_blob(ours.data(), {count}, torch::kFloat64);
  CHECK(largest(ours_tensor - theirs.detach()) < 1e-13);
}
