// The sparse autoencoder: its gradient against central differences, its training, and what it finds in a pentagon.
#include "core/model/sparse_autoencoder.h"

#include <algorithm>
#include <cmath>

#include "core/measure/dictionary.h"
#include "core/train/autoencoder_training.h"
#include "tests/catch.h"
#include "tests/core/hand_built.h"

using namespace orrery;

namespace {

constexpr double kLength = 1.15;

HiddenVectors pentagon_vectors(uint32_t seed) {
  return {test::regular_polygon(5, kLength),
          HiddenActivation::linear,
          {as_sets(test::uniform_task(5, 0.05))},
          seed};
}

AutoencoderTraining pentagon_training(const AutoencoderOptions& options, uint32_t seed) {
  return {pentagon_vectors(seed), options, seed};
}

/// An atom and an encoder along each of the pentagon's features, and `dead` latents that never switch on.
SparseAutoencoder<float> pentagon_dictionary(int dead) {
  const Matrix<float> W = test::regular_polygon(5).W.cast<float>();
  SparseAutoencoder<float> model{Matrix<float>::Ones(2, 5 + dead), Vector<float>::Constant(5 + dead, -0.4f),
                                 Matrix<float>::Ones(5 + dead, 2), Vector<float>::Zero(2)};
  model.W_enc.leftCols(5) = W;
  model.W_dec.topRows(5) = W.transpose();
  model.b_enc.tail(dead).setConstant(-100);
  return model;
}

bool same(const SparseAutoencoder<float>& a, const SparseAutoencoder<float>& b) {
  return a.W_enc == b.W_enc && a.b_enc == b.b_enc && a.W_dec == b.W_dec && a.b_dec == b.b_dec;
}

/// The same but for the rounding of atoms brought to length 1 again and again.
bool close(const SparseAutoencoder<float>& a, const SparseAutoencoder<float>& b) {
  return a.W_enc == b.W_enc && a.b_enc == b.b_enc && (a.W_dec - b.W_dec).cwiseAbs().maxCoeff() < 1e-6f &&
         a.b_dec == b.b_dec;
}

}  // namespace

TEST_CASE("A sparse autoencoder's gradient is that of central differences", "[sparse_autoencoder]") {
  for (const auto& [d, latents] : {std::pair{1, 1}, {2, 5}, {2, 10}, {4, 3}, {6, 12}}) {
    CAPTURE(d, latents);
    test::Numbers numbers(static_cast<std::uint64_t>(31 * d + latents));
    const auto normal = [&](auto& tensor) {
      for (double& entry : tensor.reshaped()) entry = numbers.normal();
    };
    SparseAutoencoder<double> model{Matrix<double>(d, latents), Vector<double>(latents),
                                    Matrix<double>(latents, d), Vector<double>(d)};
    Matrix<double> h(d, 40);
    normal(model.W_enc);
    normal(model.b_enc);
    normal(model.W_dec);
    normal(model.b_dec);
    normal(h);
    model.normalise_atoms();
    const double l1 = 0.3, step = 1e-6;
    const Matrix<double> z = autoencoder_latents(model, h);
    const SparseAutoencoder<double> gradient =
        autoencoder_gradient(model, l1, h, z, Matrix<double>(autoencoder_outputs(model, z) - h));
    const auto check = [&](auto SparseAutoencoder<double>::*tensor) {
      for (Eigen::Index p = 0; p < (model.*tensor).size(); ++p) {
        const auto loss_at = [&](double move) {
          SparseAutoencoder<double> moved = model;
          (moved.*tensor).data()[p] += move;
          moved.normalise_atoms();
          return autoencoder_loss(moved, l1, h);
        };
        const double slope = (loss_at(step) - loss_at(-step)) / (2 * step);
        CHECK((gradient.*tensor).data()[p] == Approx(slope).epsilon(1e-6).margin(1e-8));
      }
    };
    check(&SparseAutoencoder<double>::W_enc);
    check(&SparseAutoencoder<double>::b_enc);
    check(&SparseAutoencoder<double>::W_dec);
    check(&SparseAutoencoder<double>::b_dec);
  }
}

TEST_CASE("A sparse autoencoder's loss is the mean squared error and the price of its latents",
          "[sparse_autoencoder]") {
  SparseAutoencoder<double> model{Matrix<double>(2, 1), Vector<double>(1), Matrix<double>(1, 2),
                                  Vector<double>::Zero(2)};
  model.W_enc << 1, 0;
  model.b_enc << -0.25;
  model.W_dec << 1, 0;
  Matrix<double> h(2, 2);
  h << 1, -1, 0, 0.5;
  // z = .75 and 0; errors (-.25, 0) and (1, -.5).
  CHECK(autoencoder_loss(model, 0.2, h) == Approx(((0.0625 + 1.25) / 2 + 0.2 * 0.75) / 2));
}

TEST_CASE("Encoders start along their atoms or by themselves", "[sparse_autoencoder]") {
  for (const EncoderStart start : {EncoderStart::along_atoms, EncoderStart::independent}) {
    SplitMix64 random(3, StreamUse::init);
    const SparseAutoencoder<float> model = initial_autoencoder(3, 50, start, random);
    CHECK((model.W_dec.rowwise().norm().array() - 1).abs().maxCoeff() < 1e-6f);
    CHECK((model.W_enc == model.W_dec.transpose()) == (start == EncoderStart::along_atoms));
    CHECK(model.b_enc.isZero(0));
    CHECK(model.b_dec.isZero(0));
    if (start == EncoderStart::independent) {
      CHECK(model.W_enc.cwiseAbs().maxCoeff() < 0.2f);  // sqrt(6 / 150)
      CHECK(model.W_enc.cwiseAbs().maxCoeff() > 0.19f);
    }
  }
}

