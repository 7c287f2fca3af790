// The folded step of one-layer transformers against the plain one, in double: every kernel, sequence,
// attention rate, activation and remainder; on fresh weights and on weights that have grokked.
#include <string>
#include <vector>

#include "core/model/cross_entropy.h"
#include "core/model/folded_transformer.h"
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

TransformerConfig config_for(const PairSequence& sequence, int d, int m) {
  TransformerConfig c;
  c.vocabulary = sequence.vocabulary();
  c.classes = sequence.vocabulary();
  c.context = sequence.context();
  c.d_model = d;
  c.d_head = d / 4;
  c.d_mlp = m;
  return c;
}

std::vector<float> fresh(const TransformerConfig& c, uint32_t seed) {
  const ParameterLayout layout = transformer_layout(c);
  std::vector<float> parameters(layout.size());
  initialise_transformer(c, TransformerInit::progress_measures, SplitMix64(seed, StreamUse::init),
                         parameters.data());
  SplitMix64 random(seed + 1, StreamUse::init);
  for (const ParameterTensor& tensor : layout.tensors())  // biases off zero
    if (tensor.shape.size() == 1)
      for (size_t i = 0; i < tensor.count(); ++i)
        parameters[tensor.offset + i] = static_cast<float>(0.1 * random.normal());
  return parameters;
}

template <class T>
struct Plain {
  double loss, accuracy;
  Matrix<T> logits;
  std::vector<T> gradient;
};

template <class T>
Plain<T> plain_step(const TransformerConfig& c, const PairSequence& sequence, Loss loss,
                    const std::vector<float>& parameters, const PairExamples& examples) {
  const std::vector<T> exact(parameters.begin(), parameters.end());
  const std::vector<int> tokens = sequence.tokens(examples.indices);
  const int count = static_cast<int>(examples.targets.size());
  Plain<T> plain;
  TransformerActivations<T> activations;
  plain.logits = transformer_logits(c, exact.data(), tokens.data(), count, &activations);
  Matrix<T> logit_gradient;
  plain.loss = mean_loss<T>(loss, plain.logits, examples.targets.data(), &logit_gradient);
  plain.accuracy = accuracy<T>(plain.logits, examples.targets.data());
  plain.gradient.resize(parameters.size());
  transformer_gradient(c, exact.data(), tokens.data(), activations, logit_gradient, plain.gradient.data());
  return plain;
}

void compare(const TransformerConfig& c, const PairSequence& sequence, const std::vector<float>& parameters,
             const PairExamples& examples, const std::string& what, Loss loss = Loss::cross_entropy,
             bool grokked = false) {
  REQUIRE(validate(c));
  const ParameterLayout layout = transformer_layout(c);
  const Plain<double> plain = plain_step<double>(c, sequence, loss, parameters, examples);
  const Plain<float> in_float = plain_step<float>(c, sequence, loss, parameters, examples);
  for (const char* name : kernel_names()) {
    const std::string label = what + ", " + name;
    FoldedTransformer folded(c, sequence, loss, 1, name);
    Serial serial;
    const PairBatch batch =
        make_pair_batch(sequence.elements, examples.pairs, examples.targets, folded.shape());
    std::vector<float> gradient(layout.size(), 3.0f);
    for (const ParameterTensor& tensor : layout.tensors())  // padding is zero in every array
      for (size_t i = tensor.offset + tensor.count(); i < tensor.offset + padded_to_line(tensor.count()); ++i)
        gradient[i] = 0;
    const PairResult result = folded.differentiate(parameters.data(), batch, serial, gradient.data());
    check_tensors(layout, gradient, plain.gradient, label, grokked ? &in_float.gradient : nullptr);
    INFO(label);
    CHECK(result.loss == Approx(plain.loss).epsilon(grokked ? 2e-5 : 2e-6));
    CHECK(result.accuracy == plain.accuracy);
    Matrix<float> logits(plain.logits.rows(), plain.logits.cols());
    const PairResult evaluated = folded.evaluate(parameters.data(), batch, serial, logits.data());
    CHECK(evaluated.loss == Approx(result.loss).epsilon(1e-12));  // other blocks
    CHECK((logits.cast<double>() - plain.logits).norm() <= 2e-6 * plain.logits.norm());
    // A second step from the same weights is the same step: nothing is left behind.
    std::vector<float> again(layout.size());
    folded.differentiate(parameters.data(), batch, serial, again.data());
    CHECK(again == gradient);
  }
}

