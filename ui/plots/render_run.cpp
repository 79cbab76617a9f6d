// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/render_run.h"

#include <memory>

#include <QImage>
#include <QPainter>

#include "core/util/files.h"
#include "ui/models/display_text.h"
#include "ui/plots/chart_card.h"
#include "ui/plots/plot_view.h"

namespace detox::ui {
namespace {

namespace fs = std::filesystem;

constexpr int kScale = 2;
constexpr int kWidth = 640;
constexpr int kHeight = 360;
constexpr int kFooter = 44;
constexpr int kMargin = 12;

struct Picture {
    RunCurves curves;
    RunMarks marks;
    QStringList footer;
};

QStringList footerOf(const RunDetails& run) {
    const auto& summary = run.summary;
    const auto& ppo = run.config.ppo;
    return {QStringLiteral("%1 · %2 · %3 · %4 of %5 updates · %6")
                .arg(plainLine(summary.name), plainLine(summary.model), plainLine(summary.preset))
                .arg(summary.updates)
                .arg(summary.totalUpdates)
                .arg(dateTime(summary.startedMillis)),
            QStringLiteral("batch %1 · minibatch %2 · learning rate %3 · β %4 · seed %5 · settings %6 · program %7")
                .arg(ppo.batchSize)
                .arg(ppo.minibatchSize)
                .arg(QString::fromStdString(toText(ppo.learningRate)), QString::fromStdString(toText(ppo.klCoef)))
                .arg(run.config.seed)
                .arg(QString::fromStdString(configHash(run.config).substr(0, 12)), plainLine(run.programVersion))};
}

Result<Picture> collect(const RunStore& store, std::int64_t id, const RunDetails& run) {
    auto metrics = store.metrics(id);
    if (!metrics) return metrics.error();
    auto probes = store.probes(id);
    if (!probes) return probes.error();
    auto checkpoints = store.checkpoints(id);
    if (!checkpoints) return checkpoints.error();
    auto journal = store.journal(id);
    if (!journal) return journal.error();
    Picture picture{.curves = RunCurves::of(*metrics, *probes), .marks = {}, .footer = footerOf(run)};
    for (const auto& checkpoint : *checkpoints) picture.marks.checkpoints.push_back(checkpoint.update);
    for (const auto& entry : *journal) {
        if (entry.kind == EventKind::Alarm) picture.marks.alarms.push_back(entry.update);
    }
    return picture;
}

void drawFooter(QPainter& painter, const QStringList& lines) {
    const QFont font = theme().font(Type::Caption);
    painter.setFont(font);
    painter.setPen(theme().color(Color::TextMuted));
    QRect line(kMargin, kHeight + 4, kWidth - 2 * kMargin, (kFooter - 8) / static_cast<int>(lines.size()));
    for (const QString& text : lines) {
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                         QFontMetrics(font).elidedText(text, Qt::ElideRight, line.width()));
        line.translate(0, line.height());
    }
}

QImage draw(ChartCard& card, const QStringList& footer) {
    QImage image(QSize(kWidth, kHeight + kFooter) * kScale, QImage::Format_RGB32);
    image.setDevicePixelRatio(kScale);
    image.fill(theme().color(Color::Canvas));
    QPainter painter(&image);
    card.render(&painter);
    drawFooter(painter, footer);
    return image;
}

}  // namespace

Result<std::vector<fs::path>> renderRun(const RunStore& store, std::int64_t id, const fs::path& folder) {
    auto run = store.run(id);
    if (!run) return run.error();
    auto picture = collect(store, id, *run);
    if (!picture) return picture.error();
    if (auto made = createDirectories(folder); !made) return made.error();
    std::vector<fs::path> files;
    for (auto& spec : runChartSpecs(run->config)) {
        ChartCard card(std::move(spec));
        card.plot().setBufferDevicePixelRatio(kScale);
        card.plot().setPlottingHint(QCP::phCacheLabels, false);  // kept at the screen's pixels, not at the picture's
        card.setExtent(run->summary.totalUpdates);
        card.setMarks(picture->marks);
        card.update(picture->curves, {});
        if (!card.wanted()) continue;
        card.resize(kWidth, kHeight);
        card.setAttribute(Qt::WA_DontShowOnScreen);
        card.show();
        card.plot().replot(QCustomPlot::rpImmediateRefresh);
        const fs::path file = folder / (card.spec().key.toStdString() + ".png");
        if (!draw(card, picture->footer).save(QString::fromStdString(file.string()), "PNG"))
            return ioError("The picture '" + file.string() + "' could not be written", errno);
        files.push_back(file);
    }
    return files;
}

}  // namespace detox::ui
