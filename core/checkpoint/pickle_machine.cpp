// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "core/checkpoint/pickle.h"
#include "core/util/log.h"

namespace detox {
namespace {

constexpr std::size_t kMaxValues = 4'000'000;
constexpr std::size_t kMaxLists = 400'000;
constexpr std::size_t kMaxStack = 100'000;
constexpr std::size_t kMaxMarks = 1'000;
constexpr PickleRef kUnset = ~PickleRef{0};

// The first values of every pickle, so that its commonest instructions cost nothing.
constexpr PickleRef kNone = 0;
constexpr PickleRef kFalse = 1;
constexpr PickleRef kTrue = 2;
constexpr PickleRef kEmptyTuple = 3;

std::uint64_t littleEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[i]);
    return value;
}

/// Two's complement of at most 8 bytes.
std::int64_t signedLittleEndian(std::string_view bytes) {
    if (bytes.empty()) return 0;
    const unsigned spare = static_cast<unsigned>(64 - 8 * bytes.size());
    return static_cast<std::int64_t>(littleEndian(bytes) << spare) >> spare;
}

std::string hexByte(unsigned char byte) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    return {'0', 'x', kDigits[byte >> 4U], kDigits[byte & 15U]};
}

}  // namespace

/// The stack machine of Python's pickle, with a part of its instructions. Each instruction is one function that says
/// whether to go on.
class PickleMachine {
public:
    PickleMachine(std::string_view bytes, const std::filesystem::path& file) : m_file(file) {
        m_pickle.m_bytes = bytes;
        m_pickle.m_values = {
            {PickleKind::None}, {PickleKind::Boolean, 0, 0}, {PickleKind::Boolean, 0, 1}, {PickleKind::Tuple, 0, 0}};
    }
    Result<Pickle> run();

private:
    bool broken(const std::string& reason) {
        m_error = invalidInput(m_file.string() + " " + reason + ". Copy or download the file again.");
        return false;
    }
    bool refuse(const std::string& reason) {
        m_error = unsupported(m_file.string() + " " + reason);
        return false;
    }
    bool unknownInstruction(char code);
    bool badName(const PickleName& name);

    bool take(std::size_t count, std::string_view& bytes);
    bool takeLength(std::size_t width, std::size_t& length);
    bool takeLine(std::string_view& line);

    bool push(PickleRef ref);
    bool pushValue(const PickleValue& value);
    bool pushList(PickleKind kind);
    bool pop(PickleRef& ref);
    bool popToMark(std::vector<PickleRef>& items);
    bool top(PickleKind kind, std::vector<PickleRef>*& items);

    bool step(char code);
    bool protocol();
    bool frame();
    bool mark();
    bool integer(std::size_t width);
    bool signedInteger(std::size_t width);
    bool longInteger();
    bool real();
    bool text(std::size_t width);
    bool tuple(std::size_t count);
    bool tupleFromMark();
    bool pushTuple(const std::vector<PickleRef>& items);
    bool append();
    bool appendMany();
    bool setItem();
    bool setItems();
    bool remember(std::size_t width);
    bool memoize();
    bool recall(std::size_t width);
    bool name();
    bool nameFromStack();
    bool pushName(const PickleName& name);
    bool call();
    bool persistent();
    bool build();
    bool stop();

    const std::filesystem::path& m_file;
    Pickle m_pickle;
    std::size_t m_at = 0;  // next byte
    bool m_hasProtocol = false;
    std::vector<PickleRef> m_stack;
    std::vector<std::size_t> m_marks;  // heights of the stack
    std::vector<PickleRef> m_memo;
    std::optional<Error> m_error;
};

Result<Pickle> PickleMachine::run() {
    while (m_pickle.m_length == 0) {
        std::string_view code;
        if (!take(1, code) || !step(code.front())) return *m_error;
    }
    return std::move(m_pickle);
}

