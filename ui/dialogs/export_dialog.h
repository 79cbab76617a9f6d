// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include <QDialog>

#include "ui/bridge/export_controller.h"

class QPushButton;

namespace detox::ui {

class ExportForm;
class ExportStatus;
class StudioSettings;
struct ExportChoices;

/// What the dialog works with; all of it outlives it.
struct ExportParts {
    EngineProvider engine;
    const RunStore& store;
    StudioSettings& settings;
};

/// A run's checkpoint. No update: the newest.
struct ExportSubject {
    std::int64_t run = 0;
    std::optional<int> update;
};

/// Gives a run's model to other programs: asks what and where to, shows how it goes, says how it ended. While it works
/// Esc asks whether to stop, and closing the window stops it and closes when it has stopped.
class ExportDialog final : public QDialog {
    Q_OBJECT
public:
    ExportDialog(const ExportParts& parts, const ExportSubject& subject, QWidget* parent = nullptr);
    /// Stops an export and waits for its end.
    ~ExportDialog() override;

    [[nodiscard]] const ExportController& controller() const { return m_controller; }
    [[nodiscard]] const ExportStatus& status() const { return *m_status; }

public slots:
    /// Esc.
    void reject() override;

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void buildHead(const ExportChoices& choices);
    void buildFoot();
    void press();
    void start();
    void showState();
    void showButtons();
    void setAsking(bool asking);

    StudioSettings& m_settings;
    ExportController m_controller;
    ExportForm* m_form = nullptr;  ///< nullptr: there is nothing to export
    ExportStatus* m_status;
    QPushButton* m_second = nullptr;  ///< Cancel, or Keep exporting
    QPushButton* m_main = nullptr;    ///< Export model, Stop, or Close
    bool m_asking = false;            ///< whether to stop
    bool m_closeWhenStopped = false;
};

}  // namespace detox::ui