TEST_CASE("Hidden vectors are those of the task's examples", "[sparse_autoencoder]") {
  test::Numbers numbers(5);
  const ToyParameters<double> toy = test::random_network(3, 6, 1, 0, numbers);
  const ToyTask tasks[] = {{as_sets(test::uniform_task(6, 0.4))},
                           {as_sets(test::uniform_task(6, 0.4)), true},
                           {alike_sets(3, 2, SetKind::correlated, 0.4)}};
  for (const ToyTask& task : tasks)
    for (const HiddenActivation activation : {HiddenActivation::linear, HiddenActivation::relu}) {
      HiddenVectors vectors(toy, activation, task, 11);
      LaneStream stream(11, StreamUse::data);
      for (const int count : {32, 21, 16}) {
        const Matrix<float> x = sample_batch(task, count, stream);
        const Matrix<double> expected =
            toy_hidden(toy, {OutputActivation::relu, activation}, Matrix<double>(x.cast<double>()));
        const Matrix<float> h = vectors.next(count);
        REQUIRE(h.cols() == count);
        CHECK((h.transpose().cast<double>() - expected).cwiseAbs().maxCoeff() < 1e-5);
      }
    }
}

TEST_CASE("Atoms keep their length in training, and a seed fixes every weight", "[sparse_autoencoder]") {
  AutoencoderOptions options;
  options.dead_after = 50;
  options.steps = 600;
  AutoencoderTraining once = pentagon_training(options, 4), twice = pentagon_training(options, 4),
                      other = pentagon_training(options, 5);
  once.advance(600);
  for (const int part : {1, 249, 350}) twice.advance(part);
  other.advance(600);
  CHECK(once.step() == 600);
  CHECK((once.model().W_dec.rowwise().norm().array() - 1).abs().maxCoeff() < 1e-6f);
  CHECK(same(once.model(), twice.model()));
  CHECK_FALSE(same(once.model(), other.model()));
}

TEST_CASE("Latents that have died come back where they are told to look", "[sparse_autoencoder]") {
  AutoencoderOptions options;
  options.latents = 7;
  options.dead_after = 20;
  options.steps = 1000;
  options.learning_rate = 0;  // nothing moves but what is revived
  for (const Resample resample : {Resample::never, Resample::random, Resample::by_loss}) {
    options.resample = resample;
    AutoencoderTraining training = pentagon_training(options, 1);
    SparseAutoencoder<float> start = pentagon_dictionary(2);
    start.W_enc.col(0).setZero();  // feature 0 is never rebuilt, and its latent is dead
    training.set_model(start);
    start.normalise_atoms();
    training.advance(19);
    CHECK(close(training.model(), start));
    CHECK(training.live_atoms().rows() == 7);  // too early to tell
    training.advance(1);
    if (resample == Resample::never) {
      CHECK(close(training.model(), start));
      CHECK_FALSE(training.alive(0));
      CHECK(training.alive(1));
      CHECK_FALSE(training.alive(6));
      CHECK((training.live_atoms() - start.W_dec.middleRows(1, 4).cast<double>()).cwiseAbs().maxCoeff() <
            1e-6);
      continue;
    }
    CHECK(training.live_atoms().rows() == 7);
    CHECK((training.model().W_dec - start.W_dec).middleRows(1, 4).cwiseAbs().maxCoeff() < 1e-6f);
    CHECK(training.model().W_enc.middleCols(1, 4) == start.W_enc.middleCols(1, 4));
    int at_feature = 0;
    for (const int k : {0, 5, 6}) {
      const Vector<float> atom = training.model().W_dec.row(k).transpose();
      CHECK(atom.norm() == Approx(1).margin(1e-6));
      CHECK((training.model().W_enc.col(k) - 0.5f * atom).norm() < 1e-6f);  // the living read with length 1
      CHECK(training.model().b_enc[k] == 0);
      at_feature += atom[0] > 0.9f;  // near feature 0: examples that hold it have the largest losses by far
    }
    // Of the three, one may be drawn to another example.
    CHECK((at_feature >= 2) == (resample == Resample::by_loss));
  }
  // Not in the last moments.
  options.resample = Resample::random;
  options.steps = 40;
  AutoencoderTraining training = pentagon_training(options, 1);
  SparseAutoencoder<float> start = pentagon_dictionary(2);
  training.set_model(start);
  start.normalise_atoms();
  training.advance(40);
  CHECK_FALSE(close(training.model(), start));
  options.steps = 39;
  AutoencoderTraining late = pentagon_training(options, 1);
  late.set_model(start);
  late.advance(39);
  CHECK(close(late.model(), start));
  CHECK(late.live_atoms().rows() == 5);
}

TEST_CASE("A sparse autoencoder finds the five features of a pentagon", "[sparse_autoencoder]") {
  const Matrix<double> W = test::regular_polygon(5, kLength).W;
  for (uint32_t seed = 0; seed < 3; ++seed) {
    CAPTURE(seed);
    AutoencoderTraining training = pentagon_training({}, seed);
    CHECK(dictionary_scores(W, training.live_atoms()).found < 5);
    training.advance(5000);
    const DictionaryScores scores = dictionary_scores(W, training.live_atoms());
    CHECK(scores.found == 5);
    CHECK(scores.matched_cosine > 0.98);
    const Matrix<float> alone = W.cast<float>();
    CHECK(features_told_apart(autoencoder_latents(training.model(), alone).transpose().cast<double>()) == 5);
  }
}
