#include "native/import/model_tensors.h"

#include <algorithm>

#include "native/failure.h"
#include "native/names.h"

namespace orrery {
namespace {

/// The names by which a layout is recognised: its tensors outside the layers.
std::vector<std::string_view> signature(Layout layout) {
  if (is_transformer(layout)) return {"embed.W_E", "pos_embed.W_pos", "unembed.W_U"};
  if (layout == Layout::universality_mlp) return {"W_x", "W_y", "W", "W_U"};
  return {"embed.weight", "embed1.weight", "embed2.weight", "l1.weight", "l1.bias", "unembed.weight"};
}

/// A dictionary of the file that may be the model: `prefix` stands before each name ("module.").
struct Candidate {
  const WeightsFile::Group* group;
  std::string_view prefix;
  int score;

  std::string place() const {
    const std::string_view inside = prefix.substr(0, prefix.empty() ? 0 : prefix.size() - 1);
    return group->path + (group->path.empty() || inside.empty() ? "" : ".") + std::string(inside);
  }
};

std::vector<Candidate> candidates(const WeightsFile& file, Layout layout) {
  std::vector<Candidate> out;
  for (const WeightsFile::Group& group : file.groups()) {
    std::unordered_map<std::string_view, int> scores;
    for (const std::string_view name : group.names) {
      for (const std::string_view known : signature(layout)) {
        if (!name.ends_with(known)) continue;
        const std::string_view prefix = name.substr(0, name.size() - known.size());
        if (prefix.empty() || prefix.ends_with('.')) ++scores[prefix];
      }
    }
    for (const auto& [prefix, score] : scores) out.push_back({&group, prefix, score});
  }
  return out;
}

/// The first of many words, as a list.
std::string beginning(std::vector<std::string> words, bool more) {
  constexpr size_t kShown = 4;
  more = more || words.size() > kShown;
  words.resize(std::min(words.size(), kShown));
  return listed(words) + (more ? " ..." : "");
}

Candidate choose(const std::vector<Candidate>& among, const WeightsFile& file, const std::string& source,
                 const std::string& layout, const std::string& place) {
  if (among.empty()) {
    std::string found = "; it holds no named tensors";
    if (!file.groups().empty()) {
      std::vector<std::string> names;
      for (const std::string_view name : file.groups()[0].names) names.push_back(one_line(name, 40));
      found = "; it holds " + beginning(names, file.groups().size() > 1);
    }
    throw bad_input(source, "", "tensors of layout " + layout + found);
  }
  std::vector<Candidate> left = among;
  if (!place.empty()) {
    std::erase_if(left, [&](const Candidate& one) { return one.place() != place; });
    if (left.empty()) throw bad_input(source + ": --at", place, "where tensors of layout " + layout + " lie");
  }
  const int best = std::max_element(left.begin(), left.end(), [](const Candidate& a, const Candidate& b) {
                     return a.score < b.score;
                   })->score;
  std::erase_if(left, [&](const Candidate& one) { return one.score < best; });
  if (left.size() > 1) {
    std::vector<std::string> places;
    for (const Candidate& one : left)
      places.push_back(one.place().empty() ? "the root" : one_line(one.place(), 60));
    throw bad_input(source, "",
                    "one model, or --at with the place of one of its " + std::to_string(left.size()) + ": " +
                        beginning(places, false));
  }
  return left.front();
}

/// Where a dictionary lies: in which other one, and at which place of a list if there is one between them.
struct Address {
  std::string home;
  std::optional<std::string> index;
};

Address address_of(const std::string& path) {
  Address out{path, {}};
  const auto last = [&] {
    const size_t dot = out.home.rfind('.');
    const std::string key = dot == std::string::npos ? out.home : out.home.substr(dot + 1);
    out.home.resize(dot == std::string::npos ? 0 : dot);
    return key;
  };
  if (const std::string key = last();
      !key.empty() && key.find_first_not_of("0123456789") == std::string::npos) {
    out.index = key;
    last();  // the list itself
  }
  if (!out.home.empty()) out.home += '.';
  return out;
}

}  // namespace

ModelTensors::ModelTensors(const WeightsFile& file, const std::string& source, Layout layout,
                           const std::string& place)
    : file_(file) {
  const std::vector<Candidate> all = candidates(file, layout);
  const Candidate chosen = choose(all, file, source, std::string(layout_name(layout)), place);
  for (WeightsTensor& tensor : file.tensors(*chosen.group)) {
    if (!tensor.name.starts_with(chosen.prefix)) continue;
    tensor.name.remove_prefix(chosen.prefix.size());
    all_.push_back(std::move(tensor));
  }
  for (const WeightsTensor& tensor : all_) by_name_.emplace(tensor.name, &tensor);
  const Address address = address_of(chosen.group->path);
  home_ = address.home;
  index_ = address.index;
  alone_ = std::count_if(all.begin(), all.end(), [&](const Candidate& one) {
             return one.score >= chosen.score && address_of(one.group->path).home == home_;
           }) == 1;
}

const WeightsTensor* ModelTensors::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

std::optional<double> ModelTensors::number_beside(const std::string& path) const {
  return file_.number(home_ + path);
}

std::optional<int64_t> ModelTensors::step() const {
  std::optional<double> updates;
  if (index_) {
    updates = number_beside("epochs." + *index_);
  } else if (alone_) {
    updates = number_beside("epoch");
    if (updates) ++*updates;
  }
  if (!updates || !(*updates >= 0 && *updates < 1e12)) return {};
  return static_cast<int64_t>(*updates);
}

}  // namespace orrery
