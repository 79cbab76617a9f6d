// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/api/model_export.h"
#include "core/api/training.h"
#include "ui/widgets/banner.h"

class QProgressBar;

namespace detox::ui {

class IconView;
class PlainLabel;

/// What an export will make, is doing, or has done: one message with what can be done about it.
class ExportStatus final : public QWidget {
    Q_OBJECT
public:
    explicit ExportStatus(QWidget* parent = nullptr);

    /// What will be in the folder.
    void showPromise();
    void showStep(const TrainingEvent& phase);
    void showStopping();
    void askToStop();
    void showStopped();
    void showDone(const ExportOutcome& outcome);
    void showFailure(const QString& sentence);
    /// What is said now.
    [[nodiscard]] QString text() const { return accessibleName(); }

private:
    enum class Bar { Hidden, Shown };
    void say(const QString& text, Bar bar);
    void say(Severity severity, const QString& text);

    IconView* m_mark;
    PlainLabel* m_words;
    QProgressBar* m_bar;
    QPushButton* m_open;
    QPushButton* m_copyPath;
    QPushButton* m_copyDetails;
    QString m_folder;  ///< of what is done
};

}  // namespace detox::ui
