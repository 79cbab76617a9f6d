// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/models/config_draft.h"

class QHBoxLayout;

namespace detox::ui {

class IconView;
class PlainLabel;

/// The dot at a label that says "differs from the preset"; a click takes the preset's value back.
class ChangeDot;

/// One setting of a draft: label, dot, field, and behind it a hint or what is wrong. Built from the field's
/// description alone.
class FieldRow final : public QWidget {
    Q_OBJECT
public:
    FieldRow(ConfigDraft& draft, int index, QWidget* parent = nullptr);

    [[nodiscard]] int index() const { return m_index; }
    /// True when label, key or help contain `text`.
    [[nodiscard]] bool matches(const QString& text) const;
    /// Shows the draft's value: after another preset or a reset.
    void showValue();
    /// Shows dot and problem.
    void showState();
    void focusField();

private:
    QWidget* makeEditor();
    QWidget* makeNumber();
    QWidget* makeText();
    QWidget* makeChoice();
    QWidget* makeSwitch();
    void addBrowse(QHBoxLayout& row);
    void browse();
    [[nodiscard]] const FieldInfo& field() const { return m_draft.fields()[static_cast<std::size_t>(m_index)]; }

    ConfigDraft& m_draft;
    const int m_index;
    ChangeDot* m_dot;
    QWidget* m_editor = nullptr;
    IconView* m_mark;
    PlainLabel* m_hint;
};

}  // namespace detox::ui
