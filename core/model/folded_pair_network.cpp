#include "core/model/folded_pair_network.h"

#include <algorithm>

namespace orrery {
bool FoldedPairNetwork::fits(const PairNetworkConfig& config) {
  return !form_of(config.architecture).second_layer;
}

FoldedPairNetwork::FoldedPairNetwork(const PairNetworkConfig& config, Loss loss, int workers,
                                     const char* kernel)
    : config_(config),
      form_(form_of(config.architecture)),
      step_(pair_shape(0, config.hidden, config.classes, false, config.activation, loss), config.elements,
            true, true, pair_kernel_or_best(kernel), workers),
      plan_(product_kernel_or_best(kernel), workers) {}

/// E_a = W_x W_top + b_1 into unit_a, E_b = W_y W_bottom into unit_b, W_U turned over into panels.
void FoldedPairNetwork::fold(const float* parameters, ParallelFor& parallel) {
  const PairNetworkView<const float> w = pair_network_view(config_, parameters);
  const int n = config_.elements, h = config_.hidden, d = config_.embedding, C = config_.classes;
  const PairShape& shape = step_.shape();
  const ptrdiff_t row = shape.row;
  if (form_.first_matrix) {
    const float* const W_b = form_.concatenated ? w.W + static_cast<size_t>(d) * static_cast<size_t>(h) : w.W;
    for (int a = 0; form_.first_bias && a < n; ++a) std::copy_n(w.b, h, step_.units.data() + a * row);
    plan_.add({n, h, d, w.W_x, d, 1, w.W, h, 1, step_.units.data(), row, form_.first_bias > 0});
    plan_.add({n, h, d, w.W_y, d, 1, W_b, h, 1, step_.unit_b(), row, false});
    plan_.run(parallel);
  } else {
    for (int a = 0; a < n; ++a) {
      std::copy_n(w.W_x + a * h, h, step_.units.data() + a * row);
      std::copy_n(w.W_y + a * h, h, step_.unit_b() + a * row);
    }
  }
  for (int panel = 0; panel < shape.panels(); ++panel)
    product_kernel().transpose(w.W_U + static_cast<ptrdiff_t>(panel) * kPairPanel * C, C,
                               std::min(kPairPanel, h - panel * kPairPanel), C,
                               step_.readout.data() + static_cast<ptrdiff_t>(panel) * C * kPairPanel,
                               kPairPanel);
}

void FoldedPairNetwork::unfold(const float* parameters, float* gradient, ParallelFor& parallel) {
  const PairNetworkView<const float> w = pair_network_view(config_, parameters);
  const PairNetworkView<float> dw = pair_network_view(config_, gradient);
  const int n = config_.elements, h = config_.hidden, d = config_.embedding, C = config_.classes;
  const ptrdiff_t row = step_.shape().row;
  const float *const dE_a = step_.dunits.data(), *const dE_b = step_.dunit_b();
  product_kernel().transpose(step_.dreadout.data(), step_.readout_row, C, h, dw.W_U, C);
  if (!form_.first_matrix) {
    for (int a = 0; a < n; ++a) {
      std::copy_n(dE_a + a * row, h, dw.W_x + a * h);
      std::copy_n(dE_b + a * row, h, dw.W_y + a * h);
    }
    return;
  }
  if (form_.first_bias) {
    std::fill_n(dw.b, h, 0.0f);
    for (int a = 0; a < n; ++a)
      for (int k = 0; k < h; ++k) dw.b[k] += dE_a[a * row + k];
  }
  const ptrdiff_t half = static_cast<ptrdiff_t>(d) * h;
  const float* const W_b = form_.concatenated ? w.W + half : w.W;
  const Product into_x{n, d, h, dE_a, row, 1, w.W, 1, h, dw.W_x, d, false};
  const Product into_y{n, d, h, dE_b, row, 1, W_b, 1, h, dw.W_y, d, false};
  const Product into_top{d, h, n, w.W_x, 1, d, dE_a, row, 1, dw.W, h, false};
  Product into_bottom{d, h, n, w.W_y, 1, d, dE_b, row, 1, dw.W + half, h, false};
  plan_.add(into_x);
  if (form_.shared)
    plan_.add_to_last(into_y);
  else
    plan_.add(into_y);
  plan_.add(into_top);
  if (form_.concatenated) {
    plan_.add(into_bottom);
  } else {
    into_bottom.C = dw.W;
    plan_.add_to_last(into_bottom);
  }
  plan_.run(parallel);
}

PairResult FoldedPairNetwork::evaluate(const float* parameters, const PairBatch& batch, ParallelFor& parallel,
                                       float* logits) {
  fold(parameters, parallel);
  step_.prepare(batch);
  return step_.evaluate(batch, parallel, logits);
}

PairResult FoldedPairNetwork::differentiate(const float* parameters, const PairBatch& batch,
                                            ParallelFor& parallel, float* gradient, bool want_loss) {
  fold(parameters, parallel);
  step_.prepare(batch);
  const PairResult result = step_.differentiate(batch, parallel, want_loss);
  unfold(parameters, gradient, parallel);
  return result;
}

}  // namespace orrery
