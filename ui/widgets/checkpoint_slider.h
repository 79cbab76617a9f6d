// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QSlider>

namespace detox::ui {

/// Steps through a run's checkpoints: a tick at each, a star over the recommended one.
class CheckpointSlider final : public QSlider {
    Q_OBJECT
public:
    explicit CheckpointSlider(QWidget* parent = nullptr);

    /// Values become 0 … count − 1; `recommended` is one of them. Emits nothing.
    void setCheckpoints(int count, std::optional<int> recommended);
    [[nodiscard]] std::optional<int> recommended() const { return m_recommended; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int middleOf(int value) const;

    std::optional<int> m_recommended;
};

}  // namespace detox::ui
