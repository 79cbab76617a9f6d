// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"

class QGridLayout;

namespace detox::ui {

class EngineHost;

/// What one can do next: icon, title, one sentence, buttons.
class ActionCard final : public Card {
    Q_OBJECT
public:
    /// Wide: the icon beside the words on a plate; Tall: above them.
    enum class Shape { Wide, Tall };
    struct Spec {
        QString icon;
        QString title;
        QString text;
        Shape shape = Shape::Wide;
    };
    explicit ActionCard(const Spec& spec, QWidget* parent = nullptr);

    QPushButton* addButton(const ButtonSpec& spec);
    void setTexts(const QString& title, const QString& text);

private:
    void layOutWide(const QString& icon);
    void layOutTall(const QString& icon);

    PlainLabel* m_name;
    PlainLabel* m_text;
    QHBoxLayout* m_buttons;
};

/// What the studio computes with; fills itself in when the engine is loaded.
class ComputerCard final : public Card {
    Q_OBJECT
public:
    ComputerCard(EngineHost& engine, const QString& dataFolder, QWidget* parent = nullptr);

    /// The same facts as lines of text.
    [[nodiscard]] QString asText() const;

private:
    struct Fact {
        QString icon;
        QString name;
        QString value;
        QString full = {};  ///< what `value` is short for
    };
    void addFact(const Fact& fact);
    void show();

    EngineHost& m_engine;
    const QString m_dataFolder;
    QGridLayout* m_grid;
    QList<std::pair<QString, QString>> m_facts;
};

/// "CPU build" or the GPU's name, for a loaded engine.
[[nodiscard]] QString graphicsText(const EngineHost& engine);
/// "OpenBLAS 0.3.21, pthreads" of all that OpenBLAS says about its build; another library's text as it is.
[[nodiscard]] QString blasText(const std::string& blas);

}  // namespace detox::ui
