#include "native/io/torch_archive.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

#include "native/failure.h"
#include "native/io/pickle_words.h"
#include "native/io/zip_archive.h"

namespace orrery {
namespace {

constexpr std::string_view kPickleName = "data.pkl";
constexpr size_t kDeepest = 64;
constexpr size_t kMostGroups = 1 << 14;
constexpr uint64_t kMostRepeated = 1 << 26;  // elements, as the largest tensor of our networks has

class TorchArchive final : public WeightsFile {
 public:
  TorchArchive(std::string content, const std::string& source)
      : content_(std::move(content)), source_(source), entries_(zip_entries(content_, source_)) {
    for (const ZipEntry& entry : entries_) by_name_.emplace(entry.name, &entry);
    const ZipEntry& pickle = find_pickle();
    const std::string place = source_ + ": " + one_line(pickle.name, 60);
    if (const auto order = by_name_.find(folder_ + "byteorder"); order != by_name_.end()) {
      std::string_view text = zip_bytes(*order->second, source_);
      if (text.ends_with('\n')) text.remove_suffix(1);
      if (text != "little") throw bad_input(source_ + ": byteorder", one_line(text, 20), "little");
    }
    pickle_ = read_pickle(zip_bytes(pickle, source_), place);
    collect_groups(place);
  }

  std::vector<WeightsTensor> tensors(const Group& group) const override {
    const auto& refs = refs_[static_cast<size_t>(&group - groups_.data())];
    std::unordered_map<std::string_view, std::string_view> storages;  // read and checked once each
    std::vector<WeightsTensor> out;
    for (size_t i = 0; i < refs.size(); ++i)
      out.push_back(tensor(group.names[i], pickle_[refs[i]], storages));
    return out;
  }

  std::optional<double> number(std::string_view path) const override {
    PickleRef at = pickle_.root;
    while (true) {
      const std::string_view key = path.substr(0, path.find('.'));
      const std::optional<PickleRef> next = entry_of(pickle_[at], key);
      if (!next) return std::nullopt;
      at = *next;
      if (key.size() == path.size()) break;
      path.remove_prefix(key.size() + 1);
    }
    const PickleValue& value = pickle_[at];
    if (value.kind == PickleKind::integer) return static_cast<double>(value.integer);
    if (value.kind == PickleKind::real) return value.real;
    return std::nullopt;
  }

 private:
  /// A dictionary's last value of this name, or a list's at this index.
  std::optional<PickleRef> entry_of(const PickleValue& container, std::string_view key) const {
    std::optional<PickleRef> found;
    if (!is_container(container)) return found;
    const std::vector<PickleRef>& items = pickle_.items_of(container);
    if (container.kind != PickleKind::dictionary) {
      size_t index = 0;
      const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
      if (error == std::errc() && end == key.data() + key.size() && index < items.size())
        found = items[index];
      return found;
    }
    for (size_t i = 0; i < items.size(); i += 2) {
      const PickleValue& name = pickle_[items[i]];
      if (name.kind == PickleKind::text && name.text == key) found = items[i + 1];
    }
    return found;
  }

  const ZipEntry& find_pickle() {
    const ZipEntry* found = nullptr;
    for (const ZipEntry& entry : entries_) {
      const bool is_pickle = entry.name.ends_with(kPickleName) &&
                             (entry.name.size() == kPickleName.size() ||
                              entry.name[entry.name.size() - kPickleName.size() - 1] == '/');
      if (!is_pickle) continue;
      if (found) throw bad_input(source_, "", "one data.pkl, as in a PyTorch archive; it has several");
      found = &entry;
    }
    if (!found) {
      throw bad_input(source_, "", "a PyTorch archive: this zip file has no data.pkl");
    }
    folder_ = found->name.substr(0, found->name.size() - kPickleName.size());
    if (by_name_.contains(folder_ + "constants.pkl")) {
      throw bad_input(
          source_, "",
          "a saved state dictionary; this is a TorchScript program (torch.jit.load it, then torch.save "
          "its state_dict())");
    }
    return *found;
  }

  /// A value on the way from the root; its path is only spelled out where there are tensors.
  struct Visit {
    PickleRef value;
    size_t parent;         // in visits, itself at the root
    std::string_view key;  // in a dictionary, else
    size_t index;          // in a list or tuple, or a dictionary's whole number
    size_t depth;
  };

  /// Walks what was saved, every container once: a pickle may share values and hold itself.
  void collect_groups(const std::string& place) {
    std::vector<Visit> visits{{pickle_.root, 0, {}, 0, 0}};
    std::unordered_set<uint32_t> seen;
    for (size_t at = 0; at < visits.size(); ++at) {
      const PickleValue& value = pickle_[visits[at].value];
      if (!is_container(value) || !seen.insert(value.items).second) continue;
      if (visits[at].depth > kDeepest) {
        throw bad_input(place, "", "values at most " + std::to_string(kDeepest) + " levels deep");
      }
      const bool dictionary = value.kind == PickleKind::dictionary;
      if (dictionary) add_group(value, visits, at, place);
      const std::vector<PickleRef>& items = pickle_.items_of(value);
      for (size_t i = dictionary ? 1 : 0; i < items.size(); i += dictionary ? 2 : 1) {
        if (!is_container(pickle_[items[i]])) continue;
        Visit visit{items[i], at, {}, i, visits[at].depth + 1};
        if (dictionary) {
          const PickleValue& key = pickle_[items[i - 1]];
          visit.key = key.kind == PickleKind::text ? key.text : std::string_view();
          visit.index = key.kind == PickleKind::integer ? static_cast<size_t>(key.integer) : 0;
        }
        visits.push_back(visit);
      }
    }
  }

