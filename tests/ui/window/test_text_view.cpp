// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window/test_text_view.h"

#include <QApplication>
#include <QClipboard>
#include <QFontInfo>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTextBlock>
#include <QtTest>

#include "tests/ui/window/hostile_texts.h"
#include "ui/style/theme.h"
#include "ui/widgets/model_text_view.h"

namespace detox {
namespace {

using namespace ui;

/// Fails the test when anything in a document asks for a file or an address.
class WatchedView final : public QObject {
public:
    WatchedView() {
        view.resize(480, 320);
        view.show();
        if (!QTest::qWaitForWindowExposed(&view)) qFatal("no window");
    }
    [[nodiscard]] int pixelsOf(const QColor& color) {
        const QImage image = view.grab().toImage().convertToFormat(QImage::Format_RGB32);
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) count += image.pixel(x, y) == color.rgb();
        }
        return count;
    }
    ModelTextView view;
};

ModelText scored(const QString& text, double toxicity) {
    return {.prompt = QStringLiteral("Start "),
            .continuation = text,
            .scoredLength = static_cast<int>(text.size()),
            .toxicity = toxicity};
}

}  // namespace

void TestTextView::payloadsStayText_data() {
    QTest::addColumn<QString>("payload");
    const QStringList texts = hostileTexts();
    QVERIFY(texts.size() >= 40);
    for (qsizetype index = 0; index < texts.size(); ++index) {
        QTest::addRow("payload %d", static_cast<int>(index)) << texts[index];
    }
}

void TestTextView::payloadsStayText() {
    QFETCH(QString, payload);
    WatchedView watched;
    watched.view.setText(scored(payload, 0.1));
    QString expected = QStringLiteral("Start ") + payload;
    expected.replace(QLatin1Char('\r'), QLatin1Char('\n'));
    expected.replace(QChar(0x2028), QLatin1Char('\n'));
    expected.replace(QChar(0x2029), QLatin1Char('\n'));
    expected.replace(QChar(0), QChar(0x2400));
    QCOMPARE(watched.view.toPlainText(), expected);
    for (QTextBlock block = watched.view.document()->begin(); block.isValid(); block = block.next()) {
        for (auto fragment = block.begin(); !fragment.atEnd(); ++fragment) {
            QVERIFY(!fragment.fragment().charFormat().isAnchor());
            QVERIFY(!fragment.fragment().charFormat().isImageFormat());
            QVERIFY(fragment.fragment().charFormat().fontWeight() <= QFont::Normal);
        }
    }
    watched.view.grab();
}

void TestTextView::longTextIsCutAndBroken() {
    WatchedView watched;
    watched.view.setText(scored(QString(1'000'000, QLatin1Char('x')), 0.1));
    QVERIFY(watched.view.toPlainText().size() <= ShownText::kMaxCharacters * 11 / 10);
    const ShownText broken(QString(10'000, QLatin1Char('x')));
    QCOMPARE(broken.text().count(QChar(0x200B)), 4);
    const ShownText words(QStringLiteral("word ").repeated(3000));
    QCOMPARE(words.text(), QStringLiteral("word ").repeated(3000));
}

void TestTextView::copyGivesTheTextWithoutInsertedBreaks() {
    WatchedView watched;
    const QString text(5000, QLatin1Char('y'));
    watched.view.setText(scored(text, 0.1));
    watched.view.selectAll();
    watched.view.copy();
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("Start ") + text);
}

void TestTextView::toxicTextIsHiddenAndShown() {
    WatchedView watched;
    const QString text = QStringLiteral("some words that a judge dislikes");
    watched.view.setText(scored(text, 0.87));
    QVERIFY(watched.view.hidesText());
    QVERIFY(watched.pixelsOf(theme().color(Color::BlurBarToxic)) > 500);
    QVERIFY(!watched.view.accessibleText().contains(QStringLiteral("dislikes")));
    QVERIFY(watched.view.accessibleText().contains(QStringLiteral("hidden word")));
    QSignalSpy copied(&watched.view, &ModelTextView::hiddenTextCopied);
    watched.view.selectAll();
    watched.view.copy();
    QCOMPARE(copied.count(), 1);
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("dislikes")));
    watched.view.setBlurred(false);
    QVERIFY(!watched.view.hidesText());
    QCOMPARE(watched.pixelsOf(theme().color(Color::BlurBarToxic)), 0);
    watched.view.setBlurred(true);
    watched.view.setText(scored(text, 0.49));
    QVERIFY(!watched.view.hidesText());
}

