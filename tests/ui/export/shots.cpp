// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the export dialog over Runs, with a made-up run, to look at: ui_export_shots FOLDER [FONT-POINTS]
#include <cstdlib>
#include <functional>

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QTableView>
#include <QtTest>

#include "tests/ui/export/export_fixture.h"
#include "ui/bridge/engine_host.h"
#include "ui/dialogs/export_status.h"
#include "ui/pages/runs_page.h"
#include "ui/studio.h"
#include "ui/style/look.h"

namespace {

using namespace detox;
using namespace detox::ui;

/// The studio's window on Runs, where the one run is selected.
struct Stage : ExportFixture {
    Stage() {
        host.start();
        studio = std::make_unique<Studio>(StudioParts{.engine = host,
                                                      .settings = settings,
                                                      .store = &store,
                                                      .storeProblem = {},
                                                      .dataFolder = QString::fromStdString(files.path().string()),
                                                      .previewer = {}});
        window().show();
        window().showPage(PageId::Runs);
        window().findChild<RunsPage*>()->table().selectRow(0);
    }
    [[nodiscard]] MainWindow& window() const { return studio->window(); }
    void openDialog() const {
        for (QAction* action : window().findChild<RunsPage*>()->menuActions()) {
            if (action->shortcut() == QKeySequence(QStringLiteral("Ctrl+Shift+E"))) action->trigger();
        }
    }

    EngineHost host{
        [this] { return Result<std::unique_ptr<Engine>>(std::make_unique<FakeEngine>(training, &exporting)); }};
    std::unique_ptr<Studio> studio;
};

QPushButton& button(const QWidget& in, const char* text) {
    for (auto* candidate : in.findChildren<QPushButton*>()) {
        if (candidate->isVisible() && candidate->text() == QString::fromUtf8(text)) return *candidate;
    }
    qFatal("no button %s", text);
}

/// What brings the dialog into the state that is pictured.
using Prepare = std::function<void(Stage&, ExportDialog&)>;

void beginAndWait(Stage& stage, ExportDialog& dialog, int step) {
    stage.exporting.allow(step);
    button(dialog, "Export model").click();
    const auto there = [&] {
        return step == FakeExport::kSteps ? !dialog.controller().active() : dialog.status().text().contains(" of ");
    };
    if (!QTest::qWaitFor(there)) qFatal("the export did not get to step %d", step);
}

const std::vector<std::pair<const char*, Prepare>>& states() {
    static const std::vector<std::pair<const char*, Prepare>> all{
        {"asked", [](Stage&, ExportDialog&) {}},
        {"exists",
         [](Stage& stage, ExportDialog& dialog) {
             auto* folder = dialog.findChildren<QLineEdit*>().back();
             folder->selectAll();
             QTest::keyClicks(folder, QString::fromStdString((stage.files / "given").string()));
         }},
        {"working", [](Stage& stage, ExportDialog& dialog) { beginAndWait(stage, dialog, 3); }},
        {"asking",
         [](Stage& stage, ExportDialog& dialog) {
             beginAndWait(stage, dialog, 3);
             dialog.reject();
         }},
        {"stopped",
         [](Stage& stage, ExportDialog& dialog) {
             beginAndWait(stage, dialog, 3);
             button(dialog, "Stop").click();
             if (!QTest::qWaitFor([&] { return !dialog.controller().active(); })) qFatal("the export did not stop");
         }},
        {"failed",
         [](Stage& stage, ExportDialog& dialog) {
             const std::string file = (stage.files / "given" / "tiny-detoxified-run1-update60" / "model.safetensors");
             stage.exporting.failWith(
                 invalidInput("Cannot write " + file + ": No space left on device. Free some room and try again."));
             beginAndWait(stage, dialog, FakeExport::kSteps);
         }},
        {"done", [](Stage& stage, ExportDialog& dialog) { beginAndWait(stage, dialog, FakeExport::kSteps); }},
    };
    return all;
}

/// The window with the dialog in its middle, as a window manager shows them.
QPixmap pictureOf(MainWindow& window, ExportDialog& dialog) {
    QTest::qWait(200);  // for animations to end; a picture has no event to wait for
    QPixmap picture = window.grab();
    QPainter painter(&picture);
    painter.fillRect(picture.rect(), theme().color(Color::Scrim, theme().alpha().scrim));
    const QPoint corner((window.width() - dialog.width()) / 2, (window.height() - dialog.height()) / 2);
    painter.drawPixmap(corner, dialog.grab());
    return picture;
}

void shoot(const QString& folder, ThemeMode mode, const QSize& size) {
    theme().setMode(mode);
    const QString suffix = QStringLiteral("-%1-%2.png")
                               .arg(mode == ThemeMode::Dark ? QStringLiteral("dark") : QStringLiteral("light"))
                               .arg(size.width());
    for (const auto& [name, prepare] : states()) {
        Stage stage;
        stage.window().resize(size);
        if (name == states().front().first) stage.window().grab().save(QDir(folder).filePath("runs" + suffix));
        stage.openDialog();
        auto& dialog = *stage.window().findChild<ExportDialog*>();
        prepare(stage, dialog);
        pictureOf(stage.window(), dialog).save(QDir(folder).filePath(QLatin1String(name) + suffix));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    if (argc > 2) {
        QFont font = application.font();
        font.setPointSize(std::atoi(argv[2]));
        application.setFont(font);
    }
    installLook(application, ThemeMode::Light);
    for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
        for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)})
            shoot(QString::fromLocal8Bit(argv[1]), mode, size);
    }
    return 0;
}
