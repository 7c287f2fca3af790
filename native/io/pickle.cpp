#include "native/io/pickle.h"

#include <bit>
#include <cstring>
#include <unordered_map>

#include "native/failure.h"
#include "native/io/pickle_words.h"

namespace orrery {
namespace {

class Machine {
 public:
  Machine(std::string_view content, const std::string& source) : content_(content), source_(source) {}

  Pickle run() {
    if (take_byte() != kProto) refuse("a pickle of protocol 2 to 5");
    if (const uint8_t protocol = take_byte(); protocol < 2 || protocol > 5) {
      refuse("a pickle of protocol 2 to 5, not " + std::to_string(protocol));
    }
    for (op_at_ = at_; !step(take_byte()); op_at_ = at_) {
    }
    return std::move(out_);
  }

 private:
  /// One opcode; true when it was the last.
  bool step(uint8_t op) {
    switch (op) {
      case kMark:
        marks_.push_back(stack_.size());
        bound(marks_.size());
        break;
      case kStop:
        out_.root = pop();
        return true;
      case kPop:
        if (!marks_.empty() && marks_.back() == stack_.size()) {
          marks_.pop_back();
        } else {
          pop();
        }
        break;
      case kPopMark:
        pop_to_mark();
        break;
      case kDup:
        push(top());
        break;

      case kNone:
        add({});
        break;
      case kNewTrue:
      case kNewFalse:
        add_integer(op == kNewTrue, PickleKind::boolean);
        break;
      case kBinInt:
        add_integer(take<int32_t>());
        break;
      case kBinInt1:
        add_integer(take<uint8_t>());
        break;
      case kBinInt2:
        add_integer(take<uint16_t>());
        break;
      case kLong1:
        add_long(take_bytes(take<uint8_t>()));
        break;
      case kLong4:
        add_long(take_bytes(take<uint32_t>()));  // a negative length reads as too long
        break;
      case kBinFloat: {
        PickleValue value = of(PickleKind::real);
        uint64_t bits = 0;
        for (const char byte : take_bytes(8)) bits = bits << 8 | static_cast<uint8_t>(byte);
        value.real = std::bit_cast<double>(bits);
        add(value);
        break;
      }

      case kShortBinString:
      case kShortBinUnicode:
        add_text(take_bytes(take<uint8_t>()));
        break;
      case kBinString:
      case kBinUnicode:
        add_text(take_bytes(take<uint32_t>()));
        break;
      case kBinUnicode8:
        add_text(take_bytes(take<uint64_t>()));
        break;
      case kShortBinBytes:
        add_text(take_bytes(take<uint8_t>()), PickleKind::bytes);
        break;
      case kBinBytes:
        add_text(take_bytes(take<uint32_t>()), PickleKind::bytes);
        break;
      case kBinBytes8:
      case kByteArray8:
        add_text(take_bytes(take<uint64_t>()), PickleKind::bytes);
        break;

      case kEmptyList:
        add_container(PickleKind::list, {});
        break;
      case kList:
        add_container(PickleKind::list, pop_to_mark());
        break;
      case kAppend:
        append({pop()}, PickleKind::list);
        break;
      case kAppends:
        append(pop_to_mark(), PickleKind::list);
        break;
      case kEmptyTuple:
        add_container(PickleKind::tuple, {});
        break;
      case kTuple:
        add_container(PickleKind::tuple, pop_to_mark());
        break;
      case kTuple1:
      case kTuple2:
      case kTuple3:
        add_container(PickleKind::tuple, pop_last(size_t{op} - kTuple1 + 1));
        break;
      case kEmptyDict:
        add_container(PickleKind::dictionary, {});
        break;
      case kDict:
        add_container(PickleKind::dictionary, paired(pop_to_mark()));
        break;
      case kSetItem:
        append(pop_last(2), PickleKind::dictionary);
        break;
      case kSetItems:
        append(paired(pop_to_mark()), PickleKind::dictionary);
        break;

      case kGlobal:
      case kInst: {
        const std::string_view module = take_line(), name = take_line();
        add_function(module, name, op == kGlobal);
        break;
      }
      case kStackGlobal: {
        const std::string_view name = pop_text(), module = pop_text();
        add_function(module, name, true);
        break;
      }
      case kReduce:
        reduce();
        break;
      case kBuild:
        // What a dictionary has besides its entries, as `_metadata` of a state dictionary: nothing we need.
        if (pop(), kind_of(top()) != PickleKind::dictionary) refuse("state only for a dictionary");
        break;
      case kBinPersid:
        add_storage();
        break;

      case kBinGet:
        push(recall(take<uint8_t>()));
        break;
      case kLongBinGet:
        push(recall(take<uint32_t>()));
        break;
      case kBinPut:
        remember(take<uint8_t>());
        break;
      case kLongBinPut:
        remember(take<uint32_t>());
        break;
      case kMemoize:
        remember(static_cast<uint32_t>(memo_.size()));
        break;
      case kFrame:
        take<uint64_t>();  // a hint for reading ahead
        break;
      default:
        refuse("an opcode of plain data, not " + std::to_string(op) +
               (op > 0x20 && op < 0x7F ? std::string(" (") + char(op) + ")" : ""));
    }
    return false;
  }