void TestTextView::spaceShowsOnlyWhileHeld() {
    WatchedView watched;
    watched.view.setText(scored(QStringLiteral("hidden"), 0.9));
    QTest::keyPress(&watched.view, Qt::Key_Space);
    QVERIFY(!watched.view.hidesText());
    QTest::keyRelease(&watched.view, Qt::Key_Space);
    QVERIFY(watched.view.hidesText());
}

void TestTextView::unscoredTextIsHiddenUntilScored() {
    WatchedView watched;
    ModelText text{.prompt = QStringLiteral("Start "), .continuation = QStringLiteral("first second")};
    watched.view.setText(text);
    QVERIFY(watched.view.hidesText());
    QVERIFY(watched.pixelsOf(theme().color(Color::BlurBar)) > 200);
    text.toxicity = 0.1;
    text.scoredLength = 5;
    watched.view.setText(text);
    QVERIFY(watched.view.hidesText());
    QVERIFY(watched.view.accessibleText().contains(QStringLiteral("first")));
    QVERIFY(!watched.view.accessibleText().contains(QStringLiteral("second")));
    text.scoredLength = 12;
    watched.view.setText(text);
    QVERIFY(!watched.view.hidesText());
}

void TestTextView::linesAreSpacedAndHitTestingAgrees() {
    WatchedView watched;
    watched.view.setText(scored(QStringLiteral("one two three four five ").repeated(40), 0.1));
    const QTextBlock block = watched.view.document()->firstBlock();
    watched.view.grab();
    QVERIFY(block.layout()->lineCount() > 4);
    const double step = block.layout()->lineAt(2).y() - block.layout()->lineAt(1).y();
    const double wanted = QFontInfo(watched.view.font()).pixelSize() * theme().lineFactor(Type::Reading);
    QVERIFY2(qAbs(step - wanted) <= 1, qPrintable(QString::number(step)));
    for (const int at : {3, 60, 150, 300}) {
        QTextCursor cursor(watched.view.document());
        cursor.setPosition(at);
        const QRect place = watched.view.cursorRect(cursor);
        QCOMPARE(watched.view.cursorForPosition(place.center()).position(), at);
    }
}

void TestTextView::linesKeepTheirMeasureInAWidePane() {
    WatchedView watched;
    watched.view.setText(scored(QStringLiteral("a word and another, then ").repeated(30), 0.1));
    const int measure = theme().size(Size::Measure);
    const auto fits = [&](int width) {
        const int shown = watched.view.viewport()->width();
        return shown <= width && shown > width - 40 && watched.view.horizontalScrollBar()->maximum() == 0;
    };
    watched.view.resize(measure * 2, 320);
    QVERIFY(fits(measure));
    watched.view.resize(measure / 2, 320);
    QVERIFY(fits(measure / 2));
    watched.view.hide();
    watched.view.resize(measure * 3, 320);
    watched.view.show();
    QVERIFY2(fits(measure), "lines are as long as the hidden pane was wide");
}

void TestTextView::streamedTextEqualsTextSetAtOnce() {
    WatchedView streamed;
    WatchedView whole;
    const QString text = QStringLiteral("a word and another, then ").repeated(30);
    for (int length = 1; length <= text.size(); length += 7) streamed.view.setText(scored(text.left(length), 0.1));
    streamed.view.setText(scored(text, 0.1));
    whole.view.setText(scored(text, 0.1));
    QCOMPARE(streamed.view.toPlainText(), whole.view.toPlainText());
    QCOMPARE(streamed.view.grab().toImage(), whole.view.grab().toImage());
}

}  // namespace detox
