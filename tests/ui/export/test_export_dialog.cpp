// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/export/test_export_dialog.h"

#include <thread>

#include <QClipboard>
#include <QComboBox>
#include <QDeadlineTimer>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QtTest>

#include "tests/support/ui_test.h"
#include "tests/ui/export/export_fixture.h"
#include "tests/ui/window/hostile_texts.h"
#include "tests/ui/window/names.h"
#include "ui/dialogs/export_status.h"

namespace detox {
namespace {

using namespace ui;

/// The dialog on run 1 of the fixture, shown.
struct DialogFixture : ExportFixture {
    explicit DialogFixture(std::optional<int> update = std::nullopt)
        : dialog(std::make_unique<ExportDialog>(parts(), ExportSubject{.run = 1, .update = update})) {
        dialog->show();
        if (!QTest::qWaitForWindowActive(dialog.get())) qFatal("no active window");
    }

    template <class Widget>
    [[nodiscard]] Widget& named(const char* name) const {
        for (auto* widget : dialog->findChildren<Widget*>()) {
            if (widget->accessibleName() == QLatin1String(name)) return *widget;
        }
        qFatal("no %s", name);
    }
    [[nodiscard]] QLineEdit& folder() const { return named<QLineEdit>("New folder"); }
    [[nodiscard]] QString given(const char* name) const {
        return QString::fromStdString((files / "given" / name).string());
    }
    /// What stands under the field.
    [[nodiscard]] QString below(const QWidget& editor) const { return editor.accessibleDescription(); }

    [[nodiscard]] QPushButton* button(const char* text) const {
        for (auto* candidate : dialog->findChildren<QPushButton*>()) {
            if (candidate->isVisible() && candidate->text() == QLatin1String(text)) return candidate;
        }
        return nullptr;
    }
    void press(const char* text) {
        QVERIFY2(button(text) != nullptr, text);
        QVERIFY2(button(text)->isEnabled(), text);
        QTest::mouseClick(button(text), Qt::LeftButton);
    }
    /// Begins an export that waits after `step` steps.
    void beginAndWaitAfter(int step) {
        exporting.allow(step);
        press("Export model");
        QTRY_VERIFY(dialog->status().text().contains(QStringLiteral("%1 of 5").arg(step)));
    }
    [[nodiscard]] ExportState state() const { return dialog->controller().state(); }