  // The pickle's bytes.

  [[noreturn]] void refuse(const std::string& expected) const {
    throw bad_input(source_, "", expected + " (at byte " + std::to_string(op_at_) + ")");
  }

  std::string_view take_bytes(uint64_t count) {
    if (count > content_.size() - at_) refuse("a pickle that goes on: it ends inside a value");
    const std::string_view bytes = content_.substr(at_, count);
    at_ += count;
    return bytes;
  }

  template <class T>
  T take() {
    T value;
    std::memcpy(&value, take_bytes(sizeof value).data(), sizeof value);
    return value;
  }

  uint8_t take_byte() { return take<uint8_t>(); }

  std::string_view take_line() {
    const size_t end = content_.find('\n', at_);
    if (end == std::string_view::npos) refuse("a pickle that goes on: it ends inside a name");
    const std::string_view line = take_bytes(end - at_);
    ++at_;
    return line;
  }

  // The stack. A mark keeps what lies below it out of reach.

  size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }

  PickleRef top() const {
    if (stack_.size() <= floor()) refuse("a value on the stack");
    return stack_.back();
  }

  PickleRef pop() {
    const PickleRef value = top();
    stack_.pop_back();
    return value;
  }

  std::vector<PickleRef> pop_last(size_t count) {
    if (stack_.size() - floor() < count) refuse(std::to_string(count) + " values on the stack");
    const auto first = stack_.end() - static_cast<std::ptrdiff_t>(count);
    std::vector<PickleRef> values(first, stack_.end());
    stack_.erase(first, stack_.end());
    return values;
  }

  std::vector<PickleRef> pop_to_mark() {
    if (marks_.empty()) refuse("a mark on the stack");
    std::vector<PickleRef> values = pop_last(stack_.size() - floor());
    marks_.pop_back();
    return values;
  }

  std::string_view pop_text() {
    const PickleValue& value = out_[pop()];
    if (value.kind != PickleKind::text) refuse("a name as text");
    return value.text;
  }

  void push(PickleRef value) {
    stack_.push_back(value);
    bound(stack_.size());
  }

  void bound(size_t count) const {
    if (count > kMaxPickleValues) refuse("at most " + std::to_string(kMaxPickleValues) + " values");
  }

  PickleKind kind_of(PickleRef value) const { return out_[value].kind; }

  void remember(uint32_t index) {
    memo_[index] = top();
    bound(memo_.size());
  }

  PickleRef recall(uint32_t index) const {
    const auto found = memo_.find(index);
    if (found == memo_.end()) refuse("a memo that was set, not " + std::to_string(index));
    return found->second;
  }

  // Values.

  static PickleValue of(PickleKind kind) {
    PickleValue value;
    value.kind = kind;
    return value;
  }

  void add(const PickleValue& value) {
    out_.values.push_back(value);
    bound(out_.values.size());
    push(static_cast<PickleRef>(out_.values.size() - 1));
  }

  void add_integer(int64_t integer, PickleKind kind = PickleKind::integer) {
    PickleValue value = of(kind);
    value.integer = integer;
    add(value);
  }

  /// Two's complement, little-endian, as few bytes as it takes.
  void add_long(std::string_view bytes) {
    if (bytes.size() > 8) return add(of(PickleKind::large_integer));
    uint64_t integer = !bytes.empty() && bytes.back() & 0x80 ? ~uint64_t{0} : 0;
    for (size_t i = bytes.size(); i-- > 0;) integer = integer << 8 | static_cast<uint8_t>(bytes[i]);
    add_integer(static_cast<int64_t>(integer));
  }

  void add_text(std::string_view text, PickleKind kind = PickleKind::text) {
    PickleValue value = of(kind);
    value.text = text;
    add(value);
  }

  void add_container(PickleKind kind, std::vector<PickleRef> items) {
    PickleValue value = of(kind);
    value.items = static_cast<uint32_t>(out_.items.size());
    out_.items.push_back(std::move(items));
    add(value);
  }

  void append(const std::vector<PickleRef>& added, PickleKind kind) {
    const PickleValue& target = out_[top()];
    if (target.kind != kind)
      refuse(kind == PickleKind::list ? "a list to append to" : "a dictionary to set in");
    std::vector<PickleRef>& items = out_.items[target.items];
    items.insert(items.end(), added.begin(), added.end());
  }

  std::vector<PickleRef> paired(std::vector<PickleRef> values) const {
    if (values.size() % 2 != 0) refuse("a value for each key");
    return values;
  }

