#include "core/train/pair_run_of.h"

namespace orrery {

Result<std::unique_ptr<PairRun>> make_plain_pair_run(const RunSpec& spec, PairTask task,
                                                     const RunMeans& means) {
  const auto run = [&]<class T>(T) -> std::unique_ptr<PairRun> {
    const auto plain = [&](const PairModel& model) {
      return make_plain_objective<T>(model, *means.parallel);
    };
    return std::make_unique<PairRunOf<T>>(spec, std::move(task), *means.parallel, plain);
  };
  return spec.precision == Precision::float64 ? run(double()) : run(float());
}

}  // namespace orrery
