// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPixmap>
#include <QStyledItemDelegate>

#include "ui/plots/run_sparks.h"

namespace detox::ui {

/// A run's curve as a line of 132 × 22 in a table cell. The row names its run by kRunIdRole. Pictures are kept per run
/// and theme.
class SparkDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    /// `sparks` outlives the delegate; `parent` is the table.
    SparkDelegate(RunSparks& sparks, RunSparks::Curve curve, QAbstractItemView* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    struct Picture {
        int updates = -1;  ///< of the run when it was drawn
        QPixmap pixmap;
    };
    [[nodiscard]] QColor ink(const QStyleOptionViewItem& option) const;

    RunSparks& m_sparks;
    const RunSparks::Curve m_curve;
    mutable QHash<QString, Picture> m_pictures;
};

}  // namespace detox::ui
