#include "core/model/pair_objective.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/model/folded_pair_network.h"
#include "core/model/folded_transformer.h"

namespace orrery {
namespace {

template <class Folded>
class FoldedObjective final : public PairObjective<float> {
 public:
  FoldedObjective(const PairModel& model, ParallelFor& parallel, Folded folded)
      : model_(model), parallel_(parallel), folded_(std::move(folded)) {}

  void set_pairs(PairSet set, std::span<const int> pairs) override {
    batches_[static_cast<size_t>(set)] = make_pair_batch(model_.elements, elements_of(pairs, model_.elements),
                                                         targets_of(model_.targets, pairs), folded_.shape());
  }
  PairResult evaluate(PairSet set, const float* parameters, float* logits) override {
    return folded_.evaluate(parameters, batches_[static_cast<size_t>(set)], parallel_, logits);
  }
  void differentiate(PairSet set, const float* parameters, float* gradient) override {
    folded_.differentiate(parameters, batches_[static_cast<size_t>(set)], parallel_, gradient, false);
  }

 private:
  const PairModel& model_;
  ParallelFor& parallel_;
  Folded folded_;
  std::array<PairBatch, kPairSets> batches_;
};

}  // namespace

bool folds(const PairModel& model) {
  const auto* transformer = std::get_if<TransformerConfig>(&model.config);
  return transformer ? FoldedTransformer::fits(*transformer)
                     : FoldedPairNetwork::fits(std::get<PairNetworkConfig>(model.config));
}

std::unique_ptr<PairObjective<float>> make_folded_objective(const PairModel& model, ParallelFor& parallel,
                                                            const char* kernel) {
  const int workers = parallel.workers();
  if (const auto* transformer = std::get_if<TransformerConfig>(&model.config))
    return std::make_unique<FoldedObjective<FoldedTransformer>>(
        model, parallel, FoldedTransformer(*transformer, model.sequence, model.loss, workers, kernel));
  return std::make_unique<FoldedObjective<FoldedPairNetwork>>(
      model, parallel,
      FoldedPairNetwork(std::get<PairNetworkConfig>(model.config), model.loss, workers, kernel));
}

double pair_objective_bytes(const PairModel& model, double trained, double pairs, int workers) {
  const auto* transformer = std::get_if<TransformerConfig>(&model.config);
  const double parameters = static_cast<double>(model.layout().size());
  if (!folds(model)) {
    // Gradient partials and workspaces; a block's activations are small beside them.
    return 4 * parameters * (kGradientParts + workers) + 4 * pairs;
  }
  const double hidden = transformer ? transformer->d_mlp : std::get<PairNetworkConfig>(model.config).hidden;
  const double row = hidden + model.classes() + 32, n = 2.0 * model.elements + 1;
  const double heads = transformer ? transformer->heads : 0;
  const double tables = 8 * n * (heads + 1) * row;
  const double gradient_rows =
      std::min(4 * trained * row, double{kPairChunkBytes} + 4 * row * model.elements);
  const double partials = 4.0 * (kGradientParts + 2) * (hidden + kPairPanel) * model.classes();
  const double examples = (pairs + trained) * 4 * 6 + pairs * heads * 4 * 8;
  return tables + gradient_rows + partials + examples;
}

}  // namespace orrery
