#include "native/io/measures_json.h"

#include <cmath>

namespace orrery {
namespace {

struct ToJson {
  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(double value) const { return std::isfinite(value) ? Json(value) : Json(nullptr); }
  Json operator()(const std::string& value) const { return value; }
  Json operator()(const NamedNumbers& numbers) const {
    Json object = Json::object();
    for (const auto& [name, value] : numbers) object[name] = (*this)(value);
    return object;
  }
  template <class T>
  Json operator()(const std::vector<T>& values) const {
    Json list = Json::array();
    for (const T& value : values) list.push_back((*this)(value));
    return list;
  }
};

}  // namespace

Json nested_json(const std::vector<Measure>& measures) {
  Json root = Json::object();
  for (const Measure& measure : measures) {
    Json* at = &root;
    std::string_view path = measure.path;
    for (size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
      at = &(*at)[std::string(path.substr(0, dot))];
      path.remove_prefix(dot + 1);
    }
    (*at)[std::string(path)] = std::visit(ToJson{}, measure.value);
  }
  return root;
}

}  // namespace orrery
