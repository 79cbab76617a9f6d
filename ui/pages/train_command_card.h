// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/card.h"

class QPlainTextEdit;

namespace detox::ui {

class ConfigDraft;

/// The call of the command line that starts the same run, to copy.
class TrainCommandCard final : public Card {
    Q_OBJECT
public:
    explicit TrainCommandCard(ConfigDraft& draft, QWidget* parent = nullptr);
    [[nodiscard]] QString command() const;

private:
    void showCommand();

    ConfigDraft& m_draft;
    QPlainTextEdit* m_text;
};

}  // namespace detox::ui
