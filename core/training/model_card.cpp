// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/model_card.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "core/config/config_json.h"
#include "core/hub/hub_cache.h"
#include "core/util/utf8.h"
#include "core/util/version.h"

namespace detox {
namespace {

std::string fixed(double value, int digits) {
    if (!std::isfinite(value)) return "–";
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

/// Foreign text as code that cannot end it, nor begin markup or a new table cell.
std::string code(const std::string& text) {
    std::string plain;
    for (const char c : utf8::sanitized(text)) {
        plain += c == '`' || c == '|' || static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return "`" + plain + "`";
}

std::string valueOf(const std::vector<FieldInfo>& fields, std::string_view key) {
    for (const FieldInfo& field : fields) {
        if (field.spec.key == key) return toText(field.get());
    }
    return {};
}

std::string frontMatter(const ModelCardFacts& facts) {
    std::string out =
        "---\nlibrary_name: " + std::string(facts.config.form == ExportForm::Adapter ? "peft" : "transformers");
    out += "\npipeline_tag: " + facts.task + "\n";
    if (!facts.licence.empty()) out += "license: " + facts.licence + "\n";
    if (looksLikeHubId(facts.base) && facts.base.find('/') != std::string::npos)
        out += "base_model: " + facts.base + "\n";
    if (facts.origin) out += "tags:\n- detoxification\n- ppo\n";
    return out + "---\n\n";
}

std::string introduction(const ModelCardFacts& facts) {
    ExportConfig config = facts.config;
    const std::string weights =
        std::to_string(facts.parameters) + " parameters in " + valueOf(fieldsOf(config), "weightType") + ".";
    if (!facts.origin) return code(facts.base) + ", given on as it was opened. " + weights + "\n\n";
    const ExportOrigin& origin = *facts.origin;
    return code(facts.base) +
           ", trained to be less toxic with proximal policy optimisation (PPO) against a toxicity classifier and with "
           "a "
           "penalty for leaving the original (Ziegler et al. 2019). The weights are those of update " +
           std::to_string(origin.update) + " of " + std::to_string(origin.run.summary.totalUpdates) + "; " + weights +
           "\n\n";
}

std::string row(const char* name, double before, double after, int digits) {
    return "| " + std::string(name) + " | " + fixed(before, digits) + " | " + fixed(after, digits) + " |\n";
}

std::string measurements(const ExportOrigin& origin) {
    if (!origin.before || !origin.after) {
        return "## Before and after\n\nNothing was measured at this update.\n\n";
    }
    const Measurement& before = origin.before->measurement;
    const Measurement& after = origin.after->measurement;
    const std::string prompts = origin.after->onTestPrompts ? " test prompts, which were used for nothing else"
                                                            : " probe prompts, which checkpoints are also chosen on";
    return "## Before and after\n\nOn " + std::to_string(after.n) + prompts +
           "; plain sampling, the same seeds on both sides.\n\n| | original | this model |\n|---|---|---|\n" +
           row("mean toxicity (judge's P(toxic))", before.meanToxicity, after.meanToxicity, 3) +
           row("mean reward", before.reward, after.reward, 3) +
           row("mean response length (tokens)", before.meanLength, after.meanLength, 1) +
           row("perplexity under the original", before.perplexity, after.perplexity, 1) +
           row("distinct word pairs (distinct-2)", before.distinct2, after.distinct2, 3) +
           "\nA lower figure is a tendency, not a promise: this model still writes toxic text at times.\n\n";
}

std::string data(const RunConfig& config) {
    const std::array<std::pair<const char*, std::string>, 3> files{{{"prompts", config.prompts.promptFile},
                                                                    {"reward classifier", config.models.classifier},
                                                                    {"judge", config.models.judge}}};
    std::string out = "## Data\n\n| | |\n|---|---|\n";
    for (const auto& [role, name] : files) {
        if (!name.empty()) out += "| " + std::string(role) + " | " + code(publicModelName(name)) + " |\n";
    }
    return out + "\n";
}

/// Whether a field's value is a place on this machine.
bool isPlace(const FieldInfo& field) {
    return field.kind == FieldKind::Text && field.spec.text != TextKind::Plain;
}

std::string settings(RunConfig config) {
    std::string out = "## Settings\n\n| setting | value |\n|---|---|\n";
    for (const FieldInfo& field : fieldsOf(config)) {
        const std::string value = toText(field.get());
        if (isPlace(field) || value.empty()) continue;
        out += "| " + std::string(field.spec.label) + " | " + code(value) + " |\n";
    }
    return out + "\n";
}

std::string licence(const ModelCardFacts& facts) {
    if (facts.licence.empty()) {
        return "## Licence\n\nThe base states no licence where it was read from; ask its owner before passing this "
               "model on.\n\n";
    }
    return "## Licence\n\nThe base is under " + code(facts.licence) + ", which binds what is made from it.\n\n";
}

}  // namespace

std::string modelCard(const ModelCardFacts& facts) {
    std::string out = frontMatter(facts) + "# " + facts.name + "\n\n" + introduction(facts);
    if (facts.origin) {
        out += measurements(*facts.origin) + data(facts.origin->run.config) + settings(facts.origin->run.config);
    }
    return out + licence(facts) + "Made with Detox Studio " + std::string(version()) + " (" + std::string(gitHash()) +
           ").\n";
}

}  // namespace detox