std::string words_of(bool equals, bool separate, double rate, Biases biases, int d_mlp, Activation activation,
                     Loss loss) {
  return std::string(equals ? "ab=" : "ab") + (separate ? " separate" : "") + " rate " +
         std::to_string(rate) + " biases " + std::to_string(static_cast<int>(biases)) + " d_mlp " +
         std::to_string(d_mlp) + " activation " + std::to_string(static_cast<int>(activation)) + " loss " +
         std::to_string(static_cast<int>(loss));
}

}  // namespace

TEST_CASE("the folded transformer is the plain one for every sequence, rate and option",
          "[transformer][folded]") {
  constexpr Activation kActivations[] = {Activation::relu, Activation::gelu, Activation::quadratic,
                                         Activation::abs, Activation::identity};
  for (const bool equals : {true, false})
    for (const bool separate : {false, true})
      for (const double rate : {1.0, 0.35, 0.0})
        for (const Biases biases : {Biases::on, Biases::off, Biases::frozen})
          for (const int d_mlp : {20, 0})
            for (const Activation activation : kActivations)
              for (const Loss loss : {Loss::cross_entropy, Loss::mse}) {
                if (d_mlp == 0 && activation != Activation::relu) continue;  // there is nothing to activate
                const PairSequence sequence{5, equals, separate};
                TransformerConfig c = config_for(sequence, 8, d_mlp);
                c.attention_rate = rate;
                c.biases = biases;
                c.activation = activation;
                c.causal = equals;
                compare(c, sequence, fresh(c, 3), PairExamples(5, 0.8, 1),
                        words_of(equals, separate, rate, biases, d_mlp, activation, loss), loss);
              }
}

TEST_CASE("the folded transformer is right for every remainder of its tiles", "[transformer][folded]") {
  for (const int p : {5, 7, 59, 97})
    for (const int d : {32, 64})
      for (const int m : {16, 50, 129}) {
        const PairSequence sequence{p, true, false};
        const TransformerConfig c = config_for(sequence, d, m);
        compare(c, sequence, fresh(c, 5), PairExamples(p, p > 20 ? 0.1 : 0.95, 3),
                "p " + std::to_string(p) + " d " + std::to_string(d) + " m " + std::to_string(m));
      }
  for (const int heads : {1, 2, 3, 5, 9}) {
    const PairSequence sequence{9, heads % 2 == 0, false};
    TransformerConfig c = config_for(sequence, 27, 40);
    c.heads = heads;
    c.d_head = 27 / heads;
    compare(c, sequence, fresh(c, 6), PairExamples(9, 0.9, 4), std::to_string(heads) + " heads");
  }
  for (const int count : {1, 15, 16, 17, 95, 96, 97, 193}) {
    const PairSequence sequence{17, true, false};
    const TransformerConfig c = config_for(sequence, 16, 32);
    compare(c, sequence, fresh(c, 7), PairExamples(17, (count + 0.5) / 289, 5),
            std::to_string(count) + " examples");
  }
}

TEST_CASE("the folded transformer is right at the papers' sizes", "[transformer][folded]") {
  const PairSequence grokking{113, true, false};
  compare(config_for(grokking, 128, 512), grokking, fresh(config_for(grokking, 128, 512), 8),
          PairExamples(113, 0.02, 6), "p 113");
  const PairSequence pizza{59, false, false};
  for (const double rate : {1.0, 0.0}) {
    TransformerConfig c = config_for(pizza, 128, 512);
    c.attention_rate = rate;
    c.causal = false;
    compare(c, pizza, fresh(c, 9), PairExamples(59, 0.08, 7), "p 59 rate " + std::to_string(rate));
  }
}

TEST_CASE("the folded transformer does fewer classes", "[transformer][folded]") {
  const PairSequence sequence{13, true, false};
  TransformerConfig c = config_for(sequence, 32, 48);
  c.classes = 13;
  for (const Loss loss : {Loss::cross_entropy, Loss::mse})
    compare(c, sequence, fresh(c, 11), PairExamples(13, 0.7, 9), "13 classes of 14 tokens", loss);
}

