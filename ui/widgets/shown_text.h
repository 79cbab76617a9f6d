// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace detox::ui {

/// Foreign text made safe to lay out: cut to 64 Ki characters, other line separators as line ends, and a break
/// opportunity (U+200B) after every 2,000 characters without one, as a single long run freezes the layout.
class ShownText {
public:
    static constexpr qsizetype kMaxCharacters = 64 * 1024;
    static constexpr qsizetype kLongestRun = 2000;

    ShownText() = default;
    explicit ShownText(const QString& source);

    [[nodiscard]] const QString& text() const { return m_text; }
    [[nodiscard]] bool isCut() const { return m_cut; }
    /// Where in text() the source's character `index` is; text().size() beyond the end.
    [[nodiscard]] int position(int index) const;
    /// The source's characters of a piece of text().
    [[nodiscard]] QString sourceOf(int from, int to) const;

private:
    QString m_text;
    QList<int> m_breaks;  ///< positions in m_text of inserted characters, ascending
    bool m_cut = false;
};

}  // namespace detox::ui
