// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/widgets/pill.h"

class QHBoxLayout;

namespace detox::ui {

class PlainLabel;

/// Title, subtitle and state of a page on the left; its actions on the right, at most one of them primary and last.
class PageHeader final : public QWidget {
    Q_OBJECT
public:
    explicit PageHeader(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setSubtitle(const QString& subtitle);
    /// Precondition: `spec.text` is not empty.
    void setPill(const PillSpec& spec);
    void clearPill();
    /// Behind the title.
    void addLeading(QWidget* widget);
    /// At the right edge, in the order of the calls.
    void addAction(QWidget* widget);

private:
    QHBoxLayout* m_row;
    PlainLabel* m_title;
    PlainLabel* m_subtitle;
    Pill* m_pill;
    QHBoxLayout* m_leading;
};

}  // namespace detox::ui