  void add_function(std::string_view module, std::string_view name, bool may_be_known) {
    const auto add_known = [&](std::string_view known, PickleFunction function) {
      PickleValue value = of(PickleKind::function);
      value.function = function;
      value.text = known;
      add(value);
    };
    for (const KnownFunction& known : kKnownFunctions)
      if (may_be_known && known.module == module && known.name == name)
        return add_known(known.name, known.function);
    for (const StorageClass& known : kStorageClasses)
      if (may_be_known && module == "torch" && known.name == name)
        return add_known(known.name, PickleFunction::storage_class);
    throw bad_input(
        {source_ + ": class or function", one_line(module, 48) + "." + one_line(name, 48),
         "only what a state dictionary is made of (OrderedDict, torch's tensors and storages), which "
         "torch.save(model.state_dict(), FILE) writes alone; nothing else is loaded or run"});
  }

  const std::vector<PickleRef>& arguments_of(PickleRef tuple) const {
    if (kind_of(tuple) != PickleKind::tuple) refuse("arguments as a tuple");
    return out_.items_of(out_[tuple]);
  }

  void reduce() {
    const PickleRef tuple = pop(), callee = pop();
    const std::vector<PickleRef>& arguments = arguments_of(tuple);
    if (kind_of(callee) != PickleKind::function) refuse("a function to call");
    const PickleValue& function = out_[callee];
    const auto refuse_arguments = [&]() {
      refuse("the arguments that " + std::string(function.text) + " takes");
    };
    switch (function.function) {
      case PickleFunction::ordered_dict:
        if (!arguments.empty()) refuse_arguments();
        return add_container(PickleKind::dictionary, {});
      case PickleFunction::rebuild_tensor: {
        if (arguments.size() < 4 || !is_tensor(arguments)) refuse_arguments();
        if (arguments.size() > 6) refuse_views(arguments[6]);
        PickleValue value = of(PickleKind::tensor);
        value.items = out_[tuple].items;
        return add(value);
      }
      case PickleFunction::rebuild_parameter:
        if (arguments.empty() || kind_of(arguments[0]) != PickleKind::tensor) refuse_arguments();
        return push(arguments[0]);
      case PickleFunction::torch_size:
        if (arguments.size() != 1 || kind_of(arguments[0]) != PickleKind::tuple) refuse_arguments();
        return push(arguments[0]);
      case PickleFunction::torch_device:
        if (arguments.empty() || kind_of(arguments[0]) != PickleKind::text) refuse_arguments();
        return push(arguments[0]);
      case PickleFunction::storage_class:
        break;
    }
    refuse("no call of " + std::string(function.text));
  }

  bool is_count(PickleRef ref) const { return kind_of(ref) == PickleKind::integer && out_[ref].integer >= 0; }

  bool are_counts(const std::vector<PickleRef>& refs) const {
    for (const PickleRef ref : refs) {
      if (!is_count(ref)) return false;
    }
    return true;
  }

  bool is_tensor(const std::vector<PickleRef>& parts) const {
    return kind_of(parts[0]) == PickleKind::storage && is_count(parts[1]) &&
           kind_of(parts[2]) == PickleKind::tuple && kind_of(parts[3]) == PickleKind::tuple &&
           arguments_of(parts[2]).size() == arguments_of(parts[3]).size() &&
           are_counts(arguments_of(parts[2])) && are_counts(arguments_of(parts[3]));
  }

  /// A view may stand for the negated or conjugated numbers: {"neg": True}.
  void refuse_views(PickleRef metadata) const {
    if (kind_of(metadata) == PickleKind::none) return;
    if (kind_of(metadata) != PickleKind::dictionary) refuse("a tensor's metadata as a dictionary");
    const std::vector<PickleRef>& items = out_.items_of(out_[metadata]);
    for (size_t i = 0; i < items.size(); i += 2) {
      const PickleValue& set = out_[items[i + 1]];
      if (set.kind != PickleKind::boolean || set.integer)
        refuse("a tensor whose numbers are stored, not a \"" + one_line(out_[items[i]].text, 20) +
               "\" view of them (tensor.resolve_neg() or resolve_conj() is none)");
    }
  }

  void add_storage() {
    const PickleRef tuple = pop();
    const std::vector<PickleRef>& parts = arguments_of(tuple);
    const auto is = [&](size_t part, PickleKind kind) { return kind_of(parts[part]) == kind; };
    if (parts.size() < 5 || !is(0, PickleKind::text) || out_[parts[0]].text != "storage" ||
        !is(1, PickleKind::function) || out_[parts[1]].function != PickleFunction::storage_class ||
        !is(2, PickleKind::text) || !is(3, PickleKind::text) || !is_count(parts[4])) {
      refuse("a persistent id that names a storage: (\"storage\", class, key, device, elements)");
    }
    PickleValue value = of(PickleKind::storage);
    value.items = out_[tuple].items;
    add(value);
  }

  std::string_view content_;
  const std::string& source_;
  size_t at_ = 0, op_at_ = 0;
  Pickle out_;
  std::vector<PickleRef> stack_;
  std::vector<size_t> marks_;
  std::unordered_map<uint32_t, PickleRef> memo_;
};

}  // namespace

Pickle read_pickle(std::string_view content, const std::string& source) {
  return Machine(content, source).run();
}

}  // namespace orrery
