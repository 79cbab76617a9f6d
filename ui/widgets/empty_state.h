// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace detox::ui {

class PlainLabel;

/// In place of content: what is missing, what would be here, and what to do.
class EmptyState final : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& icon, const QString& title, const QString& text, QWidget* parent = nullptr);

    void setTexts(const QString& title, const QString& text);
    /// A button below; the caller connects it.
    QPushButton* addButton(const QString& text, const QString& icon = {});

private:
    QVBoxLayout* m_column;
    PlainLabel* m_title;
    PlainLabel* m_text;
};

}  // namespace detox::ui
