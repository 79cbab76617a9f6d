// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSyntaxHighlighter>

namespace detox::ui {

class ModelTextView;

/// Gives the characters of a ModelTextView their colour; hidden ones become transparent.
class TextHider final : public QSyntaxHighlighter {
    Q_OBJECT
public:
    explicit TextHider(ModelTextView& view);

protected:
    void highlightBlock(const QString& text) override;

private:
    ModelTextView& m_view;
};

}  // namespace detox::ui