bool PickleMachine::step(char code) {
    struct Instruction {
        char code;
        bool (*run)(PickleMachine&);
    };
    using M = PickleMachine;
    // clang-format off
    static constexpr std::array<Instruction, 41> kInstructions{{
        {'\x80', [](M& m) { return m.protocol(); }},                       // PROTO
        {'\x95', [](M& m) { return m.frame(); }},                          // FRAME
        {'(', [](M& m) { return m.mark(); }},                              // MARK
        {'N', [](M& m) { return m.push(kNone); }},                         // NONE
        {'\x88', [](M& m) { return m.push(kTrue); }},                      // NEWTRUE
        {'\x89', [](M& m) { return m.push(kFalse); }},                     // NEWFALSE
        {'K', [](M& m) { return m.integer(1); }},                          // BININT1
        {'M', [](M& m) { return m.integer(2); }},                          // BININT2
        {'J', [](M& m) { return m.signedInteger(4); }},                    // BININT
        {'\x8a', [](M& m) { return m.longInteger(); }},                    // LONG1
        {'G', [](M& m) { return m.real(); }},                              // BINFLOAT
        {'U', [](M& m) { return m.text(1); }},                             // SHORT_BINSTRING
        {'C', [](M& m) { return m.text(1); }},                             // SHORT_BINBYTES
        {'\x8c', [](M& m) { return m.text(1); }},                          // SHORT_BINUNICODE
        {'T', [](M& m) { return m.text(4); }},                             // BINSTRING
        {'B', [](M& m) { return m.text(4); }},                             // BINBYTES
        {'X', [](M& m) { return m.text(4); }},                             // BINUNICODE
        {'\x8e', [](M& m) { return m.text(8); }},                          // BINBYTES8
        {'\x8d', [](M& m) { return m.text(8); }},                          // BINUNICODE8
        {')', [](M& m) { return m.push(kEmptyTuple); }},                   // EMPTY_TUPLE
        {'\x85', [](M& m) { return m.tuple(1); }},                         // TUPLE1
        {'\x86', [](M& m) { return m.tuple(2); }},                         // TUPLE2
        {'\x87', [](M& m) { return m.tuple(3); }},                         // TUPLE3
        {'t', [](M& m) { return m.tupleFromMark(); }},                     // TUPLE
        {']', [](M& m) { return m.pushList(PickleKind::List); }},          // EMPTY_LIST
        {'}', [](M& m) { return m.pushList(PickleKind::Dictionary); }},    // EMPTY_DICT
        {'a', [](M& m) { return m.append(); }},                            // APPEND
        {'e', [](M& m) { return m.appendMany(); }},                        // APPENDS
        {'s', [](M& m) { return m.setItem(); }},                           // SETITEM
        {'u', [](M& m) { return m.setItems(); }},                          // SETITEMS
        {'q', [](M& m) { return m.remember(1); }},                         // BINPUT
        {'r', [](M& m) { return m.remember(4); }},                         // LONG_BINPUT
        {'\x94', [](M& m) { return m.memoize(); }},                        // MEMOIZE
        {'h', [](M& m) { return m.recall(1); }},                           // BINGET
        {'j', [](M& m) { return m.recall(4); }},                           // LONG_BINGET
        {'c', [](M& m) { return m.name(); }},                              // GLOBAL
        {'\x93', [](M& m) { return m.nameFromStack(); }},                  // STACK_GLOBAL
        {'R', [](M& m) { return m.call(); }},                              // REDUCE
        {'Q', [](M& m) { return m.persistent(); }},                        // BINPERSID
        {'b', [](M& m) { return m.build(); }},                             // BUILD
        {'.', [](M& m) { return m.stop(); }},                              // STOP
    }};
    // clang-format on
    const auto found = std::find_if(kInstructions.begin(), kInstructions.end(),
                                    [&](const Instruction& instruction) { return instruction.code == code; });
    return found == kInstructions.end() ? unknownInstruction(code) : found->run(*this);
}

bool PickleMachine::unknownInstruction(char code) {
    if (code == 'i' && !name()) return false;  // INST carries a name: refused by that where it is a foreign one
    return refuse("uses the pickle instruction " + hexByte(static_cast<unsigned char>(code)) + " at byte " +
                  std::to_string(m_at - 1) +
                  ", which a file of weights does not need. Copy or download it again, or get it as safetensors.");
}

bool PickleMachine::badName(const PickleName& name) {
    const std::string dotted = log::quoted(std::string(name.module) + "." + std::string(name.name));
    if (name.module == "torch" && name.name.ends_with("Storage")) {
        return refuse("holds elements of type " + dotted +
                      ", which are not read. Save the model in float32, float16 or bfloat16.");
    }
    return refuse(
        "refers to " + dotted +
        ". A file of weights needs no such name, and code that a file brings is never run. Get the weights as "
        "safetensors, from somebody you trust.");
}

bool PickleMachine::take(std::size_t count, std::string_view& bytes) {
    if (count > m_pickle.m_bytes.size() - m_at) return broken("ends inside its pickle");
    bytes = m_pickle.m_bytes.substr(m_at, count);
    m_at += count;
    return true;
}

bool PickleMachine::takeLength(std::size_t width, std::size_t& length) {
    std::string_view bytes;
    if (!take(width, bytes)) return false;
    length = littleEndian(bytes);
    return true;
}

bool PickleMachine::takeLine(std::string_view& line) {
    const std::size_t end = m_pickle.m_bytes.find('\n', m_at);
    if (end == std::string_view::npos) return broken("ends inside its pickle");
    line = m_pickle.m_bytes.substr(m_at, end - m_at);
    m_at = end + 1;
    return true;
}

