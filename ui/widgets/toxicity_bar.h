// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

#include "ui/style/theme.h"

namespace detox::ui {

/// A share in [0, 1] as a bar in the toxicity colours, with a mark at one half; empty without a value.
class ToxicityBar final : public QWidget {
    Q_OBJECT
public:
    explicit ToxicityBar(QWidget* parent = nullptr);
    void setValue(std::optional<double> value);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::optional<double> m_value;
};

/// The word that goes with a toxicity, as colour is never alone.
[[nodiscard]] QString toxicityWord(double toxicity);
enum class NumberSign { Plain, Always };
/// A smaller difference reads 0.00.
constexpr double kRoundsToZero = 0.005;
/// Two decimals; "−0.83" with a real minus sign for NumberSign::Always.
[[nodiscard]] QString numberText(double value, NumberSign sign = NumberSign::Plain);

}  // namespace detox::ui