TEST_CASE("the folded transformer keeps its digits on weights that have grokked", "[transformer][folded]") {
  for (const double rate : {1.0, 0.0}) {
    const PairSequence sequence{23, rate == 1, false};
    TransformerConfig c = config_for(sequence, 48, 128);
    c.attention_rate = rate;
    const ParameterLayout layout = transformer_layout(c);
    std::vector<float> parameters = fresh(c, 12), gradient(layout.size()), m(layout.size()), v(layout.size());
    const PairExamples train(23, 0.8, 10);
    FoldedTransformer folded(c, sequence);
    Serial serial;
    const PairBatch batch = make_pair_batch(23, train.pairs, train.targets, folded.shape());
    AdamW adamw({0.9, 0.98, 1e-8, 0.5});
    for (int step = 0; step < 1500; ++step) {
      folded.differentiate(parameters.data(), batch, serial, gradient.data(), false);
      adamw.update(3e-3, parameters.data(), gradient.data(), m.data(), v.data(), layout.size());
    }
    const PairExamples all(23, 1, 0);
    const PairBatch everything = make_pair_batch(23, all.pairs, all.targets, folded.shape());
    CHECK(folded.evaluate(parameters.data(), everything, serial).accuracy > 0.95);
    CHECK(folded.evaluate(parameters.data(), batch, serial).loss < 1e-5);
    const std::vector<double> exact(parameters.begin(), parameters.end());
    TransformerActivations<double> activations;
    transformer_logits(c, exact.data(), sequence.tokens(train.indices).data(), batch.count(), &activations);
    PairExamples examples = train;
    examples.leave_kinks_out(activations.layers[0].pre);
    compare(c, sequence, parameters, examples, "grokked, rate " + std::to_string(rate), Loss::cross_entropy,
            true);
  }
}

TEST_CASE("the folded transformer's numbers don't depend on the workers", "[transformer][folded]") {
  for (const bool equals : {true, false}) {
    const PairSequence sequence{43, equals, false};
    const TransformerConfig c = config_for(sequence, 64, 200);
    const std::vector<float> parameters = fresh(c, 13);
    const PairExamples examples(43, 0.8, 11);
    std::vector<std::vector<float>> gradients;
    std::vector<double> losses;
    for (const int workers : {1, 2, 5}) {
      FoldedTransformer folded(c, sequence, Loss::cross_entropy, workers);
      BackwardsWorkers backwards(workers);
      Serial serial;
      ParallelFor& parallel = workers == 1 ? static_cast<ParallelFor&>(serial) : backwards;
      const PairBatch batch = make_pair_batch(43, examples.pairs, examples.targets, folded.shape());
      std::vector<float> gradient(parameters.size());
      losses.push_back(folded.differentiate(parameters.data(), batch, parallel, gradient.data()).loss);
      gradients.push_back(gradient);
    }
    CHECK(gradients[1] == gradients[0]);
    CHECK(gradients[2] == gradients[0]);
    CHECK(losses[1] == losses[0]);
    CHECK(losses[2] == losses[0]);
  }
}

TEST_CASE("folded steps with fused multiply-add agree to the bit", "[transformer][folded]") {
  if (!pair_kernel_named("avx2") || !pair_kernel_named("avx512")) return;
  for (const Activation activation : {Activation::relu, Activation::gelu})
    for (const bool equals : {true, false}) {
      const PairSequence sequence{37, equals, false};
      TransformerConfig c = config_for(sequence, 60, 100);
      c.activation = activation;
      const std::vector<float> parameters = fresh(c, 14);
      const PairExamples examples(37, 0.5, 12);
      std::vector<std::vector<float>> gradients;
      for (const char* name : {"avx2", "avx512"}) {
        FoldedTransformer folded(c, sequence, Loss::cross_entropy, 1, name);
        Serial serial;
        const PairBatch batch = make_pair_batch(37, examples.pairs, examples.targets, folded.shape());
        gradients.emplace_back(parameters.size());
        folded.differentiate(parameters.data(), batch, serial, gradients.back().data());
      }
      CHECK(gradients[0] == gradients[1]);
    }
}
