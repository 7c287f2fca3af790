// The home page's first picture: five features fold into a pentagon.
#include "core/train/presets.h"
#include "native/failure.h"
#include "native/site_data/figure.h"
#include "native/site_data/stored_run.h"

namespace orrery {

FigureData five_features_data(const FigureOptions& options) {
  const RunSpec spec = value_or_throw(preset_spec("superposition-live"));
  const std::unique_ptr<Run> run = value_or_throw(make_run(spec));
  const Json file = stored_run(*run, {frame_steps(spec.steps, options.quick ? 30 : 130),
                                      {"superposition.exact_loss", "superposition.geometry"},
                                      {"superposition.levels", "superposition.regimes"},
                                      true});
  const Json& end = file.at("measures").at("superposition.geometry").back();
  if (end != "pentagon") {
    throw Failure(kRunFailed, "five-features: the run ends as " + end.get<std::string>() +
                                  ", not as a pentagon; the preset superposition-live wants another seed");
  }
  return {spec, {{"run.json", file}}};
}

}  // namespace orrery
