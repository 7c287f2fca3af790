#include "native/site_data/figure.h"

namespace orrery {

const std::vector<Figure>& figures() {
  static const std::vector<Figure> list = {{"five-features", five_features_data}};
  return list;
}

}  // namespace orrery
