// The plain pair networks: layouts, published initialisations, known answers, and their gradients.
#include <cmath>
#include <string>
#include <vector>

#include "core/model/cross_entropy.h"
#include "core/model/pair_network.h"
#include "tests/catch.h"
#include "tests/core/differences.h"

using namespace orrery;
using namespace orrery::test;

namespace {

const PairArchitecture kArchitectures[] = {
    PairArchitecture::mlp,   PairArchitecture::alpha, PairArchitecture::alpha_prime, PairArchitecture::beta,
    PairArchitecture::gamma, PairArchitecture::delta, PairArchitecture::gromov};

std::vector<double> initial(const PairNetworkConfig& c, uint32_t seed) {
  std::vector<float> parameters(pair_network_layout(c).size());
  initialise_pair_network(c, SplitMix64(seed, StreamUse::init), parameters.data());
  return {parameters.begin(), parameters.end()};
}

double deviation_of(const std::vector<double>& parameters, const ParameterTensor& tensor) {
  double sum = 0;
  for (size_t i = 0; i < tensor.count(); ++i) sum += std::pow(parameters[tensor.offset + i], 2);
  return std::sqrt(sum / static_cast<double>(tensor.count()));
}

}  // namespace

TEST_CASE("every pair network's gradient is its central differences", "[pair_network]") {
  for (const PairArchitecture architecture : kArchitectures)
    for (const Activation activation :
         {Activation::relu, Activation::gelu, Activation::quadratic, Activation::abs, Activation::identity})
      for (const Loss loss_kind : {Loss::cross_entropy, Loss::mse}) {
        const PairNetworkConfig c{architecture, 5, 6, 4, 9, activation};
        const ParameterLayout layout = pair_network_layout(c);
        const std::vector<int> pairs = {0, 0, 1, 4, 3, 3, 2, 0, 4, 1, 1, 3};
        const std::vector<int> targets = {0, 5, 3, 3, 2, 1};
        const auto loss = [&](const std::vector<double>& parameters) {
          return mean_loss<double>(loss_kind, pair_network_logits(c, parameters.data(), pairs.data(), 6),
                                   targets.data());
        };
        const std::vector<double> parameters = random_parameters(layout, 8, 0.4);
        PairNetworkActivations<double> activations;
        Matrix<double> logit_gradient;
        const Matrix<double> logits =
            pair_network_logits(c, parameters.data(), pairs.data(), 6, &activations);
        mean_loss<double>(loss_kind, logits, targets.data(), &logit_gradient);
        std::vector<double> gradient(layout.size(), 7.0);
        pair_network_gradient(c, parameters.data(), pairs.data(), activations, logit_gradient,
                              gradient.data());
        for (const ParameterTensor& tensor : layout.tensors()) {
          INFO("architecture " << static_cast<int>(architecture) << " activation "
                               << static_cast<int>(activation) << " loss " << static_cast<int>(loss_kind)
                               << " " << tensor.name);
          CHECK(difference_error(loss, parameters, gradient, tensor) < 1e-6);
        }
      }
}

TEST_CASE("pair networks have the published numbers of parameters", "[pair_network]") {
  const auto count = [](PairArchitecture architecture, int n, int d, int h) {
    return pair_network_layout({architecture, n, n, d, h, Activation::relu}).trained_count();
  };
  CHECK(count(PairArchitecture::mlp, 120, 256, 128) == 142336);  // S5, group spec 1.1
  CHECK(count(PairArchitecture::mlp, 113, 256, 128) == 137856);
  CHECK(count(PairArchitecture::alpha, 59, 256, 256) == 96000);  // pizza spec 2.2
  CHECK(count(PairArchitecture::beta, 59, 256, 256) == 161792);
  CHECK(count(PairArchitecture::gamma, 59, 256, 256) == 161792);
  CHECK(count(PairArchitecture::delta, 59, 128, 256) == 88448);
}

