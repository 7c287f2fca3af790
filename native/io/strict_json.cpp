#include "native/io/strict_json.h"

#include <unordered_set>
#include <vector>

#include "native/failure.h"

namespace orrery {
namespace {

/// Builds a Json from parser events. A handler that returns false stops the parser; problem() then says why.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Level& level = levels_.back();
    if (!level.keys.insert(name).second) return fail("the key \"" + one_line(name, 60) + "\" stands twice");
    level.key = name;
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    return fail(syntax_error_text(error));
  }

  Json& root() { return root_; }
  const std::string& problem() const { return problem_; }

 private:
  struct Level {
    Json* container;
    std::unordered_set<std::string> keys;
    std::string key;  // the one whose value comes next
  };

  bool fail(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }

  Json* place(Json value) {
    if (levels_.empty()) return &(root_ = std::move(value));
    Level& level = levels_.back();
    if (level.container->is_array()) return &level.container->emplace_back(std::move(value));
    // The key is new, so the pair goes last, without ordered_json's linear search.
    auto& object = level.container->get_ref<Json::object_t&>();
    object.push_back({level.key, std::move(value)});
    return &object.back().second;
  }

  bool add(Json value) {
    place(std::move(value));
    return true;
  }

  // A container's address holds while it is open: only its innermost level grows.
  bool open(Json value) {
    if (levels_.size() == kMaxJsonDepth)
      return fail("nested deeper than " + std::to_string(kMaxJsonDepth) + " levels");
    levels_.push_back({place(std::move(value)), {}, {}});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  Json root_;
  std::vector<Level> levels_;
  std::string problem_;
};

}  // namespace

std::string syntax_error_text(const nlohmann::detail::exception& error) {
  std::string_view text = error.what();
  constexpr std::string_view kBefore = "parse error at ";
  if (const size_t at = text.find(kBefore); at != std::string_view::npos) {
    text.remove_prefix(at + kBefore.size());
  } else if (const size_t bracket = text.find("] "); bracket != std::string_view::npos) {
    text.remove_prefix(bracket + 2);
  }
  return std::string(text);
}

void refuse_zero_bytes(std::string_view text, const std::string& source) {
  if (const size_t at = text.find('\0'); at != std::string_view::npos) {
    throw bad_input(source, "", "JSON: byte " + std::to_string(at + 1) + " is zero");
  }
}

Json parse_strict_json(std::string_view text, const std::string& source) {
  refuse_zero_bytes(text, source);
  Builder builder;
  if (!Json::sax_parse(text, &builder)) throw bad_input(source, "", "JSON: " + builder.problem());
  return std::move(builder.root());
}

}  // namespace orrery
