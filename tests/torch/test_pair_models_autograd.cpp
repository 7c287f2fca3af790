// LibTorch's autograd as oracle for the transformers and pair networks: the formulas of their headers,
// written again in torch's operations, which derive the gradients themselves.
#include <torch/torch.h>  // before Catch2: glog's CHECK would replace Catch's

#undef CHECK
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "core/model/cross_entropy.h"
#include "core/model/pair_network.h"
#include "core/model/transformer.h"
#include "tests/catch.h"

using namespace orrery;

namespace {

using Tensors = std::map<std::string, torch::Tensor>;

torch::Tensor act(Activation activation, const torch::Tensor& x) {
  switch (activation) {
    case Activation::relu:
      return torch::relu(x);
    case Activation::gelu:
      return torch::gelu(x);
    case Activation::quadratic:
      return x.square();
    case Activation::abs:
      return x.abs();
    case Activation::identity:
      break;
  }
  return x;
}

/// Leaves of the graph, in double, one for each tensor of the layout.
Tensors leaves(const ParameterLayout& layout, const std::vector<float>& parameters) {
  Tensors tensors;
  for (const ParameterTensor& tensor : layout.tensors())
    tensors[tensor.name] =
        torch::from_blob(const_cast<float*>(parameters.data() + tensor.offset), tensor.shape, torch::kFloat32)
            .to(torch::kFloat64)
            .requires_grad_();
  return tensors;
}

torch::Tensor loss_of(Loss loss, const torch::Tensor& logits, const std::vector<int>& targets) {
  const torch::Tensor classes = torch::tensor(std::vector<int64_t>(targets.begin(), targets.end()));
  if (loss == Loss::cross_entropy) return torch::nn::functional::cross_entropy(logits, classes);
  return (logits - torch::one_hot(classes, logits.size(1))).square().mean();
}

torch::Tensor torch_logits(const TransformerConfig& c, Tensors& p, const std::vector<int>& tokens) {
  const torch::Tensor t =
      torch::tensor(std::vector<int64_t>(tokens.begin(), tokens.end())).reshape({-1, c.context});
  torch::Tensor x = p["embed.W_E"].index({t}) + p["pos_embed.W_pos"];
  for (int l = 0; l < c.layers; ++l) {
    const std::string block = "blocks." + std::to_string(l) + ".";
    const auto project = [&](const char* name) {
      return torch::einsum("bnd,hde->bhne", {x, p[block + name]});
    };
    const torch::Tensor q = project("attn.W_Q"), k = project("attn.W_K"), v = project("attn.W_V");
    torch::Tensor s = torch::matmul(q, k.transpose(2, 3)) / std::sqrt(static_cast<double>(c.d_head));
    const torch::Tensor mask = torch::ones({c.context, c.context}, torch::kFloat64).tril();
    if (c.causal) s = s.masked_fill(mask == 0, -1e30);
    torch::Tensor A = c.attention_rate * torch::softmax(s, 3) + (1 - c.attention_rate);
    if (c.causal) A = A * mask;
    x = x + torch::einsum("bhne,hed->bnd", {torch::matmul(A, v), p[block + "attn.W_O"]});
    if (c.d_mlp == 0) continue;
    torch::Tensor pre = torch::matmul(x, p[block + "mlp.W_in"]);
    if (c.biases != Biases::off) pre = pre + p[block + "mlp.b_in"];
    x = x + torch::matmul(act(c.activation, pre), p[block + "mlp.W_out"]);
    if (c.biases != Biases::off) x = x + p[block + "mlp.b_out"];
  }
  return torch::matmul(x.select(1, c.context - 1), p["unembed.W_U"]);
}

torch::Tensor torch_logits(const PairNetworkConfig& c, Tensors& p, const std::vector<int>& pairs) {
  const torch::Tensor t = torch::tensor(std::vector<int64_t>(pairs.begin(), pairs.end())).reshape({-1, 2});
  const torch::Tensor a = t.select(1, 0), b = t.select(1, 1);
  const auto row = [&](const char* name, const torch::Tensor& of) { return p[name].index({of}); };
  const auto layer = [&](const torch::Tensor& x) { return torch::matmul(x, p["W_1"]) + p["b_1"]; };
  const auto second = [&](const torch::Tensor& pre) {
    return act(c.activation, torch::matmul(act(c.activation, pre), p["W_2"]) + p["b_2"]);
  };
  torch::Tensor post;
  switch (c.architecture) {
    case PairArchitecture::mlp:
      post = act(c.activation, torch::matmul(torch::cat({row("W_x", a), row("W_y", b)}, 1), p["W"]));
      break;
    case PairArchitecture::alpha:
      post = act(c.activation, layer(row("W_E", a) + row("W_E", b)));
      break;
    case PairArchitecture::alpha_prime:
      post = act(c.activation, layer(row("W_x", a) + row("W_y", b)));
      break;
    case PairArchitecture::beta:
      post = second(layer(row("W_E", a) + row("W_E", b)));
      break;
    case PairArchitecture::gamma:
      post = second(layer(row("W_E", a)) + layer(row("W_E", b)));
      break;
    case PairArchitecture::delta:
      post = act(c.activation, layer(torch::cat({row("W_E", a), row("W_E", b)}, 1)));
      break;
    case PairArchitecture::gromov:
      post = act(c.activation, row("W_x", a) + row("W_y", b));
      break;
  }
  return torch::matmul(post, p["W_U"]);
}

/// Every trained tensor's gradient in float against autograd's in double.
void check_tensors(const ParameterLayout& layout, Tensors& tensors, const std::vector<float>& gradient,
                   const std::string& what) {
  for (const ParameterTensor& tensor : layout.tensors()) {
    if (!tensor.trained) continue;
    const torch::Tensor ours =
        torch::from_blob(const_cast<float*>(gradient.data() + tensor.offset), tensor.shape, torch::kFloat32);
    const torch::Tensor theirs = tensors[tensor.name].grad().defined()
                                     ? tensors[tensor.name].grad()
                                     : torch::zeros_like(tensors[tensor.name]);
    INFO(what << " " << tensor.name);
    CHECK((ours - theirs).norm().item<double>() <= 1e-5 * theirs.norm().item<double>() + 1e-12);
  }
}

void check_transformer(const TransformerConfig& c, const std::string& what) {
  const ParameterLayout layout = transformer_layout(c);
  std::vector<float> parameters(layout.size()), gradient(layout.size());
  initialise_transformer(c, TransformerInit::progress_measures, SplitMix64(3, StreamUse::init),
                         parameters.data());
  SplitMix64 random(4, StreamUse::init);
  for (const ParameterTensor& tensor : layout.tensors())  // biases off zero
    if (tensor.shape.size() == 1)
      for (size_t i = 0; i < tensor.count(); ++i)
        parameters[tensor.offset + i] = static_cast<float>(0.1 * random.normal());
  const int examples = 40;
  std::vector<int> tokens, targets;
  for (int e = 0; e < examples; ++e) {
    for (int i = 0; i < c.context; ++i)
      tokens.push_back(static_cast<int>(random.below(static_cast<uint32_t>(c.vocabulary))));
    targets.push_back(static_cast<int>(random.below(static_cast<uint32_t>(c.classes))));
  }
  Tensors tensors = leaves(layout, parameters);
  const torch::Tensor loss = loss_of(Loss::cross_entropy, torch_logits(c, tensors, tokens), targets);
  loss.backward();

  TransformerActivations<float> activations;
  Matrix<float> logit_gradient;
  const Matrix<float> logits =
      transformer_logits(c, parameters.data(), tokens.data(), examples, &activations);
  CHECK(cross_entropy<float>(logits, targets.data(), Flush::tiny_terms, &logit_gradient) ==
        Approx(loss.item<double>()).epsilon(1e-6));
  transformer_gradient(c, parameters.data(), tokens.data(), activations, logit_gradient, gradient.data());
  check_tensors(layout, tensors, gradient, what);
}

}  // namespace

