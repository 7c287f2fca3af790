// A stable sort for lists of some dozens: std::stable_sort is twenty times the code, which every reader of the page fetches.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace orrery {

/// Sorts so that no entry is `before` the one at its left; entries of which neither is keep their order.
template <class Entry, class Before>
void insertion_sort(std::vector<Entry>& list, const Before& before) {
  for (std::size_t i = 1; i < list.size(); ++i) {
    std::size_t place = i;
    Entry entry = std::move(list[i]);
    for (; place > 0 && before(entry, list[place - 1]); --place) list[place] = std::move(list[place - 1]);
    list[place] = std::move(entry);
  }
}

}  // namespace orrery
