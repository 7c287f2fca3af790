// The models and tasks beyond the ReLU-output model on independent features: a ReLU behind the hidden layer, weights of
// its own for the readout, values with signs, features in sets, examples that are given. Each against the plain
// definition, and the plain definition against central differences.
#include <cmath>
#include <cstring>

#include "core/model/toy_kernel.h"
#include "core/train/adamw.h"
#include "core/train/given_examples.h"
#include "core/train/toy_task.h"
#include "tests/catch.h"
#include "tests/core/kernel_case.h"

using namespace orrery;
using namespace orrery::test;

namespace {

struct Kind {
  const char* name;
  bool hidden_relu, untied, signed_values;
  std::vector<ToySet> sets = {};
  bool output_relu = true;
};

/// The absolute-value model, the privileged basis, each new switch by itself, and sets of every kind with features
/// before, between and after them.
std::vector<Kind> kinds() {
  return {{"absolute value", true, true, true},
          {"privileged basis", true, false, false},
          {"untied", false, true, false},
          {"signed", false, false, true},
          {"correlated", false, false, false, {{0, 2, false}, {2, 3, false}}},
          {"anticorrelated", false, false, false, {{1, 2, true}, {4, 3, true}}},
          {"mixed sets, signed", true, false, true, {{1, 3, true}, {5, 2, false}}}};
}

/// The same, and each with a linear output: every switch but that one is a kind's.
std::vector<Kind> kinds_of_both_outputs() {
  std::vector<Kind> both = kinds();
  for (Kind kind : kinds()) {
    kind.output_relu = false;
    both.push_back(kind);
  }
  // All switches at once.
  both.push_back({"untied, mixed sets, signed", true, true, true, {{1, 3, true}, {5, 2, false}}, false});
  return both;
}

struct KindCase : ToyCase {
  const Kind kind;
  ToyTask toy_task;

  /// Features that are in no set are on with `density`, by default each with its own.
  KindCase(const Kind& of, int n, int m, int B, uint32_t seed, double density = 0)
      : ToyCase(n, m, B, of.output_relu, seed), kind(of) {
    if (density > 0) task.density.assign(static_cast<size_t>(n), density);
    SplitMix64 random(seed + 1, StreamUse::init);
    if (kind.untied) model = initial_toy_parameters(n, m, 1.0, random, false);
    for (int i = 0; i < n; ++i)
      model.b_final[i] = static_cast<float>((i % 2 ? 1 : -1) * (0.05 + 0.3 * random.uniform()));
    toy_task.features.importance = task.importance;
    toy_task.signed_values = kind.signed_values;
    int i = 0;
    for (const ToySet& set : kind.sets) {
      for (; i < set.first; ++i) add_set({{i}, SetKind::independent, task.density[static_cast<size_t>(i)]});
      FeatureSet members{{}, set.turns ? SetKind::anticorrelated : SetKind::correlated, 0.6};
      for (int k = 0; k < set.size; ++k) members.members.push_back(i++);
      add_set(members);
    }
    for (; i < n; ++i) add_set({{i}, SetKind::independent, task.density[static_cast<size_t>(i)]});
    const ToyGates gates(toy_task);
    threshold.assign(gates.threshold.data(), gates.threshold.data() + n);
    scale.assign(gates.scale.data(), gates.scale.data() + n);
  }

  ToyActivations activations() const {
    return {output(), kind.hidden_relu ? HiddenActivation::relu : HiddenActivation::linear};
  }
  ToyShape kind_shape() const {
    return {features,
            hidden,
            batch,
            relu,
            kind.hidden_relu,
            kind.untied,
            kind.signed_values,
            static_cast<int>(kind.sets.size()),
            kind.sets.data()};
  }
  ToyBatch kind_batch(LaneStream& at) const {
    ToyBatch batch_of = on(at);
    batch_of.shape = kind_shape();
    return batch_of;
  }
  ToyParameters<double> exact() const { return in_double(model); }