TEST_CASE("every transformer's gradient in float is autograd's to 1e-5", "[torch]") {
  TransformerConfig base;
  base.vocabulary = 14;
  base.classes = 13;
  base.d_model = 32;
  base.d_head = 8;
  base.d_mlp = 48;
  for (const int layers : {1, 2, 4})
    for (const bool causal : {true, false}) {
      TransformerConfig c = base;
      c.layers = layers;
      c.causal = causal;
      check_transformer(c, std::to_string(layers) + " layers, causal " + std::to_string(causal));
    }
  for (const Activation activation :
       {Activation::relu, Activation::gelu, Activation::quadratic, Activation::abs, Activation::identity})
    for (const double rate : {1.0, 0.4, 0.0}) {
      TransformerConfig c = base;
      c.context = 2;
      c.causal = false;
      c.activation = activation;
      c.attention_rate = rate;
      check_transformer(
          c, "activation " + std::to_string(static_cast<int>(activation)) + " rate " + std::to_string(rate));
    }
  for (const Biases biases : {Biases::off, Biases::frozen}) {
    TransformerConfig c = base;
    c.biases = biases;
    check_transformer(c, "biases " + std::to_string(static_cast<int>(biases)));
  }
  TransformerConfig attention_only = base;
  attention_only.d_mlp = 0;
  attention_only.layers = 2;
  check_transformer(attention_only, "attention only");
}

TEST_CASE("every pair network's gradient in float is autograd's to 1e-5", "[torch]") {
  for (const PairArchitecture architecture :
       {PairArchitecture::mlp, PairArchitecture::alpha, PairArchitecture::alpha_prime, PairArchitecture::beta,
        PairArchitecture::gamma, PairArchitecture::delta, PairArchitecture::gromov})
    for (const Activation activation :
         {Activation::relu, Activation::gelu, Activation::quadratic, Activation::abs, Activation::identity})
      for (const Loss loss_kind : {Loss::cross_entropy, Loss::mse}) {
        const PairNetworkConfig c{architecture, 11, 11, 16, 40, activation};
        const ParameterLayout layout = pair_network_layout(c);
        std::vector<float> parameters(layout.size()), gradient(layout.size());
        initialise_pair_network(c, SplitMix64(6, StreamUse::init), parameters.data());
        std::vector<int> pairs, targets;
        for (int a = 0; a < 11; ++a)
          for (int b = a % 2; b < 11; b += 2) {
            pairs.insert(pairs.end(), {a, b});
            targets.push_back((a + b) % 11);
          }
        const int examples = static_cast<int>(targets.size());
        Tensors tensors = leaves(layout, parameters);
        const torch::Tensor loss = loss_of(loss_kind, torch_logits(c, tensors, pairs), targets);
        loss.backward();
        PairNetworkActivations<float> activations;
        Matrix<float> logit_gradient;
        const Matrix<float> logits =
            pair_network_logits(c, parameters.data(), pairs.data(), examples, &activations);
        CHECK(mean_loss<float>(loss_kind, logits, targets.data(), &logit_gradient) ==
              Approx(loss.item<double>()).epsilon(1e-6));
        pair_network_gradient(c, parameters.data(), pairs.data(), activations, logit_gradient,
                              gradient.data());
        check_tensors(layout, tensors, gradient,
                      "architecture " + std::to_string(static_cast<int>(architecture)) + " activation " +
                          std::to_string(static_cast<int>(activation)) + " loss " +
                          std::to_string(static_cast<int>(loss_kind)));
      }
}
