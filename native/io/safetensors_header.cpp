#include "native/io/safetensors_header.h"

#include <unordered_set>

#include "native/failure.h"
#include "native/io/strict_json.h"

namespace orrery {
namespace {

/// Reads by events: a document would keep only the last of duplicate names, and take many times the header's
/// memory.
class HeaderReader final : public nlohmann::json_sax<Json> {
 public:
  explicit HeaderReader(Metadata& metadata) : metadata_(metadata) {}

  bool start_object(std::size_t) override {
    switch (at_) {
      case At::outside:
        return to(At::root);
      case At::root_value:
        return to(name_ == "__metadata__" ? At::metadata : begin_entry());
      default:
        return unexpected("an object");
    }
  }

  bool end_object() override {
    if (at_ == At::entry) {
      HeaderEntry& entry = entries_.back();
      if (!has_dtype_ || !has_shape_ || !has_offsets_) {
        return fail(one_line(entry.name, 60) + " to have dtype, shape and data_offsets");
      }
      return to(At::root);
    }
    return to(at_ == At::metadata ? At::root : At::done);
  }

  bool key(string_t& key) override {
    switch (at_) {
      case At::root:
        if (!names_.insert(key).second)
          return fail("each name once, \"" + one_line(key, 60) + "\" stands twice");
        name_ = std::move(key);
        return to(At::root_value);
      case At::metadata:
        metadata_key_ = std::move(key);
        if (metadata_.contains(metadata_key_)) {
          return fail("each key once, \"" + one_line(metadata_key_, 60) + "\" stands twice in __metadata__");
        }
        return to(At::metadata_value);
      case At::entry:
        if (key == "dtype" && !has_dtype_) return has_dtype_ = true, to(At::dtype);
        if (key == "shape" && !has_shape_) return has_shape_ = true, to(At::shape);
        if (key == "data_offsets" && !has_offsets_) return has_offsets_ = true, to(At::offsets);
        return fail("dtype, shape and data_offsets once each, not \"" + one_line(key, 60) + "\" in " +
                    one_line(name_, 60));
      default:
        return unexpected("a key");
    }
  }

  bool string(string_t& value) override {
    if (at_ == At::metadata_value) {
      metadata_.emplace(std::move(metadata_key_), std::move(value));
      return to(At::metadata);
    }
    if (at_ != At::dtype) return unexpected("text");
    entries_.back().dtype = std::move(value);
    return to(At::entry);
  }

  bool start_array(std::size_t) override {
    if (at_ == At::shape) return to(At::shape_list);
    if (at_ == At::offsets) return offsets_read_ = 0, to(At::offsets_list);
    return unexpected("a list");
  }

  bool end_array() override {
    if (at_ == At::offsets_list && offsets_read_ != 2)
      return fail("two data_offsets in " + one_line(name_, 60));
    return to(At::entry);
  }

  bool number_unsigned(number_unsigned_t value) override {
    if (at_ == At::shape_list) return entries_.back().shape.push_back(value), true;
    if (at_ != At::offsets_list || offsets_read_ == 2) return unexpected("a number");
    entries_.back().offsets[offsets_read_++] = value;
    return true;
  }

  bool null() override { return unexpected("null"); }
  bool boolean(bool) override { return unexpected("true or false"); }
  bool number_integer(number_integer_t) override { return unexpected("a negative number"); }
  bool number_float(number_float_t, const string_t&) override {
    return unexpected("a number that is not whole or too large");
  }
  bool binary(binary_t&) override { return unexpected("binary"); }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    return fail("JSON: " + syntax_error_text(error));
  }

  const std::string& problem() const { return problem_; }
  std::vector<HeaderEntry>& entries() { return entries_; }

 private:
  enum class At {
    outside,
    root,
    root_value,
    metadata,
    metadata_value,
    entry,
    dtype,
    shape,
    shape_list,
    offsets,
    offsets_list,
    done
  };

  bool to(At next) {
    at_ = next;
    return true;
  }

  At begin_entry() {
    entries_.push_back({name_, {}, {}, {}});
    has_dtype_ = has_shape_ = has_offsets_ = false;
    return At::entry;
  }

  bool fail(std::string expected) {
    problem_ = std::move(expected);
    return false;
  }

  bool unexpected(const std::string& found) {
    const bool in_metadata = at_ == At::metadata_value;
    return fail(std::string(in_metadata          ? "text in __metadata__"
                            : at_ == At::outside ? "a JSON object"
                            : at_ == At::root_value
                                ? "an object for each name"
                                : "dtype as text, shape and data_offsets as lists of whole numbers") +
                ", not " + found + (name_.empty() || in_metadata ? "" : " in " + one_line(name_, 60)));
  }

  Metadata& metadata_;
  std::vector<HeaderEntry> entries_;
  std::unordered_set<std::string> names_;
  std::string name_, metadata_key_, problem_;
  At at_ = At::outside;
  size_t offsets_read_ = 0;
  bool has_dtype_ = false, has_shape_ = false, has_offsets_ = false;
};

}  // namespace

std::vector<HeaderEntry> parse_safetensors_header(std::string_view json, const std::string& source,
                                                  Metadata& metadata) {
  refuse_zero_bytes(json, source + ": header");
  HeaderReader reader(metadata);
  if (!Json::sax_parse(json, &reader)) throw bad_input(source + ": header", "", reader.problem());
  return std::move(reader.entries());
}

}  // namespace orrery
