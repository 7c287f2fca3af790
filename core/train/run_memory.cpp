#include "core/train/run_memory.h"

#include <cmath>

#include "core/numeric/number_text.h"

namespace orrery {

Result<void> check_memory(std::string path, std::string value, double bytes, double max_bytes) {
  if (bytes <= max_bytes) return {};
  const auto megabytes = [](double count) { return json_number(std::ceil(count / 1e6)) + " MB"; };
  return Error{
      std::move(path), std::move(value),
      "a run that fits in " + megabytes(max_bytes) + " of memory: this one would need " + megabytes(bytes)};
}

}  // namespace orrery
