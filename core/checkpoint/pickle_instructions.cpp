// SPDX-License-Identifier: GPL-3.0-or-later
// What each instruction does; pickle_machine.cpp says which bytes they are.
#include "core/checkpoint/pickle_machine.h"
#include "core/util/log.h"

namespace detox {
namespace {

constexpr std::size_t kMaxMarks = 1'000;
constexpr PickleRef kUnset = ~PickleRef{0};

/// Two's complement of at most 8 bytes.
std::int64_t signedLittleEndian(std::string_view bytes) {
    if (bytes.empty()) return 0;
    const unsigned spare = static_cast<unsigned>(64 - 8 * bytes.size());
    return static_cast<std::int64_t>(littleEndian(bytes) << spare) >> spare;
}

}  // namespace

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

}  // namespace detox
