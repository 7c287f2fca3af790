#include "core/model/cross_entropy.h"

#include <cmath>

namespace orrery {

template <class T>
double cross_entropy(const Logits<T>& logits, const int* targets, Flush flush, Matrix<T>* gradient) {
  const Eigen::Index rows = logits.rows(), classes = logits.cols();
  if (gradient) gradient->resize(rows, classes);
  const T smallest = flush == Flush::tiny_terms ? T(kFlushedTerm) : T(0);
  double sum = 0;
  for (Eigen::Index e = 0; e < rows; ++e) {
    const auto row = logits.row(e);
    const int own = targets[e];
    const T largest = row.maxCoeff();
    const auto term = [&](Eigen::Index j) {
      const T value = std::exp(row[j] - largest);
      return value < smallest ? T(0) : value;
    };
    T others = 0;
    for (Eigen::Index j = 0; j < classes; ++j)
      if (j != own) others += term(j);
    const T lead = row[own] - largest;  // 0 where the true class leads
    const T all = others + term(own);
    sum += lead == T(0) ? std::log1p(static_cast<double>(others))
                        : std::log(static_cast<double>(all)) - static_cast<double>(lead);
    if (!gradient) continue;
    const T scale = T(1) / (all * static_cast<T>(rows));
    for (Eigen::Index j = 0; j < classes; ++j) (*gradient)(e, j) = (j == own ? -others : term(j)) * scale;
  }
  return sum / static_cast<double>(rows);
}

template <class T>
double mean_squared_error(const Logits<T>& logits, const int* targets, Matrix<T>* gradient) {
  const double count = static_cast<double>(logits.rows()) * static_cast<double>(logits.cols());
  if (gradient) gradient->resize(logits.rows(), logits.cols());
  double sum = 0;
  for (Eigen::Index e = 0; e < logits.rows(); ++e)
    for (Eigen::Index j = 0; j < logits.cols(); ++j) {
      const T error = logits(e, j) - (j == targets[e] ? T(1) : T(0));
      sum += static_cast<double>(error) * static_cast<double>(error);
      if (gradient) (*gradient)(e, j) = T(2) * error / static_cast<T>(count);
    }
  return sum / count;
}

template <class T>
double mean_loss(Loss loss, const Logits<T>& logits, const int* targets, Matrix<T>* gradient) {
  return loss == Loss::mse ? mean_squared_error<T>(logits, targets, gradient)
                           : cross_entropy<T>(logits, targets, Flush::none, gradient);
}

template <class T>
double accuracy(const Logits<T>& logits, const int* targets) {
  Eigen::Index right = 0;
  for (Eigen::Index e = 0; e < logits.rows(); ++e) {
    bool leads = true;
    for (Eigen::Index j = 0; j < logits.cols(); ++j)
      if (j != targets[e]) leads = leads && logits(e, targets[e]) > logits(e, j);
    right += leads;
  }
  return static_cast<double>(right) / static_cast<double>(logits.rows());
}

#define ORRERY_INSTANTIATE(T)                                                        \
  template double cross_entropy<T>(const Logits<T>&, const int*, Flush, Matrix<T>*); \
  template double mean_squared_error<T>(const Logits<T>&, const int*, Matrix<T>*);   \
  template double mean_loss<T>(Loss, const Logits<T>&, const int*, Matrix<T>*);      \
  template double accuracy<T>(const Logits<T>&, const int*);
ORRERY_INSTANTIATE(float)
ORRERY_INSTANTIATE(double)
#undef ORRERY_INSTANTIATE

}  // namespace orrery
