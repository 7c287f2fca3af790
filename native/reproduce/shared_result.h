// What several claims read, found once: the networks behind them train for a minute or more.
#pragma once

#include <map>
#include <mutex>

#include "native/reproduce/claim.h"

namespace orrery {

/// One a kind of result, for the program's life. Claims may ask from several threads; the second waits for the first.
template <class Result>
class SharedResult {
 public:
  /// What `find` gives: the first time for these seeds it is called, then not again.
  template <class Find>
  const Result& of(const ReproduceOptions& options, const Find& find) {
    const std::lock_guard lock(guard_);
    const auto known = results_.find(options.quick);
    return known != results_.end() ? known->second : results_.emplace(options.quick, find()).first->second;
  }

 private:
  std::mutex guard_;
  std::map<bool, Result> results_;
};

}  // namespace orrery
