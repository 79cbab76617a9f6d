// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

#include "ui/style/paint.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

class Segment final : public QAbstractButton {
public:
    Segment(const QString& text, ButtonSize size, QWidget* parent) : QAbstractButton(parent), m_size(size) {
        setText(text);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setAccessibleName(text);
    }
    QSize sizeHint() const override {
        QFont font = textFont();
        font.setWeight(QFont::DemiBold);
        const bool small = m_size == ButtonSize::Small;
        return {QFontMetrics(font).horizontalAdvance(text()) + theme().px(small ? 18 : 28),
                theme().size(small ? Size::ControlSmall : Size::Control)};
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const double radius = theme().radius(Radius::Control) - 1;
        if (isChecked()) drawBar(painter, rect().adjusted(1, 1, -1, -1), theme().color(Color::AccentSoft), radius);
        QFont font = textFont();
        if (isChecked()) font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(theme().color(!isEnabled()   ? Color::TextDisabled
                                     : isChecked()  ? Color::AccentText
                                     : underMouse() ? Color::Text
                                                    : Color::TextSecondary));
        painter.drawText(rect(), Qt::AlignCenter, text());
    }

private:
    [[nodiscard]] QFont textFont() const {
        return theme().font(m_size == ButtonSize::Small ? Type::Small : Type::Body);
    }

    ButtonSize m_size;
};

}  // namespace

Segmented::Segmented(const QStringList& items, ButtonSize size, QWidget* parent)
    : QWidget(parent), m_group(new QButtonGroup(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(1);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    for (const QString& item : items) {
        auto* segment = new Segment(item, size, this);
        m_group->addButton(segment, static_cast<int>(m_group->buttons().size()));
        row->addWidget(segment);
    }
    setCurrent(0);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (on) emit currentChanged(id);
    });
}

int Segmented::current() const {
    return m_group->checkedId();
}

void Segmented::setCurrent(int index) {
    if (QAbstractButton* segment = m_group->button(index)) segment->setChecked(true);
}

void Segmented::disable(int index, const QString& reason) {
    QAbstractButton* segment = m_group->button(index);
    if (segment == nullptr) return;
    segment->setEnabled(false);
    setPlainToolTip(*segment, reason);
}

void Segmented::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawPanel(painter, rect(),
              {.fill = theme().color(Color::Surface),
               .line = theme().color(Color::BorderControl),
               .radius = static_cast<double>(theme().radius(Radius::Control))});
    const QList<QAbstractButton*> segments = m_group->buttons();
    for (const QAbstractButton* segment : segments) {
        if (segment == segments.first()) continue;
        painter.fillRect(QRect(segment->x() - 1, 1, 1, height() - 2), theme().color(Color::Border));
    }
}

}  // namespace detox::ui
