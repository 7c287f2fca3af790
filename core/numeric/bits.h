// std::bit_cast, which the C++ library of Emscripten 3.1.6 lacks.
#pragma once

#include <cstring>
#include <type_traits>

namespace orrery {

/// The same bits as a value of another type of the same size.
template <class To, class From>
To bit_cast(const From& from) {
  static_assert(sizeof(To) == sizeof(From) && std::is_trivially_copyable_v<To> &&
                std::is_trivially_copyable_v<From>);
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

}  // namespace orrery
