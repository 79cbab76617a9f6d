// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QWidget>

#include "ui/style/theme.h"

namespace detox::ui {

/// Word, mark and colours of a state. `icon` empty: a dot.
struct PillSpec {
    QString text;
    QString icon = {};
    Color ink = Color::TextSecondary;
    Color ground = Color::SurfaceHover;
};

/// The states a run can be shown in.
enum class RunPill { Training, Paused, Queued, Finished, Stopped, Interrupted, Failed };
[[nodiscard]] PillSpec pillFor(RunPill state);

/// Draws a pill for delegates; returns the width it takes.
int paintPill(QPainter& painter, const QPoint& leftCenter, const PillSpec& spec);
[[nodiscard]] QSize pillSize(const PillSpec& spec);

/// A state as word, icon and colour.
class Pill final : public QWidget {
    Q_OBJECT
public:
    explicit Pill(const PillSpec& spec, QWidget* parent = nullptr);
    void setSpec(const PillSpec& spec);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PillSpec m_spec;
};

/// A filter that is on or off.
class Chip final : public QAbstractButton {
    Q_OBJECT
public:
    explicit Chip(const QString& text, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

}  // namespace detox::ui
