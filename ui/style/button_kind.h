// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariant>
#include <QWidget>

namespace detox::ui {

/// At most one Primary per page. Quiet has no edge at rest. Danger destroys or ends something.
enum class ButtonKind { Standard, Primary, Quiet, Danger };

inline constexpr char kButtonKindProperty[] = "buttonKind";
inline constexpr char kSmallProperty[] = "small";                ///< bool: 24 high instead of 32
inline constexpr char kShortcutHintProperty[] = "shortcutHint";  ///< QString: drawn muted after the text

[[nodiscard]] inline ButtonKind buttonKind(const QWidget* widget) {
    return widget == nullptr ? ButtonKind::Standard
                             : static_cast<ButtonKind>(widget->property(kButtonKindProperty).toInt());
}

[[nodiscard]] inline bool isSmall(const QWidget* widget) {
    return widget != nullptr && widget->property(kSmallProperty).toBool();
}

}  // namespace detox::ui
