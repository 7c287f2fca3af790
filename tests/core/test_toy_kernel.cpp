// The kernels against the plain definition, and against each other.
#include <cmath>
#include <cstring>

#include "core/model/toy_kernel.h"
#include "core/train/adamw.h"
#include "core/train/adamw_kernel.h"
#include "tests/catch.h"
#include "tests/core/kernel_case.h"

using namespace orrery;
using namespace orrery::test;

namespace {

struct Shape {
  int n, m;
};

/// Every register-resident shape, every tile remainder of the blocked path, and shapes beyond one block.
std::vector<Shape> shapes() {
  std::vector<Shape> all;
  for (int n = 1; n <= 9; ++n)
    for (int m = 1; m <= 6; ++m) all.push_back({n, m});
  for (const int n : {20, 33})
    for (const int m : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}) all.push_back({n, m});
  return all;
}

const int kBatches[] = {1, 15, 16, 17, 100, 128, 1024};

std::vector<const ToyKernel*> kernels() {
  std::vector<const ToyKernel*> found;
  for (const char* name : {"portable", "avx2", "avx512"})
    if (const ToyKernel* kernel = toy_kernel_named(name)) found.push_back(kernel);
  return found;
}

bool same_stream(const LaneStream& a, const LaneStream& b) {
  return std::memcmp(a.state, b.state, sizeof a.state) == 0;
}

/// Largest difference in units of what float sums over the batch may lose.
double distance(const std::vector<float>& gradient, const ToyParameters<double>& exact) {
  const double scale = std::max(exact.W.cwiseAbs().maxCoeff(), exact.b_final.cwiseAbs().maxCoeff()) + 1e-3;
  double largest = 0;
  for (Eigen::Index p = 0; p < exact.W.size(); ++p)
    largest = std::max(largest, std::abs(gradient[static_cast<size_t>(p)] - exact.W.data()[p]));
  for (Eigen::Index i = 0; i < exact.b_final.size(); ++i)
    largest =
        std::max(largest, std::abs(gradient[static_cast<size_t>(exact.W.size() + i)] - exact.b_final[i]));
  return largest / scale;
}

}  // namespace

TEST_CASE("Kernels give the gradient of the plain definition for every class of shape", "[toy_kernel]") {
  for (const ToyKernel* kernel : kernels())
    for (const Shape shape : shapes())
      for (const int batch : kBatches) {
        const ToyCase toy(shape.n, shape.m, batch, (shape.n + shape.m + batch) % 5 != 0,
                          7u * static_cast<uint32_t>(shape.n + batch));
        INFO(kernel->name << " n " << shape.n << " m " << shape.m << " B " << batch << " relu " << toy.relu);
        LaneStream ours = toy.stream, plain = toy.stream;
        const std::vector<float> gradient = kernel_gradient(*kernel, toy, ours);
        const Matrix<double> x = sample_batch(toy.task, batch, plain).cast<double>();
        const ToyParameters<double> exact =
            toy_gradient(toy.exact_model(), toy.output(), toy.weights_of_errors(), x);
        CHECK(distance(gradient, exact) < 4e-6);
        CHECK(same_stream(ours, plain));
      }
}

TEST_CASE("Kernels switch a feature on at the very draws that the definition does", "[toy_kernel]") {
  for (const ToyKernel* kernel : kernels())
    for (const double density : {0.5, 0.3, 1e-3}) {  // thresholds that are whole, and that are not
      ToyCase toy(1, 1, 16, true, 4);
      toy.model.b_final[0] = 0.1f;
      toy.task.density[0] = density;
      const FeatureGate gate(density);
      toy.threshold[0] = gate.threshold;
      toy.scale[0] = gate.scale;
      const auto edge = static_cast<uint32_t>(gate.threshold);
      for (uint32_t lane = 0; lane < 16; ++lane) {
        // The draw is the sum of the first and last word: k runs through edge - 8 .. edge + 7.
        toy.stream.state[0][lane] = (edge - 8 + lane) << 8 | 255;
        toy.stream.state[3][lane] = 0;
      }
      INFO(kernel->name << " density " << density);
      LaneStream ours = toy.stream, plain = toy.stream;
      const std::vector<float> gradient = kernel_gradient(*kernel, toy, ours);
      const Matrix<double> x = sample_batch(toy.task, toy.batch, plain).cast<double>();
      CHECK((x.array() > 0.9).count() == (gate.threshold == static_cast<float>(edge) ? 8 : 9));
      CHECK(distance(gradient, toy_gradient(toy.exact_model(), toy.output(), toy.weights_of_errors(), x)) <
            4e-6);
    }
}