bool PickleMachine::push(PickleRef ref) {
    if (m_stack.size() >= kMaxStack) return broken("has a pickle that stacks more than 100000 values");
    m_stack.push_back(ref);
    return true;
}

bool PickleMachine::pushValue(const PickleValue& value) {
    if (m_pickle.m_values.size() >= kMaxValues) return broken("has a pickle of more than 4000000 values");
    m_pickle.m_values.push_back(value);
    return push(m_pickle.count() - 1);
}

bool PickleMachine::pushList(PickleKind kind) {
    if (m_pickle.m_lists.size() >= kMaxLists) return broken("has a pickle of more than 400000 lists and dictionaries");
    m_pickle.m_lists.emplace_back();
    return pushValue({kind, static_cast<std::uint32_t>(m_pickle.m_lists.size() - 1)});
}

bool PickleMachine::pop(PickleRef& ref) {
    const std::size_t floor = m_marks.empty() ? 0 : m_marks.back();
    if (m_stack.size() <= floor) return broken("has a pickle that takes a value it never put on the stack");
    ref = m_stack.back();
    m_stack.pop_back();
    return true;
}

bool PickleMachine::popToMark(std::vector<PickleRef>& items) {
    if (m_marks.empty()) return broken("has a pickle that lacks a mark");
    const auto begin = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
    items.assign(begin, m_stack.end());
    m_stack.erase(begin, m_stack.end());
    m_marks.pop_back();
    return true;
}

/// The items of the list or dictionary on top of the stack.
bool PickleMachine::top(PickleKind kind, std::vector<PickleRef>*& items) {
    PickleRef ref = kNone;
    if (!pop(ref)) return false;
    if (!m_pickle.is(ref, kind)) return broken("has a pickle that adds an item to what is no list or dictionary");
    items = &m_pickle.m_lists[m_pickle.at(ref).first];
    return push(ref);
}

bool PickleMachine::protocol() {
    const bool first = m_at == 1;
    std::size_t version = 0;
    if (!takeLength(1, version)) return false;
    if (!first) return broken("has a pickle that names its protocol twice");
    if (version < 2 || version > 4) {
        return refuse("is a pickle of protocol " + std::to_string(version) +
                      "; protocols 2 to 4 are read. Save it with torch.save's default protocol.");
    }
    m_hasProtocol = true;
    return true;
}

bool PickleMachine::frame() {
    std::size_t length = 0;
    if (!takeLength(8, length)) return false;
    return length <= m_pickle.m_bytes.size() - m_at || broken("ends inside its pickle");
}

bool PickleMachine::mark() {
    if (m_marks.size() >= kMaxMarks) return broken("has a pickle nested deeper than 1000 levels");
    m_marks.push_back(m_stack.size());
    return true;
}

bool PickleMachine::integer(std::size_t width) {
    std::size_t value = 0;
    return takeLength(width, value) && pushValue({PickleKind::Integer, 0, static_cast<std::int64_t>(value)});
}

bool PickleMachine::signedInteger(std::size_t width) {
    std::string_view bytes;
    return take(width, bytes) && pushValue({PickleKind::Integer, 0, signedLittleEndian(bytes)});
}

bool PickleMachine::longInteger() {
    std::size_t length = 0;
    if (!takeLength(1, length)) return false;
    if (length <= 8) return signedInteger(length);
    const auto begin = static_cast<std::uint32_t>(m_at);
    std::string_view bytes;
    return take(length, bytes) && pushValue({PickleKind::Long, begin, static_cast<std::int64_t>(length)});
}

bool PickleMachine::real() {
    std::string_view bytes;
    return take(8, bytes) && pushValue({PickleKind::Float});
}

bool PickleMachine::text(std::size_t width) {
    std::size_t length = 0;
    if (!takeLength(width, length)) return false;
    const auto begin = static_cast<std::uint32_t>(m_at);
    std::string_view bytes;
    return take(length, bytes) && pushValue({PickleKind::Text, begin, static_cast<std::int64_t>(length)});
}

bool PickleMachine::tuple(std::size_t count) {
    std::vector<PickleRef> items(count);
    for (std::size_t i = count; i-- > 0;) {
        if (!pop(items[i])) return false;
    }
    return pushTuple(items);
}

bool PickleMachine::tupleFromMark() {
    std::vector<PickleRef> items;
    return popToMark(items) && pushTuple(items);
}

bool PickleMachine::pushTuple(const std::vector<PickleRef>& items) {
    const auto begin = static_cast<std::uint32_t>(m_pickle.m_tuples.size());
    m_pickle.m_tuples.insert(m_pickle.m_tuples.end(), items.begin(), items.end());
    return pushValue({PickleKind::Tuple, begin, static_cast<std::int64_t>(items.size())});
}

