#include "core/train/given_examples.h"

namespace orrery {

void GivenExamples::put(const Matrix<float>& x, const Matrix<float>& target) {
  for (Eigen::Index s = 0; s < x.rows(); ++s) {
    for (Eigen::Index i = 0; i < x.cols(); ++i) {
      const size_t at = static_cast<size_t>(i) * samples_ + static_cast<size_t>(s);
      x_[at] = x(s, i);
      target_[at] = target(s, i);
    }
  }
}

}  // namespace orrery