TEST_CASE("Kernels give the loss of the plain definition", "[toy_kernel]") {
  for (const ToyKernel* kernel : kernels())
    for (const Shape shape : {Shape{1, 1}, Shape{5, 2}, Shape{9, 6}, Shape{33, 12}})
      for (const int batch : kBatches)
        for (const bool relu : {true, false}) {
          const ToyCase toy(shape.n, shape.m, batch, relu, 3);
          INFO(kernel->name << " n " << shape.n << " m " << shape.m << " B " << batch << " relu " << relu);
          LaneStream ours = toy.stream, plain = toy.stream;
          const auto scratch = aligned<char>(kernel->scratch_bytes(toy.shape()));
          const double loss = kernel->loss(toy.on(ours), scratch.get());
          const Matrix<double> x = sample_batch(toy.task, batch, plain).cast<double>();
          CHECK(loss ==
                Approx(toy_loss(toy.exact_model(), toy.output(), toy.weights_of_errors(), x)).epsilon(2e-6));
          CHECK(same_stream(ours, plain));
        }
}

TEST_CASE("The step for large sparse shapes gives the gradient of the plain definition", "[toy_kernel]") {
  for (const ToyKernel* kernel : kernels())
    for (const Shape shape : {Shape{64, 12}, Shape{100, 20}, Shape{130, 33}, Shape{401, 30}})
      for (const int batch : {1, 15, 16, 97, 200, 1024, 1100})
        for (const double density : {0.001, 0.1, 0.26}) {
          ToyCase toy(shape.n, shape.m, batch, (shape.n + batch) % 3 != 0, 5);
          for (int i = 0; i < shape.n; ++i) toy.set_density(i, density * (0.5 + i % 2));
          INFO(kernel->name << " n " << shape.n << " m " << shape.m << " B " << batch << " p " << density
                            << " relu " << toy.relu);
          LaneStream ours = toy.stream, plain = toy.stream;
          const std::vector<float> gradient = kernel_gradient(*kernel, toy, ours);
          const Matrix<double> x = sample_batch(toy.task, batch, plain).cast<double>();
          CHECK(distance(gradient,
                         toy_gradient(toy.exact_model(), toy.output(), toy.weights_of_errors(), x)) < 1e-5);
          CHECK(same_stream(ours, plain));
        }
}

TEST_CASE("A large shape goes through more than one block", "[toy_kernel]") {
  for (const ToyKernel* kernel : kernels()) {
    const ToyCase toy(401, 30, 100, true, 5);
    LaneStream ours = toy.stream, plain = toy.stream;
    const std::vector<float> gradient = kernel_gradient(*kernel, toy, ours);
    const Matrix<double> x = sample_batch(toy.task, toy.batch, plain).cast<double>();
    CHECK(distance(gradient, toy_gradient(toy.exact_model(), toy.output(), toy.weights_of_errors(), x)) <
          4e-6);
  }
}

TEST_CASE("Kernels with fused multiply-add agree to the bit on large sparse shapes", "[toy_kernel]") {
  const ToyKernel* const narrow = toy_kernel_named("avx2");
  const ToyKernel* const wide = toy_kernel_named("avx512");
  if (!narrow || !wide) return;
  for (const Shape shape : {Shape{64, 12}, Shape{130, 33}})
    for (const double density : {0.01, 0.1}) {  // by the features' overlaps, and by way of the hidden layer
      ToyCase toy(shape.n, shape.m, 200, true, 11);
      for (int i = 0; i < shape.n; ++i) toy.set_density(i, density);
      LaneStream first = toy.stream, second = toy.stream;
      CHECK(kernel_gradient(*narrow, toy, first) == kernel_gradient(*wide, toy, second));
      CHECK(same_stream(first, second));
    }
}

TEST_CASE("Kernels with fused multiply-add agree to the bit", "[toy_kernel]") {
  const ToyKernel* const narrow = toy_kernel_named("avx2");
  const ToyKernel* const wide = toy_kernel_named("avx512");
  if (!narrow || !wide) return;
  for (const Shape shape : shapes())
    for (const int batch : {17, 128, 1000}) {
      const ToyCase toy(shape.n, shape.m, batch, batch != 17, 11);
      INFO("n " << shape.n << " m " << shape.m << " B " << batch);
      LaneStream first = toy.stream, second = toy.stream;
      CHECK(kernel_gradient(*narrow, toy, first) == kernel_gradient(*wide, toy, second));
      CHECK(same_stream(first, second));
    }
}

