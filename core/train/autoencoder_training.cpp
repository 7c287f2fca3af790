#include "core/train/autoencoder_training.h"

#include <utility>

#include "core/numeric/random_direction.h"
#include "core/train/adamw_kernel.h"

namespace orrery {
namespace {

SparseAutoencoder<float> zeros_like(const SparseAutoencoder<float>& model) {
  return {
      Matrix<float>::Zero(model.W_enc.rows(), model.W_enc.cols()), Vector<float>::Zero(model.b_enc.size()),
      Matrix<float>::Zero(model.W_dec.rows(), model.W_dec.cols()), Vector<float>::Zero(model.b_dec.size())};
}

/// The place of one of `weights`, drawn in proportion to them; they are not all 0.
Eigen::Index draw(const Vector<double>& weights, SplitMix64& random) {
  double left = random.uniform() * weights.sum();
  Eigen::Index chosen = 0;
  for (Eigen::Index s = 0; s < weights.size(); ++s) {
    if (weights[s] == 0) continue;
    chosen = s;  // rounding may leave a little past the last one
    if ((left -= weights[s]) < 0) break;
  }
  return chosen;
}

}  // namespace

AutoencoderTraining::AutoencoderTraining(HiddenVectors vectors, const AutoencoderOptions& options,
                                         uint32_t seed)
    : vectors_(std::move(vectors)),
      options_(options),
      random_(seed, StreamUse::init),
      model_(initial_autoencoder(vectors_.dimensions(), options.latents, options.start, random_)),
      m_(zeros_like(model_)),
      v_(m_),
      adamw_(options.optimizer),
      silent_(static_cast<size_t>(options.latents), 0) {}

void AutoencoderTraining::set_model(const SparseAutoencoder<float>& model) {
  model_ = model;
  model_.normalise_atoms();
  m_ = v_ = zeros_like(model_);
  adamw_ = AdamW(options_.optimizer);
  silent_.assign(silent_.size(), 0);
}

Matrix<double> AutoencoderTraining::live_atoms() const {
  std::vector<int> living;
  for (int k = 0; k < model_.latents(); ++k)
    if (alive(k)) living.push_back(k);
  return model_.W_dec(living, Eigen::all).cast<double>();
}

void AutoencoderTraining::advance(int64_t updates) {
  for (const int64_t end = step_ + updates; step_ < end;)
    update(options_.learning_rate * schedule_factor(options_.schedule, 0, 0, options_.steps, step_));
}

void AutoencoderTraining::update(double learning_rate) {
  const Matrix<float> h = vectors_.next(options_.batch);
  const Matrix<float> z = autoencoder_latents(model_, h);
  const Matrix<float> error = autoencoder_outputs(model_, z) - h;
  const SparseAutoencoder<float> gradient =
      autoencoder_gradient(model_, static_cast<float>(options_.l1), h, z, error);
  const AdamWFactors factors = adamw_.next(learning_rate);
  const auto apply = [&](auto& parameter, const auto& slope, auto& m, auto& v) {
    adamw_kernel().update(factors, parameter.data(), slope.data(), m.data(), v.data(),
                          static_cast<size_t>(parameter.size()));
  };
  apply(model_.W_enc, gradient.W_enc, m_.W_enc, v_.W_enc);
  apply(model_.b_enc, gradient.b_enc, m_.b_enc, v_.b_enc);
  apply(model_.W_dec, gradient.W_dec, m_.W_dec, v_.W_dec);
  apply(model_.b_dec, gradient.b_dec, m_.b_dec, v_.b_dec);
  model_.normalise_atoms();
  for (size_t k = 0; k < silent_.size(); ++k)
    silent_[k] = z.row(static_cast<Eigen::Index>(k)).maxCoeff() > 0 ? 0 : silent_[k] + 1;
  // Who comes back in the last moments has no time to learn, and would be taken for alive.
  if (options_.resample != Resample::never && step_ + options_.dead_after < options_.steps) revive(h, error);
  ++step_;
}

Matrix<float> AutoencoderTraining::vectors_ahead(int count) const {
  HiddenVectors ahead = vectors_;
  return ahead.next(count);
}

double AutoencoderTraining::loss() const {
  return static_cast<double>(
      autoencoder_loss(model_, static_cast<float>(options_.l1), vectors_ahead(options_.batch)));
}

std::vector<StateTensor> AutoencoderTraining::state() {
  const int64_t d = model_.dimensions(), K = model_.latents();
  std::vector<StateTensor> tensors;
  for (const auto& [prefix, model] :
       {std::pair{"", &model_}, std::pair{"optimizer.m.", &m_}, std::pair{"optimizer.v.", &v_}}) {
    const std::string head = prefix;
    tensors.push_back({head + "W_enc", DType::f32, {d, K}, model->W_enc.data()});
    tensors.push_back({head + "b_enc", DType::f32, {K}, model->b_enc.data()});
    tensors.push_back({head + "W_dec", DType::f32, {K, d}, model->W_dec.data()});
    tensors.push_back({head + "b_dec", DType::f32, {d}, model->b_dec.data()});
  }
  tensors.push_back({"optimizer.silent", DType::u32, {K}, silent_.data()});
  tensors.push_back({"stream.data", DType::u32, {4, LaneStream::kLanes}, vectors_.stream().state});
  tensors.push_back({"stream.init", DType::u32, {2}, random_.words()});
  return tensors;
}

void AutoencoderTraining::restored(int64_t step) {
  step_ = step;
  adamw_ = AdamW(options_.optimizer, step);
}

void AutoencoderTraining::revive(const Matrix<float>& h, const Matrix<float>& error) {
  double length = 0;  // of the living's encoders
  int living = 0;
  for (int k = 0; k < model_.latents(); ++k)
    if (alive(k)) {
      length += static_cast<double>(model_.W_enc.col(k).norm());
      ++living;
    }
  if (living == model_.latents()) return;
  length = living ? length / living : 1;

  const Vector<double> chance = error.cast<double>().colwise().squaredNorm().cwiseAbs2().transpose();
  for (int k = 0; k < model_.latents(); ++k) {
    if (alive(k)) continue;
    Vector<float> direction = random_direction(model_.dimensions(), random_).cast<float>();
    if (options_.resample == Resample::by_loss && chance.sum() > 0) {
      const Vector<float> badly = h.col(draw(chance, random_)) - model_.b_dec;
      if (badly.norm() > 0) direction = badly.normalized();
    }
    model_.W_dec.row(k) = direction.transpose();
    model_.W_enc.col(k) = static_cast<float>(options_.resample_scale * length) * direction;
    model_.b_enc[k] = 0;
    for (SparseAutoencoder<float>* moments : {&m_, &v_}) {
      moments->W_dec.row(k).setZero();
      moments->W_enc.col(k).setZero();
      moments->b_enc[k] = 0;
    }
    silent_[static_cast<size_t>(k)] = 0;
  }
}

}  // namespace orrery
