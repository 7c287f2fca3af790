// The measures of a sparse autoencoder: what its live atoms know of the features that it isn't told.
#include <optional>

#include "core/measure/dictionary.h"
#include "core/measure/measure_list.h"

namespace orrery {
namespace {

/// Vectors on which reconstructions are judged.
constexpr int kJudged = 4096;
/// Random dictionaries behind what chance gives.
constexpr int kChanceDraws = 400;

/// A run at one step; what several measures share is worked out once, when the first asks.
class DictionaryMoment {
 public:
  explicit DictionaryMoment(DictionaryRun& run) : run(run), training(run.training()) {}

  const DictionaryScores& scores() {
    if (!scores_) scores_ = dictionary_scores(run.features(), training.live_atoms());
    return *scores_;
  }
  const DictionaryScores& chance() {
    if (!chance_)
      chance_ = random_dictionary_scores(run.features(), training.model().latents(), kChanceDraws, 0);
    return *chance_;
  }

  DictionaryRun& run;
  const AutoencoderTraining& training;

 private:
  std::optional<DictionaryScores> scores_, chance_;
};

/// 1 for each latent that is alive, 0 for each that is dead.
MeasureValue alive(const AutoencoderTraining& training) {
  std::vector<double> values;
  for (int k = 0; k < training.model().latents(); ++k) values.push_back(training.alive(k));
  return values;
}

/// Mean squared error of reconstructions over the mean square of what they rebuild.
double unexplained(const AutoencoderTraining& training) {
  const Matrix<float> h = training.vectors_ahead(kJudged);
  const SparseAutoencoder<float>& model = training.model();
  const Matrix<float> error = autoencoder_outputs(model, autoencoder_latents(model, h)) - h;
  return error.cast<double>().squaredNorm() / h.cast<double>().squaredNorm();
}

double told_apart(DictionaryRun& run) {
  const Matrix<float> alone = run.features().cast<float>();
  return features_told_apart(autoencoder_latents(run.training().model(), alone).transpose().cast<double>());
}

struct DictionaryMeasure {
  std::string_view path;
  MeasureValue (*evaluate)(DictionaryMoment& at);
};

const DictionaryMeasure kDictionaryMeasures[] = {
    {"loss", [](DictionaryMoment& at) { return measured_number(at.run.loss()); }},
    {"dictionary.unexplained",
     [](DictionaryMoment& at) { return measured_number(unexplained(at.training)); }},
    {"dictionary.alive", [](DictionaryMoment& at) { return alive(at.training); }},
    {"dictionary.max_cosine", [](DictionaryMoment& at) { return measured_number(at.scores().max_cosine); }},
    {"dictionary.matched_cosine",
     [](DictionaryMoment& at) { return measured_number(at.scores().matched_cosine); }},
    {"dictionary.credited", [](DictionaryMoment& at) { return measured_number(at.scores().credited); }},
    {"dictionary.found", [](DictionaryMoment& at) { return measured_number(at.scores().found); }},
    {"dictionary.told_apart", [](DictionaryMoment& at) { return measured_number(told_apart(at.run)); }},
    {"chance.max_cosine", [](DictionaryMoment& at) { return measured_number(at.chance().max_cosine); }},
    {"chance.found", [](DictionaryMoment& at) { return measured_number(at.chance().found); }},
};

}  // namespace

std::vector<Measure> dictionary_measures(DictionaryRun& run, std::string_view prefix) {
  return evaluate(kDictionaryMeasures, DictionaryMoment(run), prefix);
}

}  // namespace orrery
