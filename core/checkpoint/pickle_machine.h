// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/checkpoint/foreign_file.h"
#include "core/checkpoint/pickle.h"

namespace detox {

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
    // The first values of every pickle, so that its commonest instructions cost nothing.
    static constexpr PickleRef kNone = 0;
    static constexpr PickleRef kFalse = 1;
    static constexpr PickleRef kTrue = 2;
    static constexpr PickleRef kEmptyTuple = 3;

    bool broken(const std::string& reason) {
        m_error = detox::broken(m_file, reason);
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

/// An unsigned number of at most 8 bytes.
[[nodiscard]] std::uint64_t littleEndian(std::string_view bytes);

}  // namespace detox
