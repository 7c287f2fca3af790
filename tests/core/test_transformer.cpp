// The plain transformer: its layout, its published initialisations, known answers, and its gradient.
#include <cmath>
#include <string>
#include <vector>

#include "core/model/cross_entropy.h"
#include "core/model/transformer.h"
#include "tests/catch.h"
#include "tests/core/differences.h"

using namespace orrery;
using namespace orrery::test;

namespace {

std::vector<int> random_tokens(const TransformerConfig& c, int examples, uint32_t seed) {
  SplitMix64 random(seed, StreamUse::data);
  std::vector<int> tokens(static_cast<size_t>(examples * c.context));
  for (int& token : tokens) token = static_cast<int>(random.below(static_cast<uint32_t>(c.vocabulary)));
  return tokens;
}

/// Checks every tensor of one configuration against central differences.
void check_gradient(const TransformerConfig& c, const std::string& what) {
  REQUIRE(validate(c));
  const ParameterLayout layout = transformer_layout(c);
  const int examples = 6;
  const std::vector<int> tokens = random_tokens(c, examples, 2);
  std::vector<int> targets;
  for (int e = 0; e < examples; ++e) targets.push_back((3 * e + 1) % c.classes);
  const auto loss = [&](const std::vector<double>& parameters) {
    return cross_entropy<double>(transformer_logits(c, parameters.data(), tokens.data(), examples),
                                 targets.data());
  };
  const std::vector<double> parameters = random_parameters(layout, 9, 0.45);
  TransformerActivations<double> activations;
  Matrix<double> logit_gradient;
  const Matrix<double> logits =
      transformer_logits(c, parameters.data(), tokens.data(), examples, &activations);
  cross_entropy<double>(logits, targets.data(), Flush::none, &logit_gradient);
  std::vector<double> gradient(layout.size(), 7.0);
  transformer_gradient(c, parameters.data(), tokens.data(), activations, logit_gradient, gradient.data());
  for (const ParameterTensor& tensor : layout.tensors()) {
    INFO(what << " " << tensor.name);
    if (tensor.trained) {
      CHECK(difference_error(loss, parameters, gradient, tensor) < 1e-6);
    } else {
      for (size_t i = 0; i < tensor.count(); ++i) CHECK(gradient[tensor.offset + i] == 0);
    }
  }
}

TransformerConfig small() {
  TransformerConfig c;
  c.vocabulary = 7;
  c.classes = 6;
  c.context = 3;
  c.d_model = 6;
  c.heads = 2;
  c.d_head = 3;
  c.d_mlp = 10;
  return c;
}

}  // namespace

TEST_CASE("every transformer's gradient is its central differences", "[transformer]") {
  for (const int layers : {1, 2, 3, 4})
    for (const bool causal : {true, false}) {
      TransformerConfig c = small();
      c.layers = layers;
      c.causal = causal;
      check_gradient(c, std::to_string(layers) + " layers, causal " + std::to_string(causal));
    }
  for (const Activation activation :
       {Activation::relu, Activation::gelu, Activation::quadratic, Activation::abs, Activation::identity})
    for (const double rate : {1.0, 0.3, 0.0}) {
      TransformerConfig c = small();
      c.activation = activation;
      c.attention_rate = rate;
      c.causal = false;
      c.layers = rate == 0.3 ? 2 : 1;
      check_gradient(
          c, "activation " + std::to_string(static_cast<int>(activation)) + ", rate " + std::to_string(rate));
    }
  for (const Biases biases : {Biases::on, Biases::off, Biases::frozen}) {
    TransformerConfig c = small();
    c.biases = biases;
    check_gradient(c, "biases " + std::to_string(static_cast<int>(biases)));
  }
  TransformerConfig attention_only = small();
  attention_only.d_mlp = 0;
  attention_only.layers = 2;
  check_gradient(attention_only, "attention only");
  TransformerConfig two = small();
  two.context = 2;
  two.heads = 3;
  two.d_head = 5;  // H h is not d
  two.causal = false;
  check_gradient(two, "two positions, wide heads");
}

