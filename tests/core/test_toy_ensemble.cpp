// Training many models together gives each the numbers it has alone, whatever the grouping and the threads.
#include "core/train/toy_ensemble.h"

#include <vector>

#include "core/model/toy_kernel.h"
#include "core/numeric/random.h"
#include "tests/catch.h"
#include "tests/core/workers.h"

using namespace orrery;

namespace {

Serial in_turn;

std::vector<ToyMember> members(size_t count, int features) {
  std::vector<ToyMember> all;
  for (size_t k = 0; k < count; ++k) {
    ToyMember member{static_cast<uint32_t>(k * 17), {}, k % 3 == 0 ? 0.5 : 1.0};
    for (int i = 0; i < features; ++i) {
      member.features.density.push_back(1.0 / (1.0 + static_cast<double>(k)));
      member.features.importance.push_back(std::pow(0.9, i));
    }
    all.push_back(member);
  }
  return all;
}

ToyEnsemble shape(int hidden, int batch, OutputActivation output = OutputActivation::relu) {
  ToyEnsemble ensemble{hidden, batch, output, {}, {}};
  for (int step = 0; step < 60; ++step) ensemble.learning_rates.push_back(1e-2 * (1 - step / 60.0));
  return ensemble;
}

bool same(const ToyParameters<float>& a, const ToyParameters<float>& b) {
  return a.W == b.W && a.b_final == b.b_final;
}

}  // namespace

TEST_CASE("A member of an ensemble has the numbers of the model trained alone", "[toy_ensemble]") {
  for (const int features : {3, 5, 20})
    for (const size_t count : {1, 14, 16, 31}) {
      INFO("n " << features << " models " << count);
      const ToyEnsemble ensemble = shape(2, 40);
      const std::vector<ToyMember> all = members(count, features);
      const auto together = train_toy_ensemble(ensemble, all, in_turn);
      REQUIRE(together.size() == count);
      for (size_t k = 0; k < count; ++k) {
        CHECK(same(together[k], train_toy_ensemble(ensemble, {all[k]}, in_turn)[0]));
        CHECK(together[k].W.allFinite());
      }
    }
}

TEST_CASE("Members differ by seed, density and scale, and do learn", "[toy_ensemble]") {
  const std::vector<ToyMember> all = members(16, 5);
  ToyEnsemble ensemble = shape(2, 128);
  const auto trained = train_toy_ensemble(ensemble, all, in_turn);
  ensemble.learning_rates.clear();
  const auto initial = train_toy_ensemble(ensemble, all, in_turn);
  for (size_t k = 0; k < all.size(); ++k) {
    INFO("model " << k);
    const auto start = initial_toy_parameters(5, 2, all[k].init_scale, {all[k].seed, StreamUse::init});
    CHECK(same(initial[k], start));
    LaneStream fresh(1000, StreamUse::data);
    const Matrix<double> x = sample_batch(all[k].features, 4096, fresh).cast<double>();
    const auto loss = [&](const ToyParameters<float>& model) {
      return toy_loss<double>({model.W.cast<double>(), model.b_final.cast<double>()}, ensemble.activations,
                              Eigen::Map<const Vector<double>>(all[k].features.importance.data(), 5), x);
    };
    CHECK(loss(trained[k]) < 0.9 * loss(initial[k]));
    for (size_t other = 0; other < k; ++other) CHECK_FALSE(same(trained[k], trained[other]));
  }
}

TEST_CASE("Workers don't change an ensemble's numbers", "[toy_ensemble]") {
  const ToyEnsemble ensemble = shape(2, 100, OutputActivation::linear);
  test::BackwardsWorkers backwards(2);
  for (const size_t count : {5, 40}) {
    const std::vector<ToyMember> all = members(count, 5);
    const auto one = train_toy_ensemble(ensemble, all, in_turn);
    const auto two = train_toy_ensemble(ensemble, all, backwards);
    for (size_t k = 0; k < count; ++k) CHECK(same(one[k], two[k]));
  }
}
