// AdamW against PyTorch's published rule, written here step by step and without running products.
#include "core/train/adamw.h"

#include <cmath>
#include <vector>

#include "core/numeric/random.h"
#include "core/train/adamw_kernel.h"
#include "tests/catch.h"
#include "tests/core/workers.h"

using namespace orrery;

namespace {

/// torch/optim/adamw.py, single tensor, in double.
struct TorchAdamW {
  double lr, beta1, beta2, eps, weight_decay;
  double exp_avg = 0, exp_avg_sq = 0;
  int step = 0;

  void update(double& param, double grad) {
    ++step;
    param *= 1 - lr * weight_decay;
    exp_avg = exp_avg * beta1 + grad * (1 - beta1);
    exp_avg_sq = exp_avg_sq * beta2 + grad * grad * (1 - beta2);
    const double bias_correction1 = 1 - std::pow(beta1, step);
    const double bias_correction2 = 1 - std::pow(beta2, step);
    const double denom = std::sqrt(exp_avg_sq) / std::sqrt(bias_correction2) + eps;
    param -= lr / bias_correction1 * exp_avg / denom;
  }
};

}  // namespace

TEST_CASE("AdamW follows PyTorch's rule in float and double", "[adamw]") {
  for (const double weight_decay : {0.0, 0.01, 1.0})
    for (const double epsilon : {1e-8, 1e-2}) {
      constexpr size_t kCount = 37;  // whole vectors and a rest at every width
      AdamWOptions options;
      options.weight_decay = weight_decay;
      options.epsilon = epsilon;
      options.beta2 = 0.98;
      AdamW single(options), twice(options);
      std::vector<float> p(kCount), g(kCount), m(kCount), v(kCount);
      std::vector<double> P(kCount), G(kCount), M(kCount), V(kCount), expected(kCount);
      SplitMix64 random(9, StreamUse::init);
      for (size_t k = 0; k < kCount; ++k) P[k] = expected[k] = p[k] = static_cast<float>(random.normal());
      std::vector<TorchAdamW> torch(kCount, {0, options.beta1, options.beta2, epsilon, weight_decay});
      for (int step = 0; step < 200; ++step) {
        const double learning_rate = 1e-2 * (1 - step / 200.0);
        for (size_t k = 0; k < kCount; ++k) {
          G[k] = g[k] =
              static_cast<float>(std::pow(10.0, -static_cast<double>(k % 7)) * (random.normal() + 0.3));
          torch[k].lr = learning_rate;
          torch[k].update(expected[k], G[k]);
        }
        single.update(learning_rate, p.data(), g.data(), m.data(), v.data(), kCount);
        twice.update(learning_rate, P.data(), G.data(), M.data(), V.data(), kCount);
      }
      for (size_t k = 0; k < kCount; ++k) {
        CHECK(P[k] == Approx(expected[k]).epsilon(1e-11).margin(1e-13));
        CHECK(p[k] == Approx(expected[k]).epsilon(2e-5).margin(2e-6));
      }
    }
}

TEST_CASE("An AdamW that is told its number of updates goes on as if it had made them", "[adamw]") {
  const AdamWOptions options;
  AdamW unbroken(options);
  float p = 1, g = 0.1f, m = 0, v = 0;
  for (int step = 0; step < 1000; ++step) unbroken.update(1e-3, &p, &g, &m, &v, 1);
  AdamW resumed(options, 1000);
  float q = p, mq = m, vq = v;
  unbroken.update(1e-3, &p, &g, &m, &v, 1);
  resumed.update(1e-3, &q, &g, &mq, &vq, 1);
  CHECK(p == q);
}

TEST_CASE("A number of updates that nobody can have made takes no time to count", "[adamw]") {
  float p[2] = {1, 1}, m[2] = {}, v[2] = {};
  const float g = 0.1f;
  const int64_t updates[2] = {10'000'000, int64_t{1} << 53};
  for (int k = 0; k < 2; ++k) AdamW({}, updates[k]).update(1e-3, &p[k], &g, &m[k], &v[k], 1);
  CHECK(p[0] < 1);
  CHECK(p[1] == p[0]);
}

TEST_CASE("Kernels update parameters with the same bits, wherever they stand in the array", "[adamw]") {
  constexpr size_t kCount = 45;
  AdamW adamw{AdamWOptions{}};
  const AdamWFactors factors = adamw.next(1e-2);
  std::vector<float> start[4];
  SplitMix64 random(2, StreamUse::init);
  for (std::vector<float>& array : start)
    for (size_t k = 0; k < kCount; ++k) array.push_back(static_cast<float>(random.normal()));
  for (float& v : start[3]) v *= v;
  std::vector<float> reference[4] = {start[0], start[1], start[2], start[3]};
  for (size_t k = 0; k < kCount; ++k)
    adamw_kernel_named("portable")
        ->update(factors, &reference[0][k], &reference[1][k], &reference[2][k], &reference[3][k], 1);
  CHECK(reference[0] != start[0]);
  for (const char* name : {"portable", "avx2", "avx512"}) {
    const AdamWKernel* const kernel = adamw_kernel_named(name);
    if (!kernel) continue;
    INFO(name);
    std::vector<float> ours[4] = {start[0], start[1], start[2], start[3]};
    kernel->update(factors, ours[0].data(), ours[1].data(), ours[2].data(), ours[3].data(), kCount);
    for (int array = 0; array < 4; ++array) CHECK(ours[array] == reference[array]);
  }
}

TEST_CASE("Spans are updated by any number of workers, to the bit, and nothing between them", "[adamw]") {
  const auto check = []<class T>(T) {
    const std::vector<ParameterSpan> spans = {
        {3, 40000}, {40010, 1}, {40020, 16384}};  // tasks whole and in part
    constexpr size_t kCount = 56500;
    std::vector<T> start[4];
    SplitMix64 random(4, StreamUse::init);
    for (std::vector<T>& array : start)
      for (size_t k = 0; k < kCount; ++k) array.push_back(static_cast<T>(random.normal()));
    for (T& v : start[3]) v *= v;

    std::vector<T> alone[4] = {start[0], start[1], start[2], start[3]};
    for (const auto& [at, count] : spans) {
      AdamW adamw{AdamWOptions{}};
      adamw.update(1e-2, &alone[0][at], &alone[1][at], &alone[2][at], &alone[3][at], count);
    }
    CHECK(alone[0][2] == start[0][2]);
    CHECK(alone[0][40010] != start[0][40010]);

    for (const int workers : {1, 3}) {
      std::vector<T> ours[4] = {start[0], start[1], start[2], start[3]};
      AdamW adamw{AdamWOptions{}};
      test::BackwardsWorkers parallel(workers);
      adamw.update(1e-2, spans, ours[0].data(), ours[1].data(), ours[2].data(), ours[3].data(), parallel);
      for (int array = 0; array < 4; ++array) CHECK((ours[array] == alone[array]));
    }
  };
  check(float());
  check(double());
}
