// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

namespace detox::ui {

/// The studio's look and hand on QCustomPlot (ui design 6): left and bottom axis, fixed margins so that stacked charts
/// align, rubber-band zoom, Shift-drag pan, Ctrl+wheel zoom; a plain wheel scrolls the page. Knows no data.
class PlotView : public QCustomPlot {
    Q_OBJECT
public:
    static constexpr int kLeftMargin = 36;  ///< y tick labels are written so that they fit
    static constexpr char kMarksLayer[] = "marks";
    static constexpr char kCrosshairLayer[] = "crosshair";

    explicit PlotView(QWidget* parent = nullptr);

    /// Space for x tick labels, or not.
    void setXLabelsVisible(bool visible);
    /// Tick labels end with `suffix`, without its space.
    void setYSuffix(const QString& suffix);
    void setLogarithmic(bool on);
    /// What the y tick labels leave out so that they fit, as last drawn: "×10⁻³"; empty when nothing.
    [[nodiscard]] QString yNote() const;

signals:
    /// The pointer is over the axis rectangle.
    void hovered(QPointF position);
    void pointerLeft();
    /// The user zoomed or panned; the ranges are already set.
    void rangeChosen();
    void fitRequested();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void applyTheme();
    void styleAxis(QCPAxis* axis);
    void zoomTo(const QRect& pixels);

    QString m_ySuffix;
    bool m_panning = false;
};

/// A range around [lower, upper] that begins and ends on a readable tick.
[[nodiscard]] QCPRange readableRange(double lower, double upper);

}  // namespace detox::ui
