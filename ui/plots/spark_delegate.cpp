// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/spark_delegate.h"

#include <algorithm>

#include <QAbstractItemView>
#include <QPainter>

#include "ui/models/run_table_model.h"
#include "ui/models/sample_table_model.h"
#include "ui/style/theme.h"
#include "ui/widgets/table_delegates.h"

namespace detox::ui {
namespace {

constexpr int kWidth = 132;
constexpr int kHeight = 22;
constexpr int kCellPadding = 8;
constexpr double kLine = 1.25;
constexpr double kEnd = 2;  ///< radius of the dot at the end
constexpr int kToxicityStyle = 2;

QPolygonF lineOf(const std::vector<double>& values, const QRectF& area) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const double span = *high > *low ? *high - *low : 1;
    const double step = area.width() / static_cast<double>(std::max<std::size_t>(1, values.size() - 1));
    QPolygonF line;
    for (std::size_t i = 0; i < values.size(); ++i)
        line << QPointF(area.left() + static_cast<double>(i) * step,
                        area.bottom() - (values[i] - *low) / span * area.height());
    return line;
}

QPixmap picture(const std::vector<double>& values, const QSize& size, const QColor& ink, double ratio) {
    QPixmap pixmap(size * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    if (values.empty()) return pixmap;
    const double room = kEnd + 1;
    const QPolygonF line = lineOf(values, QRectF(QPointF(), QSizeF(size)).adjusted(room, room, -room, -room));
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ink, kLine, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(line);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawEllipse(line.back(), kEnd, kEnd);
    return pixmap;
}

}  // namespace

SparkDelegate::SparkDelegate(RunSparks& sparks, RunSparks::Curve curve, QAbstractItemView* parent)
    : QStyledItemDelegate(parent), m_sparks(sparks), m_curve(curve) {
    connect(&m_sparks, &RunSparks::loaded, parent->viewport(), qOverload<>(&QWidget::update));
    connect(&theme(), &Theme::changed, this, [this] { m_pictures.clear(); });
}

QColor SparkDelegate::ink(const QStyleOptionViewItem& option) const {
    if (option.state.testFlag(QStyle::State_Selected)) return theme().color(Color::OnSelection);
    if (m_curve == RunSparks::Curve::Toxicity) return theme().seriesPen(kToxicityStyle).color();
    return theme().color(Color::TextSecondary);
}

void SparkDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    drawCellGround(*painter, option, index);
    const qint64 id = index.data(kRunIdRole).toLongLong();
    const int done = index.siblingAtColumn(RunTableModel::Updates).data(kValueRole).toInt();
    const auto& values = m_sparks.curve(m_curve, id, done);
    const int padding = theme().px(kCellPadding);
    const QSize size(std::min(theme().px(kWidth), option.rect.width() - 2 * padding), theme().px(kHeight));
    if (values.empty() || size.width() < size.height()) return;
    const QColor color = ink(option);
    Picture& kept = m_pictures[QStringLiteral("%1 %2 %3").arg(id).arg(size.width()).arg(color.rgb())];
    if (const int updates = m_sparks.readAt(id); kept.updates != updates)
        kept = {updates, picture(values, size, color, painter->device()->devicePixelRatioF())};
    const bool right = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt()).testFlag(Qt::AlignRight);
    const int x = right ? option.rect.right() + 1 - padding - size.width() : option.rect.left() + padding;
    painter->drawPixmap(x, option.rect.center().y() - size.height() / 2, kept.pixmap);
}

}  // namespace detox::ui
