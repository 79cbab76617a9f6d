// SPDX-License-Identifier: GPL-3.0-or-later
#include <utility>

#include "core/text/tokenizer.h"
#include "core/util/utf8.h"

namespace detox {

std::string StreamDecoder::push(TokenId id) {
    m_pending += m_tokenizer->bytesOf(id);
    const std::size_t held = utf8::incompleteTail(m_pending);
    std::string whole = utf8::sanitized(std::string_view(m_pending).substr(0, m_pending.size() - held));
    m_pending.erase(0, m_pending.size() - held);
    return whole;
}

std::string StreamDecoder::finish() {
    return utf8::sanitized(std::exchange(m_pending, {}));
}

}  // namespace detox
