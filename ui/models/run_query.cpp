// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_query.h"

#include <algorithm>
#include <array>

#include <QRegularExpression>

#include "ui/models/display_text.h"

namespace detox::ui {
namespace {

std::optional<double> numberOf(const QString& field, const RunSummary& run) {
    if (field == QLatin1String("kl")) return run.lastKl;
    if (field == QLatin1String("reward")) return run.lastReward;
    if (field == QLatin1String("updates")) return run.updates;
    return run.after ? std::optional(run.after->meanToxicity) : run.lastToxicity;
}

QString textOf(const QString& field, const RunSummary& run) {
    if (field == QLatin1String("model")) return QString::fromStdString(run.model);
    if (field == QLatin1String("preset")) return QString::fromStdString(run.preset);
    if (field == QLatin1String("name")) return QString::fromStdString(run.name);
    return ownText(toText(run.state));
}

}  // namespace

RunQuery::RunQuery(const QString& text) {
    static const QRegularExpression space(QStringLiteral("\\s+"));
    for (const QString& word : text.split(space, Qt::SkipEmptyParts)) m_terms.push_back(parse(word));
}

RunQuery::Term RunQuery::parse(const QString& word) {
    static const QRegularExpression text(QStringLiteral("^(model|preset|name|state):(.+)$"),
                                         QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression number(QStringLiteral("^(kl|toxicity|reward|updates)(<=|>=|<|>)([-+0-9.eE]+)$"),
                                           QRegularExpression::CaseInsensitiveOption);
    if (const auto match = text.match(word); match.hasMatch()) {
        return {.field = match.captured(1).toLower(), .text = match.captured(2)};
    }
    const auto match = number.match(word);
    bool parsed = false;
    const double value = match.hasMatch() ? match.captured(3).toDouble(&parsed) : 0;
    if (!parsed) return {.field = {}, .text = word};
    const QString sign = match.captured(2);
    const bool less = sign.startsWith('<');
    const bool orEqual = sign.endsWith('=');
    const Relation relation = less ? (orEqual ? Relation::LessOrEqual : Relation::Less)
                                   : (orEqual ? Relation::GreaterOrEqual : Relation::Greater);
    return {.field = match.captured(1).toLower(), .relation = relation, .text = {}, .number = value};
}

bool RunQuery::holds(const Term& term, const RunSummary& run) {
    if (term.relation == Relation::Contains) {
        if (!term.field.isEmpty()) return textOf(term.field, run).contains(term.text, Qt::CaseInsensitive);
        constexpr std::array kAnywhere{"name", "model", "preset"};
        return std::any_of(kAnywhere.begin(), kAnywhere.end(), [&](const char* field) {
            return textOf(QLatin1String(field), run).contains(term.text, Qt::CaseInsensitive);
        });
    }
    const auto value = numberOf(term.field, run);
    if (!value) return false;
    switch (term.relation) {
        case Relation::Less:
            return *value < term.number;
        case Relation::LessOrEqual:
            return *value <= term.number;
        case Relation::Greater:
            return *value > term.number;
        default:
            return *value >= term.number;
    }
}

bool RunQuery::matches(const RunSummary& run) const {
    return std::all_of(m_terms.begin(), m_terms.end(), [&](const Term& term) { return holds(term, run); });
}

}  // namespace detox::ui
