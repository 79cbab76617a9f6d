// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

namespace detox::ui {

/// What a page that is not built yet will show, and what does its work until then.
struct LaterPageSpec {
    QString title;
    QString icon;
    QString headline;
    QString text;
};

class LaterPage final : public Page {
    Q_OBJECT
public:
    explicit LaterPage(const LaterPageSpec& spec, QWidget* parent = nullptr);

    [[nodiscard]] QString helpText() const override { return m_help; }

private:
    QString m_help;
};

}  // namespace detox::ui
