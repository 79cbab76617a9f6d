// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/widgets/card.h"

class QLineEdit;
class QPushButton;
class QScrollArea;

namespace detox::ui {

class ConfigDraft;
class EmptyState;
class FieldRow;
class Segmented;

/// Every setting of a draft in groups: the essential ones at once, all on request, any by search.
class TrainForm final : public Card {
    Q_OBJECT
public:
    explicit TrainForm(ConfigDraft& draft, QWidget* parent = nullptr);

    /// Shows the field, whatever the filter, scrolls to it and gives it the focus.
    void goTo(int field);
    void focusSearch();
    /// For tests and key navigation: nullptr when there is no such field.
    [[nodiscard]] FieldRow* row(int field) const;

private:
    struct Group {
        QWidget* heading;
        std::vector<FieldRow*> rows;
    };

    void buildBar();
    void buildGroups();
    Group& groupNamed(const QString& label);
    void filter();
    void showState();

    ConfigDraft& m_draft;
    Segmented* m_level = nullptr;
    QLineEdit* m_search = nullptr;
    QPushButton* m_reset = nullptr;
    QScrollArea* m_scroll = nullptr;
    QVBoxLayout* m_rows = nullptr;
    EmptyState* m_none = nullptr;
    std::vector<std::pair<QString, Group>> m_groups;
};

}  // namespace detox::ui
