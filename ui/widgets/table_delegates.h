// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QStyledItemDelegate>

#include "ui/widgets/pill.h"

class QTableView;

namespace detox::ui {

/// Ground, selection and hover of a cell, without its text.
void drawCellGround(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index);
/// Text colour of a cell: a selected row takes one colour throughout.
[[nodiscard]] QColor cellInk(const QStyleOptionViewItem& option, Color role);

/// A probability as bar, number and colour. Reads kValueRole.
class ToxicityDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// Numbers in the fixed font, so that columns line up.
class NumberDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

/// A state as pill; `pill` says which for an index.
class PillDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using PillOf = std::function<PillSpec(const QModelIndex&)>;
    PillDelegate(PillOf pill, QObject* parent) : QStyledItemDelegate(parent), m_pill(std::move(pill)) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const PillOf m_pill;
};

/// Model text in one line. While blurred, the words of a text at or above the toxicity threshold (kToxicityRole) are
/// bars as wide as the words, so that nothing moves when they are shown.
class ModelTextDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    ModelTextDelegate(Color ink, QObject* parent) : QStyledItemDelegate(parent), m_ink(ink) {}
    void setBlurred(bool blurred) { m_blurred = blurred; }
    [[nodiscard]] bool hides(const QModelIndex& index) const;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const Color m_ink;
    bool m_blurred = true;
};

/// The studio's table: rows of one height, no grid, whole rows selected, header left as the model aligns it.
void styleTable(QTableView& table);

}  // namespace detox::ui