TEST_CASE("a transformer's tensors have TransformerLens's names, shapes and order", "[transformer]") {
  const ParameterLayout layout = transformer_layout({});
  std::vector<std::string> names;
  for (const ParameterTensor& tensor : layout.tensors()) {
    names.push_back(tensor.name);
    CHECK(tensor.offset % 16 == 0);
  }
  CHECK(names == std::vector<std::string>{"embed.W_E", "pos_embed.W_pos", "blocks.0.attn.W_Q",
                                          "blocks.0.attn.W_K", "blocks.0.attn.W_V", "blocks.0.attn.W_O",
                                          "blocks.0.mlp.W_in", "blocks.0.mlp.b_in", "blocks.0.mlp.W_out",
                                          "blocks.0.mlp.b_out", "unembed.W_U"});
  CHECK(layout.trained_count() == 226816);  // Nanda et al.: p = 113
  CHECK(layout.find("blocks.0.attn.W_O")->shape == std::vector<int64_t>{4, 32, 128});
  TransformerConfig pizza;
  pizza.vocabulary = pizza.classes = 59;
  pizza.context = 2;
  CHECK(transformer_layout(pizza).trained_count() == 212608);  // Zhong et al., d 128, one layer
  pizza.layers = 4;
  CHECK(transformer_layout(pizza).trained_count() == 804352);
  TransformerConfig group;
  group.vocabulary = 121;
  group.classes = 120;
  group.biases = Biases::frozen;
  CHECK(transformer_layout(group).trained_count() == 227840);  // Chughtai et al., S5
}

TEST_CASE("frozen tensors are left out of the optimizer's spans", "[transformer]") {
  TransformerConfig c = small();
  c.biases = Biases::frozen;
  const ParameterLayout layout = transformer_layout(c);
  std::vector<bool> covered(layout.size());
  for (const ParameterSpan span : layout.trained_spans())
    for (size_t i = span.offset; i < span.offset + span.count; ++i) covered[i] = true;
  for (const ParameterTensor& tensor : layout.tensors())
    for (size_t i = 0; i < tensor.count(); ++i) CHECK(covered[tensor.offset + i] == tensor.trained);
}

TEST_CASE("initial weights have the published sums of squares", "[transformer]") {
  TransformerConfig c;
  const auto sum_of_squares = [&](TransformerInit init) {
    const ParameterLayout layout = transformer_layout(c);
    std::vector<float> parameters(layout.size());
    initialise_transformer(c, init, SplitMix64(3, StreamUse::init), parameters.data());
    double sum = 0;
    for (const float p : parameters) sum += static_cast<double>(p) * p;
    return sum;
  };
  CHECK(sum_of_squares(TransformerInit::progress_measures) == Approx(1781).epsilon(0.02));  // grokking spec 1
  c.vocabulary = c.classes = 59;
  c.context = 2;
  CHECK(std::sqrt(sum_of_squares(TransformerInit::clock_pizza)) ==
        Approx(36.6).epsilon(0.01));  // pizza spec 2.1
  CHECK(sum_of_squares(TransformerInit::transformer_lens) ==
        Approx(0.64 / 128 * (212608 - 640)).epsilon(0.02));
}

TEST_CASE("attention rate 0 adds the positions up", "[transformer]") {
  TransformerConfig c = small();
  c.context = 2;
  c.causal = false;
  c.attention_rate = 0;
  const std::vector<double> parameters = random_parameters(transformer_layout(c), 4, 0.5);
  const std::vector<int> tokens = {1, 4};
  TransformerActivations<double> activations;
  transformer_logits(c, parameters.data(), tokens.data(), 1, &activations);
  const auto& layer = activations.layers[0];
  CHECK((layer.z.row(0) - layer.v.row(0) - layer.v.row(1)).cwiseAbs().maxCoeff() < 1e-14);
}

TEST_CASE("a causal transformer's early positions do not see later ones", "[transformer]") {
  TransformerConfig c = small();
  c.layers = 2;
  const std::vector<double> parameters = random_parameters(transformer_layout(c), 4, 0.5);
  TransformerActivations<double> first, second;
  const std::vector<int> one = {1, 4, 2}, other = {1, 5, 3};
  transformer_logits(c, parameters.data(), one.data(), 1, &first);
  transformer_logits(c, parameters.data(), other.data(), 1, &second);
  CHECK(first.layers[1].x.row(0) == second.layers[1].x.row(0));
  CHECK(first.layers[1].x.row(1) != second.layers[1].x.row(1));
}

TEST_CASE("a description that can't be is refused by its field", "[transformer]") {
  const auto field_of = [](auto change) {
    TransformerConfig c;
    change(c);
    const Result<void> valid = validate(c);
    return valid ? std::string() : valid.error().field;
  };
  CHECK(field_of([](TransformerConfig&) {}).empty());
  CHECK(field_of([](TransformerConfig& c) { c.layers = 5; }) == "layers");
  CHECK(field_of([](TransformerConfig& c) { c.heads = 129; }) == "heads");
  CHECK(field_of([](TransformerConfig& c) { c.attention_rate = 1.5; }) == "attention_rate");
  CHECK(field_of([](TransformerConfig& c) { c.attention_rate = NAN; }) == "attention_rate");
  CHECK(field_of([](TransformerConfig& c) { c.d_mlp = -1; }) == "d_mlp");
}
