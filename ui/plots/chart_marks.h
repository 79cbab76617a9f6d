// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QString>

#include "ui/plots/plot_view.h"

namespace detox::ui {

/// A dot at the end of a curve, or where the crosshair meets it.
struct CurveDot {
    double x = 0;
    double y = 0;
    QColor color;
};

/// What lies over the curves: the reference line, alarms, checkpoints on the x axis, end dots, and a sentence while
/// there is nothing to see.
class ChartMarks final : public QCPAbstractItem {
    Q_OBJECT
public:
    explicit ChartMarks(PlotView& plot);

    std::vector<double> references;
    std::vector<int> alarms;
    std::vector<int> checkpoints;
    std::vector<CurveDot> ends;
    QString message;

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

protected:
    void draw(QCPPainter* painter) override;

private:
    void drawNote(QCPPainter& painter, const QRect& area) const;
    void drawReferences(QCPPainter& painter, const QRect& area) const;
    void drawAlarms(QCPPainter& painter, const QRect& area) const;
    void drawCheckpoints(QCPPainter& painter, const QRect& area) const;
    void drawEnds(QCPPainter& painter) const;
    [[nodiscard]] QPointF pixels(double x, double y) const;
    [[nodiscard]] bool inside(double x) const;

    const PlotView& m_plot;
};

/// A vertical line over all charts of one x, with a ring on each curve. On a layer of its own, so that moving it does
/// not draw the curves again.
class Crosshair final : public QCPAbstractItem {
    Q_OBJECT
public:
    explicit Crosshair(PlotView& plot);

    double x = 0;
    std::vector<CurveDot> rings;

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

protected:
    void draw(QCPPainter* painter) override;
};

}  // namespace detox::ui
