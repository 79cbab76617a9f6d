// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/pickle.h"

namespace detox {

std::string_view Pickle::text(PickleRef ref) const {
    const PickleValue& value = m_values[ref];
    return m_bytes.substr(value.first, static_cast<std::size_t>(value.number));
}

std::span<const PickleRef> Pickle::items(PickleRef ref) const {
    const PickleValue& value = m_values[ref];
    if (value.kind != PickleKind::Tuple) return m_lists[value.first];
    return std::span(m_tuples).subspan(value.first, static_cast<std::size_t>(value.number));
}

PickleName Pickle::name(PickleRef ref) const {
    return nameOf(m_values[ref].first);
}

}  // namespace detox
