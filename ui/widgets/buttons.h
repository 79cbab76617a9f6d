// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>
#include <QToolButton>

#include "ui/style/button_kind.h"
#include "ui/style/theme.h"

namespace detox::ui {

enum class ButtonSize { Normal, Small };

/// What a button shows. `icon` is a resource name or empty; `hint` a shortcut drawn muted after the text.
struct ButtonSpec {
    QString text;
    QString icon = {};
    ButtonKind kind = ButtonKind::Standard;
    ButtonSize size = ButtonSize::Normal;
    QString hint = {};
};

[[nodiscard]] QPushButton* makeButton(const ButtonSpec& spec, QWidget* parent = nullptr);
/// Changes text, icon, kind and hint of a button made by makeButton().
void restyleButton(QPushButton& button, const ButtonSpec& spec);

/// A quiet square button with an icon; `text` is its tool tip and accessible name.
[[nodiscard]] QToolButton* makeIconButton(const QString& icon, const QString& text, QWidget* parent = nullptr);

/// A square (detoxified, third) or round (original) mark in an identity's colour.
enum class MarkShape { Round, Square };
[[nodiscard]] QIcon identityMark(Color role, MarkShape shape);

}  // namespace detox::ui
