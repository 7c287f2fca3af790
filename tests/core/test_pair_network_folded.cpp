// The folded step of pair networks against the plain one, in double.
#include <string>
#include <vector>

#include "core/model/cross_entropy.h"
#include "core/model/folded_pair_network.h"
#include "core/train/adamw.h"
#include "tests/core/folded_case.h"
#include "tests/core/workers.h"

using namespace orrery;
using namespace orrery::test;

namespace {

std::vector<const char*> kernel_names() {
  std::vector<const char*> names;
  for (const char* name : {"portable", "avx2", "avx512"})
    if (pair_kernel_named(name)) names.push_back(name);
  return names;
}

std::vector<float> fresh(const PairNetworkConfig& c, uint32_t seed) {
  std::vector<float> parameters(pair_network_layout(c).size());
  initialise_pair_network(c, SplitMix64(seed, StreamUse::init), parameters.data());
  return parameters;
}

void compare(const PairNetworkConfig& c, Loss loss, const std::vector<float>& parameters,
             const PairExamples& examples, const std::string& what, bool grokked = false) {
  const ParameterLayout layout = pair_network_layout(c);
  const std::vector<double> exact(parameters.begin(), parameters.end());
  PairNetworkActivations<double> activations;
  const Matrix<double> plain = pair_network_logits(c, exact.data(), examples.pairs.data(),
                                                   static_cast<int>(examples.targets.size()), &activations);
  Matrix<double> logit_gradient;
  const double plain_loss = mean_loss<double>(loss, plain, examples.targets.data(), &logit_gradient);
  std::vector<double> plain_gradient(layout.size());
  pair_network_gradient(c, exact.data(), examples.pairs.data(), activations, logit_gradient,
                        plain_gradient.data());
  PairNetworkActivations<float> activations_float;
  Matrix<float> logit_gradient_float;
  const Matrix<float> logits_float =
      pair_network_logits(c, parameters.data(), examples.pairs.data(),
                          static_cast<int>(examples.targets.size()), &activations_float);
  mean_loss<float>(loss, logits_float, examples.targets.data(), &logit_gradient_float);
  std::vector<float> in_float(layout.size());
  pair_network_gradient(c, parameters.data(), examples.pairs.data(), activations_float, logit_gradient_float,
                        in_float.data());
  for (const char* name : kernel_names()) {
    const std::string label = what + ", " + name;
    FoldedPairNetwork folded(c, loss, 1, name);
    Serial serial;
    const PairBatch batch = make_pair_batch(c.elements, examples.pairs, examples.targets, folded.shape());
    std::vector<float> gradient(layout.size());
    const PairResult result = folded.differentiate(parameters.data(), batch, serial, gradient.data());
    check_tensors(layout, gradient, plain_gradient, label, grokked ? &in_float : nullptr);
    INFO(label);
    CHECK(result.loss == Approx(plain_loss).epsilon(grokked ? 2e-5 : 2e-6));
    CHECK(result.accuracy == accuracy<double>(plain, examples.targets.data()));
    Matrix<float> logits(plain.rows(), plain.cols());
    folded.evaluate(parameters.data(), batch, serial, logits.data());
    CHECK((logits.cast<double>() - plain).norm() <= 2e-6 * plain.norm());
  }
}

}  // namespace

TEST_CASE("folded pair networks are the plain ones", "[pair_network][folded]") {
  for (const PairArchitecture architecture :
       {PairArchitecture::mlp, PairArchitecture::alpha, PairArchitecture::alpha_prime,
        PairArchitecture::delta, PairArchitecture::gromov})
    for (const Activation activation :
         {Activation::relu, Activation::gelu, Activation::quadratic, Activation::abs, Activation::identity})
      for (const Loss loss : {Loss::cross_entropy, Loss::mse}) {
        const PairNetworkConfig c{architecture, 13, 13, 20, 44, activation};
        compare(c, loss, fresh(c, 2), PairExamples(13, 0.8, 3),
                "architecture " + std::to_string(static_cast<int>(architecture)) + " activation " +
                    std::to_string(static_cast<int>(activation)) + " loss " +
                    std::to_string(static_cast<int>(loss)));
      }
}

