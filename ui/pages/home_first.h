// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace detox::ui {

/// Home before there is a run: what the program does, the starter, three ways in, three promises.
class HomeFirst final : public QWidget {
    Q_OBJECT
public:
    /// `starterProblem`: why the starter cannot be started; empty when it can.
    explicit HomeFirst(const QString& starterProblem, QWidget* parent = nullptr);

    [[nodiscard]] QPushButton* primaryButton() const { return m_primary; }

signals:
    void starterRequested();
    void folderRequested();
    void newRunRequested();
    void compareRequested();

private:
    [[nodiscard]] QWidget* makeTitle();
    [[nodiscard]] QWidget* makeStarter(const QString& problem);
    [[nodiscard]] QWidget* makeWays();
    [[nodiscard]] QWidget* makePromises();

    QPushButton* m_primary = nullptr;
};

}  // namespace detox::ui
