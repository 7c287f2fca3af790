// What stands in the toy models' engine in place of what is told of finite sets: a page that trains on one has
// orrery-autoencoders.wasm (web/src/pool.ts).
#include <limits>

#include "core/measure/finite_set.h"
#include "core/train/hidden_of_examples.h"

namespace orrery {

Matrix<double> hidden_of_examples(const ToyRun&) {
  return {};
}
std::optional<View> view_of_examples(const ToyRun&, std::string_view) {
  return std::nullopt;
}
double unseen_loss(const ToyRun&) {
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace orrery
