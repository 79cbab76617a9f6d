// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;

namespace detox::ui {

class IconView;
class PlainLabel;

/// A control with what it means under it, or what is wrong with it.
class HintedField final : public QWidget {
    Q_OBJECT
public:
    /// Takes ownership of `editor`.
    explicit HintedField(QWidget* editor, QWidget* parent = nullptr);

    [[nodiscard]] QWidget* editor() const { return m_editor; }
    /// Behind the control: a unit, a button.
    void addBehind(QWidget* widget);
    void addStretch();
    void setHint(const QString& hint);
    /// Instead of the hint while it is not empty.
    void setProblem(const QString& problem);
    [[nodiscard]] const QString& problem() const { return m_problem; }

private:
    void showWords();

    QWidget* m_editor;
    QHBoxLayout* m_row;
    IconView* m_mark;
    PlainLabel* m_words;
    QString m_hint;
    QString m_problem;
};

}  // namespace detox::ui