  static std::string path_of(const std::vector<Visit>& visits, size_t at) {
    std::string path;
    for (; visits[at].depth > 0; at = visits[at].parent) {
      const Visit& visit = visits[at];
      const std::string key = visit.key.empty() ? std::to_string(visit.index) : one_line(visit.key, 60);
      path = path.empty() ? key : key + "." + path;
    }
    return path;
  }

  static bool is_container(const PickleValue& value) {
    return value.kind == PickleKind::dictionary || value.kind == PickleKind::list ||
           value.kind == PickleKind::tuple;
  }

  void add_group(const PickleValue& dictionary, const std::vector<Visit>& visits, size_t at_visit,
                 const std::string& place) {
    const std::vector<PickleRef>& items = pickle_.items_of(dictionary);
    std::unordered_map<std::string_view, size_t> places;
    Group group;
    std::vector<PickleRef> refs;
    for (size_t i = 0; i < items.size(); i += 2) {
      const PickleValue& key = pickle_[items[i]];
      if (key.kind != PickleKind::text || pickle_[items[i + 1]].kind != PickleKind::tensor) continue;
      const auto [at, added] = places.emplace(key.text, refs.size());
      if (added) {
        group.names.push_back(key.text);
        refs.push_back(items[i + 1]);
      } else {
        refs[at->second] = items[i + 1];  // as in Python, the last one stays
      }
    }
    if (refs.empty()) return;
    if (groups_.size() == kMostGroups) {
      throw bad_input(place, "", "at most " + std::to_string(kMostGroups) + " dictionaries with tensors");
    }
    group.path = path_of(visits, at_visit);
    groups_.push_back(std::move(group));
    refs_.push_back(std::move(refs));
  }

  std::vector<uint64_t> counts(PickleRef tuple) const {
    std::vector<uint64_t> out;
    for (const PickleRef ref : pickle_.items_of(pickle_[tuple]))
      out.push_back(static_cast<uint64_t>(pickle_[ref].integer));
    return out;
  }

  WeightsTensor tensor(std::string_view name, const PickleValue& value,
                       std::unordered_map<std::string_view, std::string_view>& storages) const {
    const std::vector<PickleRef>& parts = pickle_.items_of(value);
    const std::vector<PickleRef>& storage = pickle_.items_of(pickle_[parts[0]]);
    WeightsTensor out;
    out.name = name;
    for (const StorageClass& known : kStorageClasses) {
      if (known.name == pickle_[storage[1]].text) out.type = known.type;
    }
    out.offset = static_cast<uint64_t>(pickle_[parts[1]].integer);
    out.shape = counts(parts[2]);
    out.strides = counts(parts[3]);

    const std::string_view key = pickle_[storage[2]].text;
    const auto elements = static_cast<uint64_t>(pickle_[storage[4]].integer);
    const auto [at, added] = storages.emplace(key, std::string_view());
    if (added) at->second = storage_bytes(key, name);
    out.storage = at->second;
    uint64_t bytes = 0;
    if (__builtin_mul_overflow(elements, stored_type_size(out.type), &bytes) || bytes != out.storage.size()) {
      throw bad_input({place(name),
                       std::to_string(out.storage.size()) + " bytes in data/" + one_line(key, 40),
                       "the bytes of " + std::to_string(elements) + " elements of " +
                           std::string(stored_type_name(out.type))});
    }
    const std::string shown = StoredTensor{"", out.type, out.shape, {}}.type_and_shape();
    if (!lies_inside(out, elements)) {
      throw bad_input({place(name), shown,
                       "a shape, strides and offset that stay inside the " + std::to_string(elements) +
                           " elements of data/" + one_line(key, 40)});
    }
    // An expanded tensor repeats elements, by strides of 0: a few bytes could claim all memory.
    if (out.count() > std::max(elements, kMostRepeated)) {
      throw bad_input({place(name), shown,
                       "at most " + std::to_string(kMostRepeated) + " elements where they repeat the " +
                           std::to_string(elements) + " of data/" + one_line(key, 40)});
    }
    return out;
  }

  std::string place(std::string_view name) const { return source_ + ": " + one_line(name, 60); }

  std::string_view storage_bytes(std::string_view key, std::string_view name) const {
    const auto entry = by_name_.find(folder_ + "data/" + std::string(key));
    if (entry == by_name_.end()) {
      throw bad_input(place(name), "", "its storage data/" + one_line(key, 40) + " in the archive");
    }
    return zip_bytes(*entry->second, source_);
  }

  /// Whether every element lies in the storage, and their number in 64 bits.
  static bool lies_inside(const WeightsTensor& tensor, uint64_t elements) {
    uint64_t count = 1, last = tensor.offset, step = 0;
    bool fits = true;
    for (size_t axis = 0; axis < tensor.shape.size(); ++axis) {
      const uint64_t extent = tensor.shape[axis];
      fits = fits && !__builtin_mul_overflow(count, extent, &count) &&
             !__builtin_mul_overflow(extent == 0 ? 0 : extent - 1, tensor.strides[axis], &step) &&
             !__builtin_add_overflow(last, step, &last);
    }
    return fits && (count == 0 || last < elements);
  }

  std::string content_;
  std::string source_;
  std::vector<ZipEntry> entries_;
  std::unordered_map<std::string_view, const ZipEntry*> by_name_;
  std::string folder_;  // "archive/"
  Pickle pickle_;
  std::vector<std::vector<PickleRef>> refs_;  // of each group's names
};

}  // namespace

std::unique_ptr<WeightsFile> read_torch_archive(std::string content, const std::string& source) {
  return std::make_unique<TorchArchive>(std::move(content), source);
}

}  // namespace orrery
