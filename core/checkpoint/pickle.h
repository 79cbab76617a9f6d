// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "core/checkpoint/pickle_name.h"
#include "core/util/result.h"

namespace detox {

enum class PickleKind : std::uint8_t {
    None,
    Boolean,
    Integer,
    Long,  ///< an integer wider than 64 bits: its little-endian bytes as text
    Float,
    Text,  ///< str or bytes
    Tuple,
    List,
    Dictionary,  ///< dict or OrderedDict; its attributes (_metadata) are dropped
    Name,
    Call,       ///< a name applied to arguments, not carried out
    Persistent  ///< an id that stands for data outside the pickle
};

using PickleRef = std::uint32_t;

/// `first` and `number` are read through Pickle's functions.
struct PickleValue {
    PickleKind kind = PickleKind::None;
    std::uint32_t first = 0;
    std::int64_t number = 0;  ///< of an Integer or a Boolean
};

/// A pickle as plain data: nothing of it was carried out. Values refer to each other by number; lists and dictionaries
/// may contain themselves. Texts are views into the bytes that were read, which must outlive it.
class Pickle {
public:
    [[nodiscard]] PickleRef root() const { return m_root; }
    /// References are 0 … count() − 1.
    [[nodiscard]] PickleRef count() const { return static_cast<PickleRef>(m_values.size()); }
    [[nodiscard]] const PickleValue& at(PickleRef ref) const { return m_values[ref]; }
    [[nodiscard]] bool is(PickleRef ref, PickleKind kind) const { return m_values[ref].kind == kind; }
    /// Of a Text or Long.
    [[nodiscard]] std::string_view text(PickleRef ref) const;
    /// Of a Tuple or List; of a Dictionary key, value, key, value …
    [[nodiscard]] std::span<const PickleRef> items(PickleRef ref) const;
    /// Of a Name.
    [[nodiscard]] PickleName name(PickleRef ref) const;
    /// Of a Call: the Name called and the Tuple of arguments.
    [[nodiscard]] PickleRef callee(PickleRef ref) const { return m_values[ref].first; }
    [[nodiscard]] PickleRef arguments(PickleRef ref) const { return static_cast<PickleRef>(m_values[ref].number); }
    /// Of a Persistent.
    [[nodiscard]] PickleRef id(PickleRef ref) const { return m_values[ref].first; }
    /// Bytes up to and with the STOP instruction.
    [[nodiscard]] std::size_t length() const { return m_length; }

private:
    friend class PickleMachine;
    std::string_view m_bytes;
    std::vector<PickleValue> m_values;
    std::vector<PickleRef> m_tuples;              // items of all tuples
    std::vector<std::vector<PickleRef>> m_lists;  // of Lists and Dictionaries
    PickleRef m_root = 0;
    std::size_t m_length = 0;
};

inline constexpr std::size_t kMaxPickleBytes = 32U << 20U;

/// Reads one pickle from the start of `bytes` (at most kMaxPickleBytes): protocols 2 to 4 (Python's pickletools.py),
/// instructions and names from an allow-list; everything else is refused by name. Memory stays proportional to the
/// pickle, and neither reading nor destroying it recurses. `file` is for messages.
[[nodiscard]] Result<Pickle> readPickle(std::string_view bytes, const std::filesystem::path& file);

}  // namespace detox
