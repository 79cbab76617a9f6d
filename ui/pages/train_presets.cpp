// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train_presets.h"

#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/models/display_text.h"
#include "ui/style/paint.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

constexpr int kSummaryRole = Qt::UserRole;
constexpr int kPadding = 10;

/// Name over up to three lines of summary.
class PresetDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
        if (selected || hovered)
            drawBar(*painter, QRectF(option.rect).adjusted(0, 1, 0, -1),
                    theme().color(selected ? Color::AccentSoft : Color::SurfaceHover), theme().radius(Radius::Control));
        const QRect area = option.rect.adjusted(theme().px(kPadding), theme().px(6), -theme().px(kPadding), 0);
        painter->setFont(theme().font(Type::BodyStrong));
        painter->setPen(theme().color(selected ? Color::AccentText : Color::Text));
        painter->drawText(area, Qt::AlignTop | Qt::AlignLeft, index.data(Qt::DisplayRole).toString());
        painter->setFont(theme().font(Type::Small));
        painter->setPen(theme().color(Color::TextSecondary));
        painter->drawText(area.adjusted(0, nameHeight(), 0, 0), Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap,
                          index.data(kSummaryRole).toString());
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const int width = option.widget == nullptr ? theme().px(200) : option.widget->width();
        const QRect room(0, 0, width - theme().px(2 * kPadding + 4), 1000);
        const QRect text = QFontMetrics(theme().font(Type::Small))
                               .boundingRect(room, Qt::TextWordWrap, index.data(kSummaryRole).toString());
        return {width, nameHeight() + text.height() + theme().px(14)};
    }

private:
    static int nameHeight() { return QFontMetrics(theme().font(Type::BodyStrong)).height() + theme().px(2); }
};

}  // namespace

TrainPresets::TrainPresets(QWidget* parent) : Card(tr("Presets"), parent), m_list(new QListWidget) {
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new PresetDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("Presets"));
    auto* row = makeRow();
    row->setContentsMargins(theme().px(8), 0, theme().px(8), theme().px(8));
    row->addWidget(m_list);
    body()->setContentsMargins(0, 0, 0, 0);
    body()->addLayout(row, 1);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int index) {
        if (index >= 0) emit chosen(index);
    });
}

void TrainPresets::setPresets(const std::vector<Preset>& presets) {
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const auto& preset : presets) {
        auto* item = new QListWidgetItem(plainLine(preset.name), m_list);
        item->setData(kSummaryRole, plainLine(preset.summary));
    }
}

void TrainPresets::setCurrent(int index) {
    const QSignalBlocker quiet(m_list);
    m_list->setCurrentRow(index);
}

int TrainPresets::current() const {
    return m_list->currentRow();
}

PresetList shippedPresets(const std::filesystem::path& folder) {
    PresetList list = readPresets(folder);
    list.presets.push_back({.id = {},
                            .name = TrainPresets::tr("Recipe defaults").toStdString(),
                            .summary = TrainPresets::tr("The published recipe's numbers. Choose model, classifier and "
                                                        "prompts yourself.")
                                           .toStdString(),
                            .config = {}});
    return list;
}

}  // namespace detox::ui
