// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home_cards.h"

#include <sys/sysinfo.h>

#include <QApplication>
#include <QClipboard>
#include <QGridLayout>
#include <QLocale>
#include <QPainter>
#include <QRegularExpression>
#include <QStorageInfo>
#include <QThread>
#include <QVBoxLayout>

#include "ui/bridge/engine_host.h"
#include "ui/models/display_text.h"
#include "ui/style/paint.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/plain_label.h"

namespace detox::ui {
namespace {

/// An icon on a soft accent plate.
class IconPlate final : public QWidget {
public:
    explicit IconPlate(const QString& icon) : m_icon(icon) { setFixedSize(theme().px(40), theme().px(40)); }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        drawBar(painter, rect(), theme().color(Color::AccentSoft), theme().radius(Radius::Card));
        const int side = theme().px(24);
        painter.drawPixmap((width() - side) / 2, (height() - side) / 2,
                           theme().pixmap(m_icon, theme().color(Color::AccentText), side));
    }

private:
    QString m_icon;
};

QString bytes(qint64 value) {
    return QLocale().formattedDataSize(value, 1, QLocale::DataSizeSIFormat);
}

QString memoryText() {
    struct sysinfo info {};
    if (::sysinfo(&info) != 0) return ComputerCard::tr("unknown");
    const auto unit = static_cast<qint64>(info.mem_unit);
    const auto free = static_cast<qint64>(info.freeram + info.bufferram) * unit;
    return ComputerCard::tr("%1, %2 unused").arg(bytes(static_cast<qint64>(info.totalram) * unit), bytes(free));
}

}  // namespace

ActionCard::ActionCard(const Spec& spec, QWidget* parent)
    : Card({}, parent),
      m_name(new PlainLabel(spec.title, Type::CardTitle)),
      m_text(new PlainLabel(spec.text, Type::Body, Color::TextSecondary)),
      m_buttons(makeRow()) {
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_buttons->addStretch(1);
    if (spec.shape == Shape::Wide) {
        layOutWide(spec.icon);
    } else {
        layOutTall(spec.icon);
    }
    body()->addStretch(1);
    body()->addLayout(m_buttons);
}

void ActionCard::layOutWide(const QString& icon) {
    const int margin = theme().px(15);
    body()->setContentsMargins(margin, margin, margin, theme().px(8));
    body()->setSpacing(theme().px(6));
    auto* words = makeColumn(2);
    words->addWidget(m_name);
    words->addWidget(m_text);
    auto* row = makeRow(12);
    row->addWidget(new IconPlate(icon), 0, Qt::AlignTop);
    row->addLayout(words, 1);
    body()->addLayout(row);
    setMinimumHeight(theme().px(132));
}

void ActionCard::layOutTall(const QString& icon) {
    const int margin = theme().px(20);
    body()->setContentsMargins(margin, margin, margin, theme().px(16));
    body()->setSpacing(theme().px(10));
    body()->addWidget(new IconView(icon, Color::AccentText, 24));
    body()->addWidget(m_name);
    body()->addWidget(m_text);
}

QPushButton* ActionCard::addButton(const ButtonSpec& spec) {
    QPushButton* button = makeButton(spec, this);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

void ActionCard::setTexts(const QString& title, const QString& text) {
    m_name->setText(title);
    m_text->setText(text);
}

ComputerCard::ComputerCard(EngineHost& engine, const QString& dataFolder, QWidget* parent)
    : Card(tr("This computer"), parent), m_engine(engine), m_dataFolder(dataFolder), m_grid(new QGridLayout) {
    QPushButton* copy = makeButton({.text = tr("Copy as text"),
                                    .icon = QStringLiteral("copy"),
                                    .kind = ButtonKind::Quiet,
                                    .size = ButtonSize::Small});
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(asText()); });
    head()->addWidget(copy);
    const int margin = theme().px(12);
    m_grid->setContentsMargins(margin, 0, margin, margin);
    m_grid->setHorizontalSpacing(theme().px(8));
    m_grid->setVerticalSpacing(theme().px(6));
    m_grid->setColumnStretch(2, 1);
    body()->addLayout(m_grid);
    body()->addStretch(1);
    connect(&m_engine, &EngineHost::stateChanged, this, &ComputerCard::show);
    show();
}

void ComputerCard::addFact(const Fact& fact) {
    const int row = static_cast<int>(m_facts.size());
    m_facts.append({fact.name, fact.full.isEmpty() ? fact.value : fact.full});
    m_grid->addWidget(new IconView(fact.icon, Color::TextMuted, 16), row, 0);
    m_grid->addWidget(new PlainLabel(fact.name, Type::Body, Color::TextSecondary), row, 1);
    auto* label = new PlainLabel(fact.value);
    label->setElide(fact.value.contains(QLatin1Char('/')) ? Qt::ElideMiddle : Qt::ElideRight);
    label->setFullText(fact.full);
    m_grid->addWidget(label, row, 2);
}

void ComputerCard::show() {
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_facts.clear();
    const bool ready = m_engine.state() == EngineHost::State::Ready;
    const bool failed = m_engine.state() == EngineHost::State::Failed;
    const QString waiting = failed ? tr("engine not loaded") : tr("loading the engine…");
    const EngineFacts& facts = m_engine.facts();
    addFact({QStringLiteral("cpu"), tr("Processor"),
             tr("%1 cores%2")
                 .arg(QThread::idealThreadCount())
                 .arg(ready ? tr(", %1 for training").arg(facts.threads) : QString())});
    addFact({QStringLiteral("gpu"), tr("Graphics"), ready ? graphicsText(m_engine) : waiting});
    addFact({QStringLiteral("memory"), tr("Memory"), memoryText()});
    addFact(
        {QStringLiteral("disk"), tr("Disk"), tr("%1 free").arg(bytes(QStorageInfo(m_dataFolder).bytesAvailable()))});
    addFact({QStringLiteral("terminal"), tr("libtorch"), ready ? plainLine(facts.torchVersion) : waiting});
    addFact({facts.slowBlas ? QStringLiteral("warning") : QStringLiteral("evaluate"), tr("BLAS"),
             ready ? blasText(facts.blas) : waiting, ready ? plainLine(facts.blas) : QString()});
    addFact({QStringLiteral("folder"), tr("Data folder"), m_dataFolder});
    addFact({QStringLiteral("link"), tr("Network"), tr("not used")});
}

QString ComputerCard::asText() const {
    QStringList lines;
    for (const auto& [name, value] : m_facts) lines << name + QStringLiteral(": ") + value;
    return lines.join(QLatin1Char('\n'));
}

QString graphicsText(const EngineHost& engine) {
    const EngineFacts& facts = engine.facts();
    if (!facts.gpu.empty()) return QString::fromStdString(facts.gpu);
    return facts.cudaBuild ? ComputerCard::tr("no GPU found (CUDA build)") : ComputerCard::tr("CPU build");
}

QString blasText(const std::string& blas) {
    const QString all = plainLine(blas);
    static const QRegularExpression version(QStringLiteral("^OpenBLAS \\d+(\\.\\d+)+"));
    const QString name = version.match(all).captured();
    if (name.isEmpty()) return all;
    if (all.contains(QLatin1String("SINGLE_THREADED"))) return ComputerCard::tr("%1, one thread").arg(name);
    if (all.contains(QLatin1String("USE_OPENMP"))) return ComputerCard::tr("%1, OpenMP").arg(name);
    return all.contains(QLatin1String("MAX_THREADS")) ? ComputerCard::tr("%1, pthreads").arg(name) : name;
}

}  // namespace detox::ui
