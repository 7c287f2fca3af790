#include "core/group/group.h"

namespace orrery {

std::vector<int> element_orders(const Group& group) {
  std::vector<int> orders(static_cast<size_t>(group.order), 1);
  for (int a = 0; a < group.order; ++a) {
    for (int power = a; power != group.identity; power = group.product(power, a))
      ++orders[static_cast<size_t>(a)];
  }
  return orders;
}

ConjugacyClasses conjugacy_classes(const Group& group) {
  const auto n = static_cast<size_t>(group.order);
  constexpr uint16_t kNone = UINT16_MAX;
  ConjugacyClasses classes{{}, std::vector<uint16_t>(n, kNone)};
  const auto add_class_of = [&](int a) {
    const auto label = static_cast<uint16_t>(classes.members.size());
    std::vector<bool> inside(n);
    for (int g = 0; g < group.order; ++g) inside[static_cast<size_t>(group.conjugate(a, g))] = true;
    classes.members.emplace_back();
    for (size_t b = 0; b < n; ++b) {
      if (!inside[b]) continue;
      classes.members.back().push_back(static_cast<uint16_t>(b));
      classes.class_of[b] = label;
    }
  };
  add_class_of(group.identity);
  for (int a = 0; a < group.order; ++a) {
    if (classes.class_of[static_cast<size_t>(a)] == kNone) add_class_of(a);
  }
  return classes;
}

}  // namespace orrery
