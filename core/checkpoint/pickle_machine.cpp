// SPDX-License-Identifier: GPL-3.0-or-later
// The machine: where the next byte is, the stack and its marks, what is refused, and which instruction is which.
#include "core/checkpoint/pickle_machine.h"

#include <algorithm>
#include <array>

#include "core/util/log.h"

namespace detox {
namespace {

constexpr std::size_t kMaxValues = 4'000'000;
constexpr std::size_t kMaxLists = 400'000;
constexpr std::size_t kMaxStack = 100'000;

std::string hexByte(unsigned char byte) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    return {'0', 'x', kDigits[byte >> 4U], kDigits[byte & 15U]};
}

}  // namespace

std::uint64_t littleEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[i]);
    return value;
}

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

Result<Pickle> readPickle(std::string_view bytes, const std::filesystem::path& file) {
    return PickleMachine(bytes.substr(0, kMaxPickleBytes), file).run();
}

}  // namespace detox
