// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/banner.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/style/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {

QString severityIcon(Severity severity) {
    switch (severity) {
        case Severity::Success:
            return QStringLiteral("success");
        case Severity::Info:
            return QStringLiteral("info");
        case Severity::Warning:
            return QStringLiteral("warning");
        case Severity::Error:
            return QStringLiteral("error");
    }
    return {};
}

Color severityInk(Severity severity) {
    switch (severity) {
        case Severity::Success:
            return Color::Success;
        case Severity::Info:
            return Color::Info;
        case Severity::Warning:
            return Color::Warning;
        case Severity::Error:
            return Color::Error;
    }
    return Color::Text;
}

Color severityGround(Severity severity) {
    switch (severity) {
        case Severity::Success:
            return Color::SuccessSoft;
        case Severity::Info:
            return Color::InfoSoft;
        case Severity::Warning:
            return Color::WarningSoft;
        case Severity::Error:
            return Color::ErrorSoft;
    }
    return Color::Surface;
}

Banner::Banner(QWidget* parent)
    : QFrame(parent),
      m_mark(new IconView(QStringLiteral("info"), Color::Info, 20)),
      m_title(new PlainLabel({}, Type::BodyStrong)),
      m_cause(new PlainLabel({}, Type::Small, Color::TextSecondary)),
      m_actions(makeRow()),
      m_close(makeIconButton(QStringLiteral("close"), tr("Close message"))) {
    setMinimumHeight(theme().size(Size::Banner));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_cause->setWordWrap(true);
    auto* words = makeColumn(1);
    words->addWidget(m_title);
    words->addWidget(m_cause);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(theme().px(12), theme().px(6), theme().px(8), theme().px(6));
    row->setSpacing(theme().px(12));
    row->addWidget(m_mark);
    row->addLayout(words, 1);
    row->addLayout(m_actions);
    row->addWidget(m_close);
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        emit closed();
    });
    hide();
}

void Banner::present(Severity severity, const QString& title, const QString& cause) {
    m_severity = severity;
    static_cast<IconView*>(m_mark)->setIcon(severityIcon(severity), severityInk(severity));
    m_title->setText(title);
    m_cause->setText(cause);
    m_cause->setVisible(!cause.isEmpty());
    while (QLayoutItem* item = m_actions->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    setAccessibleName(title);
    setAccessibleDescription(cause);
    show();
    update();
}

QPushButton* Banner::addAction(const QString& text) {
    QPushButton* button = makeButton({.text = text, .size = ButtonSize::Small}, this);
    m_actions->addWidget(button);
    return button;
}

void Banner::setClosable(bool closable) {
    m_close->setVisible(closable);
}

void Banner::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Color line = m_severity == Severity::Warning ? Color::WarningMark : severityInk(m_severity);
    drawPanel(painter, rect(),
              {.fill = theme().color(severityGround(m_severity)),
               .line = theme().color(line),
               .radius = static_cast<double>(theme().radius(Radius::Card))});
}

}  // namespace detox::ui