    std::unique_ptr<ExportDialog> dialog;
};

}  // namespace

void TestExportDialog::init() {
    failOnAnyWarning();
}

void TestExportDialog::proposesTheNewestCheckpointInANewFolder() {
    DialogFixture fixture;
    auto& checkpoints = fixture.named<QComboBox>("Checkpoint");
    QCOMPARE(checkpoints.count(), 3);
    QVERIFY2(checkpoints.currentText().startsWith("Update 60, newest"), qPrintable(checkpoints.currentText()));
    QVERIFY(checkpoints.currentText().endsWith(QStringLiteral("25\u00A0MB")));
    QVERIFY(checkpoints.itemText(2).startsWith("Update 20 ·"));
    QCOMPARE(fixture.folder().text(), fixture.given("tiny-detoxified-run1-update60"));
    QVERIFY(fixture.below(fixture.folder()).startsWith(QStringLiteral("About 25\u00A0MB; ")));
    QVERIFY(fixture.button("Export model")->isEnabled());
    QCOMPARE(DialogFixture(40).named<QComboBox>("Checkpoint").currentIndex(), 1);
}

void TestExportDialog::followsTheCheckpointUntilTheFolderIsTheUsers() {
    DialogFixture fixture;
    auto& checkpoints = fixture.named<QComboBox>("Checkpoint");
    checkpoints.setCurrentIndex(2);
    QCOMPARE(fixture.folder().text(), fixture.given("tiny-detoxified-run1-update20"));
    fixture.folder().selectAll();
    QTest::keyClicks(&fixture.folder(), fixture.given("mine"));
    checkpoints.setCurrentIndex(1);
    QCOMPARE(fixture.folder().text(), fixture.given("mine"));
    fixture.exporting.allow(FakeExport::kSteps);
    QTest::keyClick(&fixture.folder(), Qt::Key_Return);
    QTRY_COMPARE(fixture.state(), ExportState::Done);
    QCOMPARE(fixture.exporting.setups().at(0).model, fixture.files / "checkpoints" / "40");
    QCOMPARE(fixture.exporting.setups().at(0).output, fixture.files / "given" / "mine");
}

void TestExportDialog::refusesATargetThatExistsInPlace() {
    DialogFixture fixture;
    fixture.folder().selectAll();
    QTest::keyClicks(&fixture.folder(), QString::fromStdString((fixture.files / "given").string()));
    QVERIFY2(fixture.below(fixture.folder()).startsWith("This exists already"),
             qPrintable(fixture.below(fixture.folder())));
    QVERIFY(fixture.folder().property("error").toBool());
    QVERIFY(!fixture.button("Export model")->isEnabled());
    QVERIFY(fixture.button("Export model")->toolTip().contains("This exists already"));
    QTest::keyClicks(&fixture.folder(), "/new");
    QVERIFY(fixture.button("Export model")->isEnabled());
    // made by someone else after it was typed
    std::filesystem::create_directories(fixture.files / "given" / "new");
    fixture.press("Export model");
    QVERIFY(fixture.below(fixture.folder()).startsWith("This exists already"));
    QVERIFY(fixture.folder().hasFocus());
    QCOMPARE(fixture.state(), ExportState::Idle);
}

void TestExportDialog::refusesANumberOutOfRangeInPlace() {
    DialogFixture fixture;
    auto& size = fixture.named<QAbstractSpinBox>("Largest file");
    auto& typed = *size.findChild<QLineEdit*>();
    typed.selectAll();
    QTest::keyClicks(&typed, "0");
    QCOMPARE(fixture.below(size), QString("Must lie between 0.001 and 1000."));
    QVERIFY(!fixture.button("Export model")->isEnabled());
    typed.selectAll();
    QTest::keyClicks(&typed, "2.5");
    fixture.exporting.allow(FakeExport::kSteps);
    fixture.press("Export model");
    QTRY_COMPARE(fixture.state(), ExportState::Done);
    QCOMPARE(fixture.exporting.setups().at(0).config.maxShardGigabytes, 2.5);
}

void TestExportDialog::exportsAndSaysWhatItDid() {
    DialogFixture fixture;
    auto& weights = fixture.named<QComboBox>("Weights");
    weights.setFocus();
    QTest::keyClick(&weights, Qt::Key_Down);
    QVERIFY(fixture.below(fixture.folder()).startsWith(QStringLiteral("About 13\u00A0MB; ")));
    fixture.beginAndWaitAfter(2);
    QCOMPARE(fixture.dialog->status().text(), QString("Writing the weights: 2 of 5"));
    const auto* bar = fixture.dialog->findChild<QProgressBar*>();
    QVERIFY(bar->isVisible());
    QCOMPARE(bar->value(), 2);
    QVERIFY(!fixture.folder().isEnabled());
    QVERIFY(fixture.button("Stop") != nullptr);
    fixture.exporting.allow(FakeExport::kSteps);
    QTRY_COMPARE(fixture.state(), ExportState::Done);
    const QString path = fixture.given("tiny-detoxified-run1-update60");
    QCOMPARE(fixture.dialog->status().text(),
             QStringLiteral("Exported 24\u00A0MB to %1. 61 tensors were read back and are equal.").arg(path));
    QVERIFY(fixture.button("Open folder") != nullptr);
    fixture.press("Copy path");
    QCOMPARE(QGuiApplication::clipboard()->text(), path);
    const ExportSetup setup = fixture.exporting.setups().at(0);
    QCOMPARE(setup.config.weightType, WeightType::BFloat16);
    QVERIFY(setup.origin.has_value());
    QCOMPARE(setup.origin->update, 60);
    fixture.press("Close");
    QVERIFY(!fixture.dialog->isVisible());
    QCOMPARE(fixture.settings.exportFolder(), QString::fromStdString((fixture.files / "given").string()));
}

void TestExportDialog::failureLeavesTheDialogUsable() {
    DialogFixture fixture;
    fixture.exporting.failWith(invalidInput("lm_head.weight reads back different. Try again."));
    fixture.exporting.allow(FakeExport::kSteps);
    fixture.press("Export model");
    QTRY_COMPARE(fixture.state(), ExportState::Failed);
    QCOMPARE(fixture.dialog->status().text(), QString("lm_head.weight reads back different. Try again."));
    QVERIFY(fixture.folder().isEnabled());
    QVERIFY(fixture.button("Cancel") != nullptr);
    fixture.press("Copy details");
    QCOMPARE(QGuiApplication::clipboard()->text(), QString("lm_head.weight reads back different. Try again."));
    fixture.exporting.failWith(std::nullopt);
    fixture.press("Export model");
    QTRY_COMPARE(fixture.state(), ExportState::Done);
}

void TestExportDialog::stopLeavesTheDialogUsable() {
    DialogFixture fixture;
    fixture.beginAndWaitAfter(2);
    fixture.press("Stop");
    QTRY_COMPARE(fixture.state(), ExportState::Stopped);
    QCOMPARE(fixture.dialog->status().text(), QString("The export was stopped. Nothing of it stays on the disk."));
    QVERIFY(fixture.dialog->isVisible());
    QVERIFY(fixture.folder().isEnabled());
    fixture.exporting.allow(FakeExport::kSteps);
    fixture.press("Export model");
    QTRY_COMPARE(fixture.state(), ExportState::Done);
}

void TestExportDialog::escapeAsksBeforeItStops() {
    DialogFixture fixture;
    fixture.beginAndWaitAfter(2);
    QTest::keyClick(fixture.dialog.get(), Qt::Key_Escape);
    QCOMPARE(fixture.dialog->status().text(), QString("Stop the export? Nothing of it stays on the disk."));
    QCOMPARE(fixture.state(), ExportState::Working);
    fixture.press("Keep exporting");
    QCOMPARE(fixture.dialog->status().text(), QString("Writing the weights: 2 of 5"));
    QTest::keyClick(fixture.dialog.get(), Qt::Key_Escape);
    QVERIFY(fixture.button("Stop")->hasFocus());
    QTest::keyClick(fixture.button("Stop"), Qt::Key_Return);
    QTRY_COMPARE(fixture.state(), ExportState::Stopped);
    QTest::keyClick(fixture.dialog.get(), Qt::Key_Escape);
    QVERIFY(!fixture.dialog->isVisible());
}

void TestExportDialog::closingWhileItWorksStopsIt() {
    DialogFixture fixture;
    fixture.beginAndWaitAfter(2);
    fixture.dialog->close();
    QVERIFY(fixture.dialog->isVisible());
    QTRY_VERIFY(!fixture.dialog->isVisible());
    QCOMPARE(fixture.state(), ExportState::Stopped);
    QCOMPARE(fixture.exporting.ended(), 1);
}

void TestExportDialog::closingKeepsAnEndThatIsNotAStop() {
    DialogFixture fixture;
    fixture.exporting.allow(FakeExport::kSteps);
    fixture.press("Export model");
    // No event is handled meanwhile: the window does not know yet.
    const QDeadlineTimer deadline(20'000);
    while (fixture.exporting.ended() == 0 && !deadline.hasExpired()) std::this_thread::yield();
    fixture.dialog->close();
    QTRY_COMPARE(fixture.state(), ExportState::Done);
    QVERIFY(fixture.dialog->isVisible());
    fixture.dialog->close();
    QVERIFY(!fixture.dialog->isVisible());
}

void TestExportDialog::destroyingItWhileItWorksStopsIt() {
    DialogFixture fixture;
    fixture.beginAndWaitAfter(2);
    fixture.dialog.reset();
    QCOMPARE(fixture.exporting.ended(), 1);
}

void TestExportDialog::aRunWithoutCheckpointsIsSaidInPlace() {
    ExportFixture fixture;
    fixture.store.change(1, [](FakeRunStore::Run& run) { run.checkpoints.clear(); });
    ExportDialog dialog(fixture.parts(), {.run = 1});
    QCOMPARE(dialog.status().text(), QString("This run has no checkpoint yet."));
    ExportDialog gone(fixture.parts(), {.run = 7});
    QCOMPARE(gone.status().text(), QString("There is no run 7."));
}

void TestExportDialog::hostileNamesStayText() {
    for (const QString& text : hostileTexts()) {
        ExportFixture fixture;
        fixture.store.change(1, [&](FakeRunStore::Run& run) {
            run.details.summary.name = run.details.summary.model = text.toStdString();
        });
        fixture.exporting.failWith(invalidInput(text.toStdString()));
        fixture.exporting.allow(FakeExport::kSteps);
        ExportDialog dialog(fixture.parts(), {.run = 1});
        dialog.show();
        for (auto* button : dialog.findChildren<QPushButton*>()) {
            if (button->text() == QLatin1String("Export model")) QTest::mouseClick(button, Qt::LeftButton);
        }
        QTRY_COMPARE(dialog.controller().state(), ExportState::Failed);
        for (const auto* label : dialog.findChildren<QLabel*>()) QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY(!dialog.grab().isNull());
    }
}

void TestExportDialog::everyControlHasAName() {
    DialogFixture fixture;
    fixture.exporting.allow(FakeExport::kSteps);
    QCOMPARE(namelessControls(*fixture.dialog), QStringList());
    fixture.press("Export model");
    QTRY_COMPARE(fixture.state(), ExportState::Done);
    QCOMPARE(namelessControls(*fixture.dialog), QStringList());
}

}  // namespace detox
