// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QFrame>

#include "ui/style/theme.h"

class QHBoxLayout;
class QVBoxLayout;

namespace detox::ui {

class PlainLabel;

/// A surface with a hairline. With a title it has a head row, where further widgets may follow the title.
class Card : public QFrame {
    Q_OBJECT
public:
    explicit Card(const QString& title = {}, QWidget* parent = nullptr);

    [[nodiscard]] QVBoxLayout* body() const { return m_body; }
    /// The row of title and actions; a stretch stands after the title. Made at the first call.
    QHBoxLayout* head();
    void setTitle(const QString& title);
    [[nodiscard]] PlainLabel* titleLabel() const { return m_title; }

    /// A 3 px line of an identity's colour along the upper edge.
    void setTopMark(Color role);
    void setColors(Color fill, Color line);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_outer;
    QVBoxLayout* m_body;
    QHBoxLayout* m_head = nullptr;
    PlainLabel* m_title = nullptr;
    std::optional<Color> m_topMark;
    Color m_fill = Color::Surface;
    Color m_line = Color::Border;
};

/// A row of widgets with the design's gap and no margins.
[[nodiscard]] QHBoxLayout* makeRow(int gap = 8);
[[nodiscard]] QVBoxLayout* makeColumn(int gap = 8);
/// A hairline across a layout.
[[nodiscard]] QWidget* makeDivider(Qt::Orientation orientation, QWidget* parent = nullptr);

}  // namespace detox::ui
