// Errors in core are values: core builds without exceptions, and native and the C ABI turn them into lines and codes.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace orrery {

/// What was wrong with one input: which field, what it held, what was expected instead.
struct Error {
  std::string field;
  std::string value;
  std::string expected;

  /// One clear line: `task.density = 2: expected a number above 0 and at most 1`.
  std::string line() const { return field + (value.empty() ? "" : " = " + value) + ": expected " + expected; }
};

/// A value of type T, or the Error that stands in its way.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Error error) : state_(std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  T& operator*() { return *std::get_if<0>(&state_); }
  const T& operator*() const { return *std::get_if<0>(&state_); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }
  const Error& error() const { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

/// Success, or the Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  explicit operator bool() const { return !error_; }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace orrery
