// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/export/test_export_target.h"

#include <limits>

#include <QtTest>

#include "tests/support/small_disk.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "tests/support/ui_test.h"
#include "ui/models/display_text.h"
#include "ui/models/export_target.h"

namespace detox {

using namespace ui;

void TestExportTarget::init() {
    failOnAnyWarning();
}

void TestExportTarget::namesTakeFileNameCharactersOnly_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("name");
    const QString end = QStringLiteral("-detoxified-run3-update60");
    QTest::newRow("folder") << "/home/me/models/gpt-neo_125M.v2"
                            << "gpt-neo_125M.v2" + end;
    QTest::newRow("slash at the end") << "resources/starter/lm/"
                                      << "lm" + end;
    QTest::newRow("another run") << "run:1@20"
                                 << "run-1-20" + end;
    QTest::newRow("spaces and signs") << "/m/my model: <b>*?|\""
                                      << "my-model-b" + end;
    QTest::newRow("hidden") << "/m/..secret"
                            << "secret" + end;
    QTest::newRow("another script") << "/m/模型"
                                    << "model" + end;
    QTest::newRow("line end") << "/m/a\nb"
                              << "a-x0Ab" + end;
    QTest::newRow("long") << "/m/" + QString(300, 'x') << QString(80, 'x') + end;
    QTest::newRow("none") << ""
                          << "model" + end;
}

void TestExportTarget::namesTakeFileNameCharactersOnly() {
    QFETCH(QString, model);
    QTEST(exportFolderName(model.toStdString(), 3, 60), "name");
}

void TestExportTarget::proposesWhatIsNotThere() {
    const TemporaryFolder folder;
    const QString parent = QString::fromStdString(folder.path().string());
    QCOMPARE(unusedPath(parent, "model"), parent + "/model");
    std::filesystem::create_directory(folder / "model");
    std::filesystem::create_symlink("nowhere", folder / "model-2");
    QCOMPARE(unusedPath(parent, "model"), parent + "/model-3");
}

void TestExportTarget::countsNoTrainerState() {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "trainer");
    writeText(folder / "model.safetensors", std::string(1000, 'w'));
    writeText(folder / "config.json", "{}");
    writeText(folder / "trainer" / "moments.bin", std::string(5000, 'm'));
    const ExportSize size = exportSize(folder.path());
    QCOMPARE(size.bytes(WeightType::Float32), 1002);
    QCOMPARE(size.bytes(WeightType::BFloat16), 502);
    QCOMPARE(size.bytes(WeightType::Float16), 502);
    QCOMPARE(exportSize(folder / "gone").bytes(WeightType::Float32), 0);
}

void TestExportTarget::saysWhatIsWrongWithAPlace_data() {
    QTest::addColumn<QString>("below");  ///< "{}" is the temporary folder
    QTest::addColumn<QString>("problem");
    QTest::newRow("nothing") << " "
                             << "Write where the new folder goes.";
    QTest::newRow("relative") << "models/new"
                              << "Write the whole path, from / on.";
    QTest::newRow("root") << "/"
                          << "This exists already and is not overwritten. Choose another name.";
    QTest::newRow("folder") << "{}/there/"
                            << "This exists already and is not overwritten. Choose another name.";
    QTest::newRow("dangling link") << "{}/link"
                                   << "This exists already and is not overwritten. Choose another name.";
    QTest::newRow("no parent") << "{}/gone/new"
                               << "The folder {}/gone does not exist. Choose another one.";
    QTest::newRow("in a file") << "{}/file/new"
                               << "{}/file is a file, not a folder. Choose another one.";
    QTest::newRow("long name") << "{}/" + QString(256, 'n') << "The name is too long: 255 bytes at most.";
    QTest::newRow("new") << "{}/new"
                         << "";
    QTest::newRow("new, slash") << " {}/there/../new/ "
                                << "";
}

void TestExportTarget::saysWhatIsWrongWithAPlace() {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "there");
    std::filesystem::create_symlink("nowhere", folder / "link");
    writeText(folder / "file", "");
    const QString root = QString::fromStdString(folder.path().string());
    QFETCH(QString, below);
    QFETCH(QString, problem);
    const ExportTarget target = exportTarget(below.replace("{}", root), 10);
    QCOMPARE(target.problem, problem.replace("{}", root));
    if (!problem.isEmpty()) return;
    QCOMPARE(target.folder, folder / "new");
    QVERIFY(target.freeBytes > 10);
}

void TestExportTarget::refusesWhatDoesNotFit() {
    const TemporaryFolder folder;
    const QString path = QString::fromStdString((folder / "new").string());
    const QString problem = exportTarget(path, std::numeric_limits<std::int64_t>::max()).problem;
    QVERIFY2(problem.startsWith("This disk has ") && problem.contains("Choose another disk"), qPrintable(problem));
}

void TestExportTarget::refusesAReadOnlyDisk() {
    const TemporaryFolder folder;
    const SmallDisk disk(folder.path(), "400k", SmallDisk::Access::ReadOnly);
    if (!disk.mounted()) QSKIP("The kernel does not let this process mount.");
    const QString root = QString::fromStdString(folder.path().string());
    QCOMPARE(exportTarget(root + "/new", 10).problem,
             QStringLiteral("Nothing can be written in %1. Choose another folder.").arg(root));
}

void TestExportTarget::longWordsGetPlacesToBreak() {
    const QChar place(0x200B);
    QCOMPARE(breakable("two words"), QString("two words"));
    QCOMPARE(breakable("in /a/b"), QStringLiteral("in /%1a/%1b").arg(place));
    QCOMPARE(breakable(QString(70, 'x')), QString(32, 'x') + place + QString(32, 'x') + place + QString(6, 'x'));
    const QString face = QString::fromUcs4(U"\U0001F600");
    QCOMPARE(breakable("x" + face.repeated(20)).split(place).first().size() % 2, 1);
}

}  // namespace detox