TEST_CASE("pair networks start as their papers say", "[pair_network]") {
  const PairNetworkConfig mlp{PairArchitecture::mlp, 120, 120, 256, 128, Activation::relu};
  const ParameterLayout layout = pair_network_layout(mlp);
  const std::vector<double> parameters = initial(mlp, 1);
  for (const auto& [name, fan_in] : {std::pair("W_x", 256), {"W_y", 256}, {"W", 512}, {"W_U", 128}})
    CHECK(deviation_of(parameters, *layout.find(name)) == Approx(1 / std::sqrt(fan_in)).epsilon(0.03));

  const PairNetworkConfig beta{PairArchitecture::beta, 59, 59, 256, 256, Activation::relu};
  const ParameterLayout beta_layout = pair_network_layout(beta);
  const std::vector<double> beta_parameters = initial(beta, 1);
  CHECK(deviation_of(beta_parameters, *beta_layout.find("W_E")) ==
        Approx(1 / std::sqrt(128.0)).epsilon(0.03));
  CHECK(deviation_of(beta_parameters, *beta_layout.find("W_1")) ==
        Approx(1 / 16.0 / std::sqrt(3.0)).epsilon(0.03));
  CHECK(deviation_of(beta_parameters, *beta_layout.find("W_U")) == Approx(1 / 16.0).epsilon(0.03));
  for (const double p : beta_parameters) CHECK(std::isfinite(p));

  const PairNetworkConfig gromov{PairArchitecture::gromov, 59, 59, 1, 256, Activation::quadratic};
  CHECK(deviation_of(initial(gromov, 1), *pair_network_layout(gromov).find("W_U")) ==
        Approx(std::pow(16.0 * 256, -1.0 / 3)).epsilon(0.03));
}

TEST_CASE("gamma counts the first bias twice", "[pair_network]") {
  const PairNetworkConfig gamma{PairArchitecture::gamma, 3, 3, 2, 4, Activation::relu};
  PairNetworkConfig beta = gamma;
  beta.architecture = PairArchitecture::beta;
  const ParameterLayout layout = pair_network_layout(gamma);
  std::vector<double> parameters = random_parameters(layout, 2, 0.7);
  const int pair[] = {1, 2};
  const Matrix<double> of_gamma = pair_network_logits(gamma, parameters.data(), pair, 1);
  const ParameterTensor& bias = *layout.find("b_1");
  for (size_t i = 0; i < bias.count(); ++i) parameters[bias.offset + i] *= 2;
  CHECK((of_gamma - pair_network_logits(beta, parameters.data(), pair, 1)).cwiseAbs().maxCoeff() < 1e-14);
}

TEST_CASE("Gromov's network with cosine weights adds modulo p", "[pair_network]") {
  // f_q = sum_k cos(w_k q + phi + psi) (cos(w_k a + phi) + cos(w_k b + psi))^2 (Gromov 2023): with enough
  // random phases the cross term 2 cos cos leaves cos(w_k (a + b - q)), which is largest at q = a + b.
  const int p = 11, hidden = 2000;
  const PairNetworkConfig c{PairArchitecture::gromov, p, p, 1, hidden, Activation::quadratic};
  std::vector<double> parameters(pair_network_layout(c).size());
  const PairNetworkView<double> w = pair_network_view(c, parameters.data());
  SplitMix64 random(1, StreamUse::init);
  const double turn = 2 * std::acos(-1.0);
  for (int k = 0; k < hidden; ++k) {
    const double frequency = turn * (1 + k % 5) / p, phi = turn * random.uniform(),
                 psi = turn * random.uniform();
    for (int x = 0; x < p; ++x) {
      w.W_x[x * hidden + k] = std::cos(frequency * x + phi);
      w.W_y[x * hidden + k] = std::cos(frequency * x + psi);
      w.W_U[k * p + x] = std::cos(frequency * x + phi + psi);
    }
  }
  std::vector<int> pairs, targets;
  for (int a = 0; a < p; ++a)
    for (int b = 0; b < p; ++b) {
      pairs.insert(pairs.end(), {a, b});
      targets.push_back((a + b) % p);
    }
  const Matrix<double> logits = pair_network_logits(c, parameters.data(), pairs.data(), p * p);
  CHECK(accuracy<double>(logits, targets.data()) == 1);
}

TEST_CASE("a pair network that can't be is refused by its field", "[pair_network]") {
  CHECK(validate(PairNetworkConfig{}));
  CHECK(validate({PairArchitecture::mlp, 5, 5, 4, 0, Activation::relu}).error().field == "hidden");
  CHECK(validate({PairArchitecture::mlp, 5, 5, 0, 4, Activation::relu}).error().field == "embedding");
  CHECK(validate({PairArchitecture::mlp, 0, 5, 4, 4, Activation::relu}).error().field == "elements");
  CHECK(validate({PairArchitecture::mlp, 5, 1, 4, 4, Activation::relu}).error().field == "classes");
}