 private:
  void add_set(FeatureSet set) { toy_task.features.sets.push_back(std::move(set)); }
};

std::vector<const ToyKernel*> kernels() {
  std::vector<const ToyKernel*> found;
  for (const char* name : {"portable", "avx2", "avx512"})
    if (const ToyKernel* kernel = toy_kernel_named(name)) found.push_back(kernel);
  return found;
}

bool same_stream(const LaneStream& a, const LaneStream& b) {
  return std::memcmp(a.state, b.state, sizeof a.state) == 0;
}

/// The kernel's gradient as parameters.
ToyParameters<float> gradient_of(const ToyKernel& kernel, const KindCase& toy, const ToyBatch& batch) {
  ToyParameters<float> slopes{Matrix<float>::Zero(toy.hidden, toy.features),
                              Vector<float>::Zero(toy.features)};
  if (toy.kind.untied) slopes.W2 = Matrix<float>::Zero(toy.features, toy.hidden);
  const auto scratch = aligned<char>(kernel.scratch_bytes(batch.shape));
  kernel.gradient(batch, {slopes.W.data(), slopes.W2.data(), slopes.b_final.data()}, scratch.get());
  return slopes;
}

/// Largest difference over the largest entry.
double distance(const ToyParameters<float>& ours, const ToyParameters<double>& exact) {
  const auto apart = [](const auto& a, const auto& b) {
    REQUIRE(a.size() == b.size());
    return a.size() ? (a.template cast<double>() - b).cwiseAbs().maxCoeff() / (b.cwiseAbs().maxCoeff() + 1e-3)
                    : 0.0;
  };
  return std::max({apart(ours.W, exact.W), apart(ours.W2, exact.W2), apart(ours.b_final, exact.b_final)});
}

}  // namespace

TEST_CASE("The hand-derived gradient of every kind of model is that of central differences", "[toy_models]") {
  for (const Kind& kind : kinds_of_both_outputs())
    for (const auto& [n, m] : {std::pair{7, 3}, {8, 9}}) {
      const KindCase toy(kind, n, m, 40, 5);
      LaneStream stream = toy.stream;
      const Matrix<double> x = sample_batch(toy.toy_task, toy.batch, stream).cast<double>();
      CHECK((x.minCoeff() < 0) == kind.signed_values);
      ToyParameters<double> model = toy.exact();
      const Vector<double> importance = toy.weights_of_errors();
      const auto loss = [&] { return toy_loss(model, toy.activations(), importance, x); };
      const ToyParameters<double> gradient = toy_gradient(model, toy.activations(), importance, x);
      INFO(kind.name << (kind.output_relu ? "" : ", linear") << " n " << n << " m " << m);
      const auto check = [&](auto& parameters, const auto& slopes) {
        REQUIRE(parameters.size() == slopes.size());
        for (Eigen::Index p = 0; p < parameters.size(); ++p) {
          const double step = 1e-7, value = parameters.data()[p];
          parameters.data()[p] = value + step;
          const double above = loss();
          parameters.data()[p] = value - step;
          const double below = loss();
          parameters.data()[p] = value;
          CHECK(slopes.data()[p] == Approx((above - below) / (2 * step)).epsilon(1e-6).margin(1e-8));
        }
      };
      check(model.W, gradient.W);
      check(model.W2, gradient.W2);
      check(model.b_final, gradient.b_final);
    }
}

TEST_CASE("Kernels give gradient and loss of every kind of model, and draw what it draws", "[toy_models]") {
  for (const ToyKernel* kernel : kernels())
    for (const Kind& kind : kinds_of_both_outputs())
      for (const auto& [n, m] : {std::pair{7, 2}, {8, 1}, {10, 5}, {20, 10}, {33, 7}})
        for (const int batch : {1, 17, 100, 1024}) {
          const KindCase toy(kind, n, m, batch, static_cast<uint32_t>(3 * n + batch));
          INFO(kernel->name << ' ' << kind.name << (kind.output_relu ? "" : ", linear") << " n " << n << " m "
                            << m << " B " << batch);
          LaneStream ours = toy.stream, plain = toy.stream, again = toy.stream;
          const Matrix<double> x = sample_batch(toy.toy_task, batch, plain).cast<double>();
          const Vector<double> importance = toy.weights_of_errors();
          CHECK(distance(gradient_of(*kernel, toy, toy.kind_batch(ours)),
                         toy_gradient(toy.exact(), toy.activations(), importance, x)) < 5e-6);
          CHECK(same_stream(ours, plain));
          const auto scratch = aligned<char>(kernel->scratch_bytes(toy.kind_shape()));
          CHECK(kernel->loss(toy.kind_batch(again), scratch.get()) ==
                Approx(toy_loss(toy.exact(), toy.activations(), importance, x)).epsilon(2e-6));
        }
}