TEST_CASE("folded pair networks are right for every remainder", "[pair_network][folded]") {
  for (const int p : {5, 7, 59, 97, 113, 120})
    for (const int d : {32, 50, 128})
      for (const int h : {16, 100, 512}) {
        const PairNetworkConfig c{PairArchitecture::mlp, p, p, d, h, Activation::relu};
        compare(c, Loss::cross_entropy, fresh(c, 4), PairExamples(p, p > 20 ? 0.05 : 0.9, 5),
                "p " + std::to_string(p) + " d " + std::to_string(d) + " h " + std::to_string(h));
      }
}

TEST_CASE("a batch of more than one chunk is the same batch", "[pair_network][folded]") {
  // 80 000 rows of 112 floats: two chunks of 32 MB.
  const PairNetworkConfig c{PairArchitecture::mlp, 283, 7, 8, 100, Activation::relu};
  PairExamples examples(283, 1, 6);
  for (int& target : examples.targets) target %= 7;
  FoldedPairNetwork folded(c, Loss::cross_entropy);
  REQUIRE(make_pair_batch(283, examples.pairs, examples.targets, folded.shape()).chunks.size() > 1);
  compare(c, Loss::cross_entropy, fresh(c, 5), examples, "chunks");
}

TEST_CASE("folded pair networks keep their digits on weights that have grokked", "[pair_network][folded]") {
  const PairNetworkConfig c{PairArchitecture::mlp, 31, 31, 48, 96, Activation::relu};
  const ParameterLayout layout = pair_network_layout(c);
  std::vector<float> parameters = fresh(c, 6), gradient(layout.size()), m(layout.size()), v(layout.size());
  const PairExamples train(31, 0.8, 7);
  FoldedPairNetwork folded(c, Loss::cross_entropy);
  Serial serial;
  const PairBatch batch = make_pair_batch(31, train.pairs, train.targets, folded.shape());
  AdamW adamw({0.9, 0.98, 1e-8, 0.5});
  for (int step = 0; step < 1500; ++step) {
    folded.differentiate(parameters.data(), batch, serial, gradient.data(), false);
    adamw.update(3e-3, parameters.data(), gradient.data(), m.data(), v.data(), layout.size());
  }
  const PairExamples all(31, 1, 0);
  const PairBatch everything = make_pair_batch(31, all.pairs, all.targets, folded.shape());
  CHECK(folded.evaluate(parameters.data(), everything, serial).accuracy > 0.95);
  CHECK(folded.evaluate(parameters.data(), batch, serial).loss < 1e-5);
  const std::vector<double> exact(parameters.begin(), parameters.end());
  PairNetworkActivations<double> activations;
  pair_network_logits(c, exact.data(), train.pairs.data(), batch.count(), &activations);
  PairExamples examples = train;
  examples.leave_kinks_out(activations.pre);
  compare(c, Loss::cross_entropy, parameters, examples, "grokked", true);
}

TEST_CASE("folded pair networks don't depend on the workers", "[pair_network][folded]") {
  const PairNetworkConfig c{PairArchitecture::delta, 59, 59, 64, 128, Activation::relu};
  const std::vector<float> parameters = fresh(c, 7);
  const PairExamples examples(59, 0.8, 8);
  std::vector<std::vector<float>> gradients;
  for (const int workers : {1, 2, 4}) {
    FoldedPairNetwork folded(c, Loss::cross_entropy, workers);
    BackwardsWorkers backwards(workers);
    Serial serial;
    ParallelFor& parallel = workers == 1 ? static_cast<ParallelFor&>(serial) : backwards;
    const PairBatch batch = make_pair_batch(59, examples.pairs, examples.targets, folded.shape());
    gradients.emplace_back(parameters.size());
    folded.differentiate(parameters.data(), batch, parallel, gradients.back().data());
  }
  CHECK(gradients[1] == gradients[0]);
  CHECK(gradients[2] == gradients[0]);
}
