#include "core/model/toy_attack.h"

#include <algorithm>

namespace orrery {

Matrix<double> attack_directions(const ToyParameters<double>& model) {
  Matrix<double> directions = model.readout().lazyProduct(model.W);
  for (Eigen::Index i = 0; i < directions.rows(); ++i) {
    const double length = directions.row(i).norm();
    if (length > 0) directions.row(i) /= length;
  }
  return directions;
}

Matrix<double> attack_moves(const ToyParameters<double>& model, double length) {
  return length * attack_directions(model) * (model.readout() * model.W).transpose();
}

double mean_length(const Matrix<double>& x) {
  double sum = 0;
  for (Eigen::Index s = 0; s < x.rows(); ++s) sum += x.row(s).norm();
  return sum / static_cast<double>(x.rows());
}

Matrix<float> attack_at_random(const ToyParameters<double>& model, double strength, const Matrix<float>& x,
                               LaneStream& stream) {
  const Matrix<double> directions = attack_directions(model);
  const auto features = static_cast<uint64_t>(x.cols());
  const double length = strength * mean_length(x.cast<double>());
  Matrix<float> attacked = x;
  for (Eigen::Index first = 0; first < x.rows(); first += LaneStream::kLanes) {
    const auto words = stream.next();
    const auto samples = std::min<Eigen::Index>(LaneStream::kLanes, x.rows() - first);
    for (Eigen::Index lane = 0; lane < samples; ++lane) {
      // The generator's low bits are its weak ones: the sign is the next bit below those that choose the feature.
      const uint32_t word = words[static_cast<size_t>(lane)];
      const auto i = static_cast<Eigen::Index>((word >> 9) * features >> 23);
      const double way = word >> 8 & 1 ? length : -length;
      attacked.row(first + lane) += (way * directions.row(i)).cast<float>();
    }
  }
  return attacked;
}

double attacked_loss(const ToyParameters<double>& model, OutputActivation output,
                     const Vector<double>& importance, const Matrix<double>& x, double length) {
  const Matrix<double> z = toy_preactivation(model, output, x);
  const Matrix<double> moved = attack_moves(model, length);
  const auto loss = [&](const auto& preactivations, Eigen::Index s) {
    const auto error = output == OutputActivation::relu
                           ? Eigen::RowVectorXd(preactivations.cwiseMax(0.0) - x.row(s).cwiseAbs())
                           : Eigen::RowVectorXd(preactivations - x.row(s).cwiseAbs());
    return error.cwiseAbs2().dot(importance.transpose());
  };
  double total = 0;
  for (Eigen::Index s = 0; s < x.rows(); ++s) {
    double worst = loss(z.row(s), s);
    for (Eigen::Index i = 0; i < moved.rows(); ++i)
      worst = std::max({worst, loss(z.row(s) + moved.row(i), s), loss(z.row(s) - moved.row(i), s)});
    total += worst;
  }
  return total / static_cast<double>(x.rows());
}

}  // namespace orrery