TEST_CASE("Large shapes whose features are mostly off have the gradient of every kind of model",
          "[toy_models]") {
  for (const Kind& kind : kinds_of_both_outputs())
    for (const auto& [n, m] : {std::pair{70, 13}, {130, 40}})
      for (const int batch : {17, 100, 333})
        for (const double density : {0.02, 0.1}) {
          const KindCase toy(kind, n, m, batch, 7, density);
          LaneStream plain = toy.stream;
          const Matrix<double> x = sample_batch(toy.toy_task, batch, plain).cast<double>();
          const ToyParameters<double> exact =
              toy_gradient(toy.exact(), toy.activations(), toy.weights_of_errors(), x);
          std::vector<ToyParameters<float>> fused;
          for (const ToyKernel* kernel : kernels()) {
            INFO(kernel->name << ' ' << kind.name << (kind.output_relu ? "" : ", linear") << " n " << n
                              << " m " << m << " B " << batch << " p " << density);
            LaneStream ours = toy.stream;
            const ToyParameters<float> gradient = gradient_of(*kernel, toy, toy.kind_batch(ours));
            CHECK(distance(gradient, exact) < 1e-5);
            CHECK(same_stream(ours, plain));
            if (kernel->name != std::string_view("portable")) fused.push_back(gradient);
          }
          for (const ToyParameters<float>& one : fused)
            CHECK((one.W == fused[0].W && one.W2 == fused[0].W2 && one.b_final == fused[0].b_final));
        }
}

TEST_CASE("Kernels take examples that are given, and targets that are not their absolute values",
          "[toy_models]") {
  for (const ToyKernel* kernel : kernels())
    for (const Kind& kind : {kinds()[0], kinds()[1], kinds()[3]})
      for (const int batch : {1, 17, 100, 700}) {
        const KindCase toy(kind, 9, 4, batch, 8);
        SplitMix64 random(4, StreamUse::data);
        Matrix<float> x(batch, 9), target(batch, 9);
        for (Eigen::Index p = 0; p < x.size(); ++p) {
          x.data()[p] = static_cast<float>(random.normal());
          target.data()[p] = static_cast<float>(random.uniform());
        }
        GivenExamples given(batch, 9);
        given.put(x, target);
        LaneStream stream = toy.stream;
        ToyBatch with = toy.kind_batch(stream);
        given.give(with);
        INFO(kernel->name << ' ' << kind.name << " B " << batch);
        const Matrix<double> X = x.cast<double>(), T = target.cast<double>();
        const Vector<double> importance = toy.weights_of_errors();
        CHECK(distance(gradient_of(*kernel, toy, with),
                       toy_gradient(toy.exact(), toy.activations(), importance, X, T)) < 5e-6);
        const auto scratch = aligned<char>(kernel->scratch_bytes(toy.kind_shape()));
        CHECK(kernel->loss(with, scratch.get()) ==
              Approx(toy_loss(toy.exact(), toy.activations(), importance, X, T)).epsilon(2e-6));
        CHECK(same_stream(stream, toy.stream));
      }
}