bool PickleMachine::append() {
    PickleRef item = kNone;
    std::vector<PickleRef>* list = nullptr;
    if (!pop(item) || !top(PickleKind::List, list)) return false;
    list->push_back(item);
    return true;
}

bool PickleMachine::appendMany() {
    std::vector<PickleRef> items;
    std::vector<PickleRef>* list = nullptr;
    if (!popToMark(items) || !top(PickleKind::List, list)) return false;
    list->insert(list->end(), items.begin(), items.end());
    return true;
}

bool PickleMachine::setItem() {
    PickleRef key = kNone;
    PickleRef value = kNone;
    std::vector<PickleRef>* dictionary = nullptr;
    if (!pop(value) || !pop(key) || !top(PickleKind::Dictionary, dictionary)) return false;
    dictionary->insert(dictionary->end(), {key, value});
    return true;
}

bool PickleMachine::setItems() {
    std::vector<PickleRef> items;
    std::vector<PickleRef>* dictionary = nullptr;
    if (!popToMark(items) || !top(PickleKind::Dictionary, dictionary)) return false;
    if (items.size() % 2 != 0) return broken("has a pickle with a key that has no value");
    dictionary->insert(dictionary->end(), items.begin(), items.end());
    return true;
}

/// Python's pickler numbers its memo from 0 (version 2's from 1) without gaps.
bool PickleMachine::remember(std::size_t width) {
    std::size_t index = 0;
    PickleRef ref = kNone;
    if (!takeLength(width, index) || !pop(ref) || !push(ref)) return false;
    if (index > m_memo.size() + 1) return broken("has a pickle that remembers a value under a number out of turn");
    if (index >= m_memo.size()) m_memo.resize(index + 1, kUnset);
    m_memo[index] = ref;
    return true;
}

bool PickleMachine::memoize() {
    PickleRef ref = kNone;
    if (!pop(ref) || !push(ref)) return false;
    m_memo.push_back(ref);
    return true;
}

bool PickleMachine::recall(std::size_t width) {
    std::size_t index = 0;
    if (!takeLength(width, index)) return false;
    if (index >= m_memo.size() || m_memo[index] == kUnset) {
        return broken("has a pickle that recalls a value it never remembered");
    }
    return push(m_memo[index]);
}

bool PickleMachine::name() {
    PickleName name;
    return takeLine(name.module) && takeLine(name.name) && pushName(name);
}

bool PickleMachine::nameFromStack() {
    PickleRef name = kNone;
    PickleRef module = kNone;
    if (!pop(name) || !pop(module)) return false;
    if (!m_pickle.is(name, PickleKind::Text) || !m_pickle.is(module, PickleKind::Text)) {
        return broken("has a pickle with a name that is not text");
    }
    return pushName({m_pickle.text(module), m_pickle.text(name)});
}

bool PickleMachine::pushName(const PickleName& name) {
    const auto number = numberOf(name);
    return number ? pushValue({PickleKind::Name, *number}) : badName(name);
}

bool PickleMachine::call() {
    PickleRef arguments = kNone;
    PickleRef callee = kNone;
    if (!pop(arguments) || !pop(callee)) return false;
    if (!m_pickle.is(callee, PickleKind::Name) || !m_pickle.is(arguments, PickleKind::Tuple)) {
        return broken("has a pickle that calls what is not a name");
    }
    if (m_pickle.name(callee) == kOrderedDict) {
        if (!m_pickle.items(arguments).empty()) return refuse("was saved by Python 2. Save it again by Python 3.");
        return pushList(PickleKind::Dictionary);
    }
    return pushValue({PickleKind::Call, callee, arguments});
}

bool PickleMachine::persistent() {
    PickleRef id = kNone;
    return pop(id) && pushValue({PickleKind::Persistent, id});
}

/// Attributes of a dictionary (_metadata: versions of modules) are dropped; nothing else may have any.
bool PickleMachine::build() {
    PickleRef state = kNone;
    std::vector<PickleRef>* dictionary = nullptr;
    if (!pop(state)) return false;
    if (!m_pickle.is(state, PickleKind::Dictionary))
        return broken("has a pickle with attributes that are no dictionary");
    return top(PickleKind::Dictionary, dictionary);
}

bool PickleMachine::stop() {
    if (!m_hasProtocol) return broken("has a pickle that does not name its protocol");
    if (m_stack.size() != 1 || !m_marks.empty()) return broken("has a pickle that leaves more or less than one value");
    m_pickle.m_root = m_stack.front();
    m_pickle.m_length = m_at;
    return true;
}

Result<Pickle> readPickle(std::string_view bytes, const std::filesystem::path& file) {
    return PickleMachine(bytes.substr(0, kMaxPickleBytes), file).run();
}

}  // namespace detox
