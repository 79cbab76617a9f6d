// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QString>

#include "core/api/run_store.h"

namespace detox::ui {

/// A search over runs: words that must occur in name, model or preset, fields (`model:neo`, `preset:starter`,
/// `state:failed`, `name:finch`) and comparisons (`kl<5`, `toxicity<=0.2`, `reward>1`, `updates>=100`). All must hold.
/// What is no field is a word.
class RunQuery {
public:
    explicit RunQuery(const QString& text = {});
    [[nodiscard]] bool matches(const RunSummary& run) const;
    [[nodiscard]] bool empty() const { return m_terms.empty(); }

private:
    enum class Relation { Contains, Less, LessOrEqual, Greater, GreaterOrEqual };
    struct Term {
        QString field;  ///< empty: anywhere
        Relation relation = Relation::Contains;
        QString text;
        double number = 0;
    };
    [[nodiscard]] static Term parse(const QString& word);
    [[nodiscard]] static bool holds(const Term& term, const RunSummary& run);

    std::vector<Term> m_terms;
};

}  // namespace detox::ui