TEST_CASE("Sixteen models of every kind in lanes have the gradients of each alone, to the bit",
          "[toy_models]") {
  constexpr size_t kModels = ToyLanes::kModels;
  for (const ToyKernel* kernel : kernels())
    for (const Kind& kind : kinds_of_both_outputs())
      for (const int batch : {17, 64}) {
        constexpr size_t n = 8, m = 3, weights = n * m;
        std::vector<KindCase> toys;
        const auto W = aligned<float>(weights * kModels), W2 = aligned<float>(weights * kModels),
                   b = aligned<float>(n * kModels), threshold = aligned<float>(n * kModels),
                   scale = aligned<float>(n * kModels), importance = aligned<float>(n * kModels),
                   slope_W = aligned<float>(weights * kModels), slope_W2 = aligned<float>(weights * kModels),
                   slope_b = aligned<float>(n * kModels);
        const auto stream = aligned<uint32_t>(16 * 4 * kModels);
        for (size_t k = 0; k < kModels; ++k) {
          toys.emplace_back(kind, n, m, batch, static_cast<uint32_t>(100 + k));
          const KindCase& toy = toys.back();
          for (size_t p = 0; p < weights; ++p) {
            W[p * kModels + k] = toy.model.W.data()[p];
            if (kind.untied) W2[p * kModels + k] = toy.model.W2.data()[p];
          }
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
        const auto scratch = aligned<char>(kernel->lanes_scratch_bytes(toys[0].kind_shape()));
        kernel->gradient_lanes({toys[0].kind_shape(), W.get(), W2.get(), b.get(), threshold.get(),
                                scale.get(), importance.get(), stream.get()},
                               {slope_W.get(), slope_W2.get(), slope_b.get()}, scratch.get());
        bool equal = true;
        for (size_t k = 0; k < kModels; ++k) {
          LaneStream alone = toys[k].stream;
          const ToyParameters<float> one = gradient_of(*kernel, toys[k], toys[k].kind_batch(alone));
          for (size_t p = 0; p < weights; ++p) {
            equal &= one.W.data()[p] == slope_W[p * kModels + k];
            if (kind.untied) equal &= one.W2.data()[p] == slope_W2[p * kModels + k];
          }
          for (size_t i = 0; i < n; ++i) equal &= one.b_final.data()[i] == slope_b[i * kModels + k];
          for (size_t lane = 0; lane < 16; ++lane)
            for (size_t word = 0; word < 4; ++word)
              equal &= stream[(lane * 4 + word) * kModels + k] == alone.state[word][lane];
        }
        INFO(kernel->name << ' ' << kind.name << (kind.output_relu ? "" : ", linear") << " B " << batch);
        CHECK(equal);
      }
}

TEST_CASE("Kernels with fused multiply-add agree to the bit on every kind of model", "[toy_models]") {
  const ToyKernel* const narrow = toy_kernel_named("avx2");
  const ToyKernel* const wide = toy_kernel_named("avx512");
  if (!narrow || !wide) return;
  for (const Kind& kind : kinds_of_both_outputs()) {
    const KindCase toy(kind, 21, 6, 100, 11);
    LaneStream first = toy.stream, second = toy.stream;
    const auto a = gradient_of(*narrow, toy, toy.kind_batch(first)),
               b = gradient_of(*wide, toy, toy.kind_batch(second));
    INFO(kind.name << (kind.output_relu ? "" : ", linear"));
    CHECK((a.W == b.W && a.W2 == b.W2 && a.b_final == b.b_final));
  }
}

TEST_CASE("The portable kernel's bits are pinned for every kind of model, natively and as wasm",
          "[toy_models]") {
  const ToyKernel& kernel = *toy_kernel_named("portable");
  uint32_t hash = 2166136261u;  // FNV-1a over the words of all gradients
  for (const Kind& kind : kinds()) {
    KindCase toy(kind, 11, 4, 50, 21);
    SplitMix64 random(21,
                      StreamUse::init);  // uniform weights: normals pass through the platform's log and cos
    for (Matrix<float>* weights : {&toy.model.W, &toy.model.W2})
      for (Eigen::Index p = 0; p < weights->size(); ++p)
        weights->data()[p] = static_cast<float>(random.uniform() - 0.5);
    const ToyParameters<float> slopes = gradient_of(kernel, toy, toy.kind_batch(toy.stream));
    const auto add = [&](const auto& values) {
      for (Eigen::Index p = 0; p < values.size(); ++p) {
        uint32_t word;
        std::memcpy(&word, values.data() + p, 4);
        hash = (hash ^ word) * 16777619u;
      }
    };
    add(slopes.W);
    add(slopes.W2);
    add(slopes.b_final);
  }
  CHECK(hash == 0xd805241u);
}