TEST_CASE("The portable kernel's bits are pinned, natively and as wasm", "[toy_kernel]") {
  const ToyKernel& kernel = *toy_kernel_named("portable");
  uint32_t hash = 2166136261u;  // FNV-1a over the words of all parameters
  for (const Shape shape : shapes()) {
    ToyCase toy(shape.n, shape.m, 100, true, 21);
    // Uniform weights: normals pass through the platform's log and cos.
    SplitMix64 random(21, StreamUse::init);
    for (Eigen::Index p = 0; p < toy.model.W.size(); ++p)
      toy.model.W.data()[p] = static_cast<float>(random.uniform() - 0.5);
    AdamW adamw{AdamWOptions{}};
    const size_t weights = static_cast<size_t>(toy.model.W.size()), n = static_cast<size_t>(shape.n);
    std::vector<float> m(weights + n), v(weights + n);
    for (int step = 0; step < 3; ++step) {
      const std::vector<float> gradient = kernel_gradient(kernel, toy, toy.stream);
      const AdamWFactors factors = adamw.next(1e-2);
      adamw_kernel_named(kernel.name)
          ->update(factors, toy.model.W.data(), gradient.data(), m.data(), v.data(), weights);
      adamw_kernel_named(kernel.name)
          ->update(factors, toy.model.b_final.data(), &gradient[weights], &m[weights], &v[weights], n);
    }
    const auto add = [&](const float* values, size_t count) {
      for (size_t p = 0; p < count; ++p) {
        uint32_t word;
        std::memcpy(&word, values + p, 4);
        hash = (hash ^ word) * 16777619u;
      }
    };
    add(toy.model.W.data(), weights);
    add(toy.model.b_final.data(), n);
  }
  CHECK(hash == 0x6a7ac45fu);
}

TEST_CASE("Sixteen models in lanes have the gradients of each alone, to the bit", "[toy_kernel]") {
  constexpr int kModels = ToyLanes::kModels;
  for (const ToyKernel* kernel : kernels())
    for (const Shape shape : shapes())
      for (const int batch : {1, 17, 128}) {
        INFO(kernel->name << " n " << shape.n << " m " << shape.m << " B " << batch);
        const bool relu = shape.n != 4;
        const size_t n = static_cast<size_t>(shape.n), weights = n * static_cast<size_t>(shape.m);
        const auto W = aligned<float>(weights * kModels), b = aligned<float>(n * kModels),
                   threshold = aligned<float>(n * kModels), scale = aligned<float>(n * kModels),
                   importance = aligned<float>(n * kModels), grad_W = aligned<float>(weights * kModels),
                   grad_b = aligned<float>(n * kModels);
        const auto stream = aligned<uint32_t>(16 * 4 * kModels);
        std::vector<ToyCase> toys;
        for (size_t k = 0; k < kModels; ++k) {
          toys.emplace_back(shape.n, shape.m, batch, relu, static_cast<uint32_t>(100 + k));
          const ToyCase& toy = toys.back();
          for (size_t p = 0; p < weights; ++p) W[p * kModels + k] = toy.model.W.data()[p];
          for (size_t i = 0; i < n; ++i) {
            b[i * kModels + k] = toy.model.b_final.data()[i];
            threshold[i * kModels + k] = toy.threshold[i];
            scale[i * kModels + k] = toy.scale[i];
            importance[i * kModels + k] = toy.importance[i];
          }
          for (size_t lane = 0; lane < 16; ++lane)
            for (size_t word = 0; word < 4; ++word)
              stream[(lane * 4 + word) * kModels + k] = toy.stream.state[word][lane];
        }
        const auto scratch = aligned<char>(kernel->lanes_scratch_bytes({shape.n, shape.m, batch, relu}));
        kernel->gradient_lanes({{shape.n, shape.m, batch, relu},
                                W.get(),
                                nullptr,
                                b.get(),
                                threshold.get(),
                                scale.get(),
                                importance.get(),
                                stream.get()},
                               {grad_W.get(), nullptr, grad_b.get()}, scratch.get());
        bool gradients_equal = true, streams_equal = true;
        for (size_t k = 0; k < kModels; ++k) {
          LaneStream alone = toys[k].stream;
          const std::vector<float> gradient = kernel_gradient(*kernel, toys[k], alone);
          for (size_t p = 0; p < weights; ++p) gradients_equal &= gradient[p] == grad_W[p * kModels + k];
          for (size_t i = 0; i < n; ++i) gradients_equal &= gradient[weights + i] == grad_b[i * kModels + k];
          for (size_t lane = 0; lane < 16; ++lane)
            for (size_t word = 0; word < 4; ++word)
              streams_equal &= stream[(lane * 4 + word) * kModels + k] == alone.state[word][lane];
        }
        CHECK(gradients_equal);
        CHECK(streams_equal);
      }
}
