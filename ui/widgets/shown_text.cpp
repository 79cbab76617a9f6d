// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/shown_text.h"

#include <algorithm>

namespace detox::ui {
namespace {

constexpr QChar kBreak(0x200B);

/// QPlainTextEdit makes its own paragraphs of these.
QChar shown(QChar character) {
    switch (character.unicode()) {
        case u'\r':
        case 0x2028:
        case 0x2029:
            return QLatin1Char('\n');
        case 0:
            return QChar(0x2400);
        default:
            return character;
    }
}

}  // namespace

ShownText::ShownText(const QString& source) : m_cut(source.size() > kMaxCharacters) {
    qsizetype end = std::min(source.size(), kMaxCharacters);
    if (m_cut && source[end - 1].isHighSurrogate()) --end;
    m_text.reserve(end + end / kLongestRun + 1);
    qsizetype run = 0;
    for (qsizetype index = 0; index < end; ++index) {
        const QChar character = shown(source[index]);
        run = character.isSpace() ? 0 : run + 1;
        if (run > kLongestRun && !character.isLowSurrogate() && !character.isMark()) {
            m_breaks.append(static_cast<int>(m_text.size()));
            m_text.append(kBreak);
            run = 1;
        }
        m_text.append(character);
    }
}

int ShownText::position(int index) const {
    int result = index;
    for (const int at : m_breaks) {
        if (at > result) break;
        ++result;
    }
    return std::min(result, static_cast<int>(m_text.size()));
}

QString ShownText::sourceOf(int from, int to) const {
    QString piece = m_text.mid(from, to - from);
    for (auto at = m_breaks.crbegin(); at != m_breaks.crend(); ++at) {
        if (*at >= from && *at < to) piece.remove(*at - from, 1);
    }
    return piece;
}

}  // namespace detox::ui
