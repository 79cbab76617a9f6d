// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QList>

class QStringListModel;

namespace detox::ui {

/// A field that finds an entry by part of its name.
class JumpField final : public QLineEdit {
    Q_OBJECT
public:
    explicit JumpField(QWidget* parent = nullptr);

    void setEntries(const QStringList& entries);

signals:
    /// Index into the entries.
    void chosen(int index);

private:
    void choose(const QString& text);

    QStringListModel* m_entries;
};

}  // namespace detox::ui
