#include "core/train/hidden_of_examples.h"

namespace orrery {

Matrix<double> hidden_of(const ToyParameters<double>& model, ToyActivations activations,
                         const Matrix<float>& examples) {
  Matrix<double> h = Matrix<double>::Zero(model.W.rows(), examples.rows());
  // Few features of an example are on: only they cost anything.
  for (Eigen::Index s = 0; s < examples.rows(); ++s)
    for (Eigen::Index i = 0; i < examples.cols(); ++i)
      if (const float x = examples(s, i); x != 0)
        for (Eigen::Index k = 0; k < h.rows(); ++k) h(k, s) += model.W(k, i) * x;
  if (activations.hidden == HiddenActivation::relu) h = h.cwiseMax(0);
  return h;
}

Matrix<double> hidden_of_examples(const ToyRun& run) {
  if (run.examples().size() == 0) return {};
  return hidden_of(run.parameters(), run.activations(), run.examples());
}

std::optional<View> view_of_examples(const ToyRun& run, std::string_view name) {
  if (name != "hidden" || run.examples().size() == 0) return std::nullopt;
  const Matrix<float> h = hidden_of_examples(run).transpose().cast<float>();
  return View{{h.rows(), h.cols()}, {h.data(), h.data() + h.size()}};
}

}  // namespace orrery
