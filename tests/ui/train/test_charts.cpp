// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/train/test_charts.h"

#include <cmath>
#include <random>

#include <QtTest>

#include "core/api/metric_names.h"
#include "tests/support/fake_engine.h"
#include "tests/support/fake_run_store.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/ui_test.h"
#include "ui/plots/chart_board.h"
#include "ui/plots/chart_legend.h"
#include "ui/plots/plot_view.h"
#include "ui/plots/render_run.h"
#include "ui/plots/run_sparks.h"
#include "ui/plots/smoothing.h"
#include "ui/plots/tick_labels.h"

namespace detox {

using namespace ui;

namespace {

/// TensorBoard's `classicSmoothing` as it stands there (tensorboard/webapp/widgets/line_chart_v2/data_transformer.ts).
std::vector<double> tensorBoard(const std::vector<double>& values, double weight) {
    std::vector<double> out;
    double last = values.empty() ? std::nan("") : 0;
    int count = 0;
    bool constant = true;
    for (const double value : values) constant = constant && value == values.front();
    for (const double next : values) {
        if (constant || !std::isfinite(next)) {
            out.push_back(next);
            continue;
        }
        last = last * weight + (1 - weight) * next;
        ++count;
        double debias = 1;
        if (weight != 1) debias = 1 - std::pow(weight, count);
        out.push_back(last / debias);
    }
    return out;
}

std::vector<double> noise(int count) {
    std::mt19937 random(7);
    std::normal_distribution<double> normal(1, 2);
    std::vector<double> out;
    for (int i = 0; i < count; ++i) out.push_back(normal(random));
    return out;
}

RunConfig configOf(int updates) {
    RunConfig config;
    config.ppo.updates = updates;
    return config;
}

ChartCard* cardOf(const ChartBoard& board, const char* key) {
    for (ChartCard* card : board.cards()) {
        if (card->spec().key == QLatin1String(key)) return card;
    }
    return nullptr;
}

/// A board that is shown with `updates` of 200.
std::unique_ptr<ChartBoard> shownBoard(int updates) {
    auto board = std::make_unique<ChartBoard>();
    board->resize(1000, 500);
    board->show();
    board->start(configOf(200));
    for (int update = 1; update <= updates; ++update) board->add(madeUpReport(update, 200));
    board->flush();
    if (!QTest::qWaitForWindowExposed(board.get())) qFatal("no window");
    return board;
}

QPoint inPlot(ChartCard& card, double x, double y) {
    const QRect area = card.plot().axisRect()->rect();
    return {area.left() + int(x * area.width()), area.top() + int(y * area.height())};
}

/// False when every row equals one beside it: what was drawn at half the size and doubled.
bool usesEveryRow(const QImage& image) {
    const auto row = [&](int y) { return image.copy(0, y, image.width(), 1); };
    for (int y = 1; y + 1 < image.height(); ++y) {
        if (row(y) != row(y - 1) && row(y) != row(y + 1)) return true;
    }
    return false;
}

void drag(ChartCard& card, const QPoint& from, const QPoint& to, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mousePress(&card.plot(), Qt::LeftButton, modifiers, from);
    QMouseEvent move(QEvent::MouseMove, to, card.plot().mapToGlobal(to), Qt::NoButton, Qt::LeftButton, modifiers);
    QApplication::sendEvent(&card.plot(), &move);
    QTest::mouseRelease(&card.plot(), Qt::LeftButton, modifiers, to);
}

}  // namespace

void TestCharts::init() {
    failOnAnyWarning();
}

void TestCharts::smoothsByTensorBoardsFormula() {
    auto values = noise(1000);
    values[17] = std::nan("");
    for (const double weight : {0.0, 0.3, 0.6, 0.9, 0.99, 0.999}) {
        const auto expected = tensorBoard(values, weight);
        const auto got = smoothed(values, weight);
        QCOMPARE(got.size(), expected.size());
        for (std::size_t i = 0; i < got.size(); ++i)
            QVERIFY((std::isnan(got[i]) && std::isnan(expected[i])) || std::abs(got[i] - expected[i]) <= 1e-12);
    }
}

void TestCharts::writesTicksSoThatTheyFit_data() {
    QTest::addColumn<std::vector<double>>("ticks");
    QTest::addColumn<QString>("labels");
    QTest::addColumn<QString>("note");
    const auto row = [](const char* name, const std::vector<double>& ticks, const char* labels, const char* note) {
        QTest::newRow(name) << ticks << QString::fromUtf8(labels) << QString::fromUtf8(note);
    };
    row("whole", {0, 2, 4}, "0 2 4", "");
    row("one decimal for all", {0, 0.5, 1}, "0.0 0.5 1.0", "");
    row("below zero", {-0.5, 0, 0.5}, "−0.5 0.0 0.5", "");
    row("two decimals", {0.25, 0.5, 0.75}, "0.25 0.50 0.75", "");
    row("four digits", {0, 1000, 2000}, "0 1000 2000", "");
    row("large", {0, 20'000, 40'000}, "0 20 40", "×10³");
    row("tiny", {0, 0.0005, 0.001}, "0.0 0.5 1.0", "×10⁻³");
    row("tiny and below zero", {-2e-5, 0, 2e-5}, "−20 0 20", "×10⁻⁶");
    row("narrow and far from zero", {0.4312, 0.4313, 0.4314}, "0 100 200", "×10⁻⁶ + 0.4312");
    row("narrow, one decimal less", {24.61, 24.62, 24.63}, "0.00 0.01 0.02", "+ 24.61");
}

void TestCharts::writesTicksSoThatTheyFit() {
    QFETCH(std::vector<double>, ticks);
    const TickFormat format = tickFormat(ticks, 4);
    QStringList labels;
    for (const double tick : ticks) labels << tickText(tick, format, QLocale::c());
    for (const QString& label : labels) QVERIFY2(label.size() <= 4, qPrintable(label));
    QTEST(labels.join(' '), "labels");
    QTEST(tickNote(format, QLocale::c()).replace(QChar(0x00A0), ' ').replace(QChar(0x2009), ' '), "note");
}

void TestCharts::everyTickLabelStandsInTheMargin() {
    auto board = shownBoard(60);
    PlotView& plot = cardOf(*board, "reward")->plot();
    plot.yAxis->setRange(24.5, 25.5);
    plot.replot();
    QCOMPARE(QStringList(plot.yAxis->tickVectorLabels()).join(' '), QString("24.5 25.0 25.5"));
    for (const auto& [low, high] : {std::pair{0.0, 1.0}, {0.43121, 0.43126}, {-0.0003, 0.0004}, {0.0, 1.3e6}}) {
        plot.yAxis->setRange(low, high);
        plot.replot();
        const QFontMetrics metrics(plot.yAxis->tickLabelFont());
        const int room = plot.axisRect()->left() - plot.yAxis->tickLabelPadding();
        QVERIFY(plot.yAxis->tickVectorLabels().size() >= 2);
        for (const QString& label : plot.yAxis->tickVectorLabels())
            QVERIFY2(metrics.horizontalAdvance(label) <= room, qPrintable(label));
    }
}

void TestCharts::aFlatCurveGetsARangeThatItsFiguresCanTell() {
    ChartBoard board;
    board.start(configOf(12));
    for (int update = 1; update <= 3; ++update) {
        UpdateReport report;
        report.update = update;
        report.metrics[metric::kEosRate] = 0;
        report.metrics[metric::kRewardMean] = 1.4321 + 1e-5 * update;
        board.add(report);
    }
    board.flush();
    PlotView& early = cardOf(board, "ended-early")->plot();
    QCOMPARE(early.yAxis->range().lower, 0.0);
    QVERIFY(early.yAxis->range().upper >= 3);
    PlotView& reward = cardOf(board, "reward")->plot();
    QVERIFY(reward.yAxis->range().size() >= 0.03);
    reward.replot();
    QCOMPARE(reward.yNote(), QString());
    for (const QString& label : reward.xAxis->tickVectorLabels())
        QVERIFY2(!label.contains('.'), "updates are whole numbers");
}

void TestCharts::chartsFillTheirRows() {
    const auto board = shownBoard(20);
    board->resize(1600, 600);
    const auto inFirstRow = [&] {
        const auto cards = board->cards();
        return std::count_if(cards.begin(), cards.end(),
                             [&](const ChartCard* card) { return card->isVisible() && card->y() == 0; });
    };
    QTRY_COMPARE(inFirstRow(), 3);  // of five
    board->add(madeUpProbe(20));
    board->flush();
    QTRY_COMPARE(inFirstRow(), 3);  // of six
}

void TestCharts::leavesConstantSeriesAlone() {
    const std::vector<double> constant(50, 0.1);
    QVERIFY(smoothed(constant, 0.999) == constant);
}

void TestCharts::thinningKeepsEverySpike() {
    std::vector<PlotPoint> points;
    for (int i = 0; i < 100'000; ++i) points.push_back({double(i), std::sin(i * 0.001)});
    points[33'333].y = 50;
    points[77'777].y = -50;
    const auto thin = decimated(points, 400);
    QVERIFY(thin.size() <= 802);
    QVERIFY(thin.front() == points.front() && thin.back() == points.back());
    QVERIFY(std::find(thin.begin(), thin.end(), points[33'333]) != thin.end());
    QVERIFY(std::find(thin.begin(), thin.end(), points[77'777]) != thin.end());
    QVERIFY(std::is_sorted(thin.begin(), thin.end(), [](auto& a, auto& b) { return a.x < b.x; }));
    QVERIFY(decimated({points.begin(), points.begin() + 10}, 400).size() == 10);
}

void TestCharts::keepsTheZoomWhileDataArrives() {
    const auto board = shownBoard(50);
    ChartCard& reward = *cardOf(*board, "reward");
    ChartCard& kl = *cardOf(*board, "kl");
    drag(reward, inPlot(reward, 0.1, 0.2), inPlot(reward, 0.2, 0.6));
    const QCPRange x = reward.plot().xAxis->range();
    const QCPRange y = reward.plot().yAxis->range();
    QVERIFY(x.size() < 30);
    for (int update = 51; update <= 150; ++update) board->add(madeUpReport(update, 200));
    board->flush();
    QVERIFY(reward.plot().xAxis->range() == x);
    QVERIFY(reward.plot().yAxis->range() == y);
    QVERIFY2(kl.plot().xAxis->range() == x, "the x axis is shared");
    QCOMPARE(reward.plot().graph(reward.plot().graphCount() - 1)->dataCount(), 150);
}

void TestCharts::zoomsByRubberBandAndFitsByDoubleClick() {
    const auto board = shownBoard(100);
    ChartCard& card = *cardOf(*board, "reward");
    const double left = card.plot().xAxis->pixelToCoord(inPlot(card, 0.25, 0.25).x());
    drag(card, inPlot(card, 0.25, 0.25), inPlot(card, 0.5, 0.75));
    QVERIFY(std::abs(card.plot().xAxis->range().lower - left) < 1);
    const QCPRange zoomed = card.plot().xAxis->range();
    drag(card, inPlot(card, 0.5, 0.5), inPlot(card, 0.4, 0.5), Qt::ShiftModifier);
    QVERIFY2(card.plot().xAxis->range().lower > zoomed.lower, "Shift-drag to the left shows later updates");
    QVERIFY(std::abs(card.plot().xAxis->range().size() - zoomed.size()) < 1e-9);
    QTest::mouseDClick(&card.plot(), Qt::LeftButton, {}, inPlot(card, 0.5, 0.5));
    QCOMPARE(card.plot().xAxis->range().lower, 0.0);
    QCOMPARE(card.plot().xAxis->range().upper, 200.0);
    drag(card, inPlot(card, 0.5, 0.5), inPlot(card, 0.5, 0.5) + QPoint(2, 2));
    QVERIFY2(card.plot().xAxis->range().upper == 200.0, "a click is no zoom");
}

void TestCharts::plainWheelScrollsThePage() {
    const auto board = shownBoard(100);
    PlotView& plot = cardOf(*board, "reward")->plot();
    const auto wheel = [&](Qt::KeyboardModifiers modifiers) {
        const QPointF at = plot.rect().center();
        QWheelEvent event(at, plot.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        event.setAccepted(true);
        static_cast<QObject&>(plot).event(&event);
        return event.isAccepted();
    };
    QVERIFY(!wheel(Qt::NoModifier));
    QCOMPARE(plot.xAxis->range().upper, 200.0);
    QVERIFY(wheel(Qt::ControlModifier));
    QVERIFY(plot.xAxis->range().size() < 200);
}

void TestCharts::logScaleShowsGapsWhereThereIsNoLogarithm() {
    ChartBoard board;
    board.start(configOf(10));
    for (int update = 1; update <= 10; ++update) {
        UpdateReport report;
        report.update = update;
        report.metrics[metric::kKl] = update == 4 ? -1.0 : update == 5 ? 0.0 : update;
        board.add(report);
    }
    board.setOptions({.smoothing = 0, .logarithmic = true, .ignoreOutliers = false});
    board.flush();
    ChartCard& kl = *cardOf(board, "kl");
    const auto data = kl.plot().graph(kl.plot().graphCount() - 1)->data();
    QCOMPARE(data->size(), 10);
    for (const auto& point : *data) QCOMPARE(std::isnan(point.value), point.key == 4 || point.key == 5);
    QCOMPARE(kl.plot().yAxis->scaleType(), QCPAxis::stLogarithmic);
    QVERIFY(kl.plot().yAxis->range().lower > 0);
    kl.plot().replot();
}

void TestCharts::crosshairAndToolTipFollowThePointer() {
    const auto board = shownBoard(100);
    ChartCard& reward = *cardOf(*board, "reward");
    const auto* tip = reward.findChild<ChartToolTip*>();
    const auto* otherTip = cardOf(*board, "kl")->findChild<ChartToolTip*>();
    const auto* legend = cardOf(*board, "kl")->findChild<ChartLegend*>();
    QTest::mouseMove(&reward.plot(), inPlot(reward, 0.3, 0.5));
    QTRY_VERIFY(tip->isVisible());
    QVERIFY(tip->title().contains("60") || tip->title().contains("59") || tip->title().contains("61"));
    QVERIFY(!tip->rows().empty() && tip->rows().size() <= ChartToolTip::kMaxRows);
    QVERIFY2(!otherTip->isVisible(), "only the card under the pointer has a tool tip");
    QVERIFY2(!legend->entries().front().value.isEmpty(), "the other cards' legends show their values there");
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&reward.plot(), &leave);
    QVERIFY(!tip->isVisible());
    QVERIFY(legend->entries().front().value.isEmpty());
}

void TestCharts::resumedRunsReplaceWhatTheyMakeAgain() {
    RunCurves curves;
    for (int update = 1; update <= 10; ++update) curves.add(madeUpReport(update, 10));
    UpdateReport again = madeUpReport(6, 10);
    again.metrics[metric::kKl] = 99;
    curves.add(again);
    const auto& kl = curves.curve(metric::kKl);
    QCOMPARE(kl.size(), std::size_t(6));
    QCOMPARE(kl.back().value, 99.0);
}

void TestCharts::themeChangesAtRunTime() {
    const auto board = shownBoard(20);
    ChartCard& card = *cardOf(*board, "reward");
    const auto curve = [&] { return card.plot().graph(card.plot().graphCount() - 1)->pen().color(); };
    const QColor before = curve();
    theme().setMode(ThemeMode::Dark);
    const QColor after = curve();
    const QColor ground = card.grab().toImage().pixelColor(card.plot().geometry().center().x(), card.height() - 4);
    theme().setMode(ThemeMode::Light);
    QVERIFY(before != after);
    QVERIFY(ground.lightness() < 80);
    QCOMPARE(curve(), before);
}

void TestCharts::saysInWordsWhatACurveShows() {
    ChartBoard board;
    board.start(configOf(3));
    QCOMPARE(cardOf(board, "kl")->summary(), QString("KL to the original, no values yet."));
    for (int update = 1; update <= 3; ++update) {
        UpdateReport report;
        report.update = update;
        report.metrics[metric::kKl] = update;
        board.add(report);
    }
    board.setOptions({.smoothing = 0, .logarithmic = false, .ignoreOutliers = false});
    board.flush();
    QCOMPARE(cardOf(board, "kl")->summary(), QString("KL to the original, 3 updates, from 1.0 to 3.0, rising."));
    QCOMPARE(cardOf(board, "kl")->plot().accessibleDescription(), cardOf(board, "kl")->summary());
}

void TestCharts::drawsARunAsPictures() {
    FakeRunStore store;
    FakeRunStore::Run run;
    run.details.config = configOf(50);
    run.details.summary.totalUpdates = 50;
    for (int update = 1; update <= 50; ++update) {
        for (const auto& [name, value] : madeUpReport(update, 50).metrics) run.metrics[name].push_back({update, value});
    }
    const std::int64_t id = store.add(run);
    const TemporaryFolder folder;
    const auto files = renderRun(store, id, folder / "charts");
    QVERIFY2(files.ok(), files ? "" : files.error().message().c_str());
    QCOMPARE(files->size(), std::size_t(5));  // no probe: no perplexity
    for (const auto& file : *files) {
        const QImage image(QString::fromStdString(file.string()));
        QCOMPARE(image.size(), QSize(1280, 808));
        const QColor curve = theme().seriesPen(0).color();
        bool drawn = false;
        for (int y = 0; y < image.height() && !drawn; ++y) {
            for (int x = 100; x < image.width() && !drawn; ++x) drawn = image.pixelColor(x, y) == curve;
        }
        QVERIFY2(drawn, file.c_str());
        QVERIFY2(usesEveryRow(image.copy(10, 100, 50, 600)), "the tick labels are drawn small and enlarged");
    }
    QVERIFY(!renderRun(store, 999, folder / "none").ok());
}

}  // namespace detox
